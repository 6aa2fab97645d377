using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Offline.TrainingSets;

namespace Larder.Cli.Steps;

/// <summary>A builder's call for one spine, whatever kind of spine it is.</summary>
internal delegate Task<TrainingSet> BuildTrainingSet(TrainingSetBuilder builder, TrainingSetOptions options, CancellationToken cancellationToken);

/// <summary>Builds training sets.</summary>
internal static class TrainingSetStep
{
    /// <summary>Over a spine of the repository.</summary>
    public static BuildTrainingSet Over(CompiledService service, CompiledSpine spine) =>
        (builder, options, cancellationToken) => builder.BuildAsync(service, spine, options, cancellationToken);

    /// <summary>Over a spine in a file.</summary>
    public static BuildTrainingSet Over(CompiledService service, string path) =>
        (builder, options, cancellationToken) => builder.BuildAsync(service, path, options, cancellationToken);

    public static async Task<TrainingSet> RunAsync(
        StepContext context, CompiledService service, BuildTrainingSet build, TrainingSetOptions options, CancellationToken cancellationToken)
    {
        var set = await context.Report.StepAsync(
            $"training set of {service.Name}",
            progress => build(new TrainingSetBuilder(context.Workspace), options with { Progress = progress }, cancellationToken));
        var origin = set.IsReused ? ", built before from the same facts" : string.Empty;
        context.Report.Line($"  {set.Record.Rows:N0} rows, dataset {set.Record.DatasetVersion[..12]}, as of {set.Record.AsOf}{origin}");
        foreach (var invalid in set.Invalid)
        {
            context.Report.Line(
                $"  warning: {invalid.Feature} is invalid in {invalid.Rows:N0} of {set.Record.Rows:N0} rows, which have null there: a sum of integers is beyond 64 bits; sum doubles instead");
        }

        return set;
    }

    public static JsonObject ToJson(TrainingSet set) => new()
    {
        ["rows"] = set.Record.Rows,
        ["dataset_version"] = set.Record.DatasetVersion,
        ["as_of"] = set.Record.AsOf.ToString(),
        ["tables"] = new JsonArray([.. set.Record.Tables.Select(t => (JsonNode)t)]),
        ["path"] = set.Path,
        ["reused"] = set.IsReused,
        ["invalid_values"] = set.IsReused ? null : new JsonObject(set.Invalid.Select(i => KeyValuePair.Create(i.Feature, (JsonNode?)i.Rows))),
    };
}
