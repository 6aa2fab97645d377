using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Offline.TrainingSets;
using Larder.OnDemand;

namespace Larder.Cli.Steps;

/// <summary>A training set to be built, whatever kind of spine it has.</summary>
/// <param name="Service">The features.</param>
/// <param name="Sources">The sources whose tables are read.</param>
/// <param name="Build">A builder's call for the spine.</param>
/// <param name="Warnings">What may not be meant.</param>
/// <param name="Spine">The spine of the repository; null for one in a file.</param>
/// <param name="SpineFile">The file; null for a spine of the repository.</param>
internal sealed record TrainingSetRequest(
    CompiledService Service,
    IReadOnlyList<SourceDefinition> Sources,
    Func<TrainingSetBuilder, TrainingSetOptions, CancellationToken, Task<TrainingSet>> Build,
    IReadOnlyList<string> Warnings,
    CompiledSpine? Spine,
    string? SpineFile);

/// <summary>Builds training sets, and rebuilds them from their records.</summary>
internal static class TrainingSetStep
{
    /// <summary>Over a spine of the repository.</summary>
    public static TrainingSetRequest Over(CompiledService service, CompiledSpine spine) => new(
        service,
        [.. SourcesOf(service), spine.Source],
        (builder, options, cancellationToken) => builder.BuildAsync(service, spine, options, cancellationToken),
        SelfSight.Warnings(service, spine),
        spine,
        null);

    /// <summary>Over a spine in a file.</summary>
    public static TrainingSetRequest Over(CompiledService service, string path) => new(
        service, [.. SourcesOf(service)], (builder, options, cancellationToken) => builder.BuildAsync(service, path, options, cancellationToken), [], null, path);

    /// <summary>The sources behind a service's views.</summary>
    public static IEnumerable<SourceDefinition> SourcesOf(CompiledService service) => FeaturePlan.For(service).Sources.Select(v => v.Source);

    public static async Task<TrainingSet> RunAsync(StepContext context, TrainingSetRequest request, TrainingSetOptions options, CancellationToken cancellationToken)
    {
        foreach (var warning in request.Warnings)
        {
            context.Report.Warning(warning);
        }

        await DeriveStep.RunAsync(context, request.Sources, cancellationToken);
        var set = await context.Report.StepAsync(
            $"training set of {request.Service.Name}",
            progress => context.Runs.TrainingSetAsync(
                request.Service, request.Spine, request.SpineFile, () => request.Build(new TrainingSetBuilder(context.Workspace), options with { Progress = progress }, cancellationToken)));
        var origin = set.IsReused ? ", built before from the same facts" : string.Empty;
        context.Report.Line($"  {set.Record.Rows:N0} rows, dataset {set.Record.DatasetVersion[..12]}, as of {set.Record.AsOf}{origin}");
        foreach (var files in set.Files.Where(files => files.Skipped > 0))
        {
            context.Report.Line($"  {files.Table}: {files.Read:N0} files read, {files.Skipped:N0} skipped by their statistics");
        }

        foreach (var invalid in set.Invalid)
        {
            context.Report.Warning(
                $"{invalid.Feature} is invalid in {invalid.Rows:N0} of {set.Record.Rows:N0} rows, which have null there: a sum of integers is beyond 64 bits; sum doubles instead");
        }

        return set;
    }

    /// <summary>From a record, compared with it.</summary>
    public static async Task<RebuiltTrainingSet> RebuildAsync(StepContext context, string dataset, string? spine, CancellationToken cancellationToken)
    {
        var rebuilt = await context.Report.StepAsync(
            $"training set {dataset}", progress => new TrainingSetBuilder(context.Workspace).RebuildAsync(dataset, spine, progress, cancellationToken));
        var record = rebuilt.Record;
        context.Report.Line($"  {record.Rows:N0} rows of {record.Service} from {string.Join(", ", record.Tables)} as of {record.AsOf}, built {record.CreatedAt}");
        if (rebuilt.CodeVersion != record.CodeVersion)
        {
            context.Report.Line($"  built then by {record.CodeVersion}");
            context.Report.Line($"  built now by {rebuilt.CodeVersion}");
        }

        context.Report.Line(rebuilt.IsSame
            ? $"  same: the bytes are those recorded (SHA-256 {record.ContentHash})"
            : $"  different: recorded SHA-256 {record.ContentHash}, built now {rebuilt.ContentHash}");
        return rebuilt;
    }

    public static JsonObject ToJson(TrainingSet set)
    {
        var json = ToJson(set.Record, set.Path);
        json["reused"] = set.IsReused;
        json["files"] = set.IsReused ? null : new JsonArray([.. set.Files.Select(f => (JsonNode)MaterializeStep.ToJson(f))]);
        json["invalid_values"] = set.IsReused ? null : new JsonObject(set.Invalid.Select(i => KeyValuePair.Create(i.Feature, (JsonNode?)i.Rows)));
        return json;
    }

    public static JsonObject ToJson(RebuiltTrainingSet rebuilt)
    {
        var json = ToJson(rebuilt.Record, rebuilt.Path);
        json["same"] = rebuilt.IsSame;
        json["recorded_content_hash"] = rebuilt.Record.ContentHash;
        json["content_hash"] = rebuilt.ContentHash;
        json["recorded_code_version"] = rebuilt.Record.CodeVersion;
        json["code_version"] = rebuilt.CodeVersion;
        return json;
    }

    private static JsonObject ToJson(Storage.DatasetRecord record, string path) => new()
    {
        ["rows"] = record.Rows,
        ["dataset_version"] = record.DatasetVersion,
        ["as_of"] = record.AsOf.ToString(),
        ["tables"] = new JsonArray([.. record.Tables.Select(t => (JsonNode)t)]),
        ["spine"] = record.Spine,
        ["path"] = path,
    };
}
