using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Catalog.Lineage;
using Larder.Cli.Lineage;
using Larder.Derived;
using Larder.Errors;
using Larder.Ingestion;
using Larder.Materialization;
using Larder.Offline.TrainingSets;
using Larder.Types;

namespace Larder.Cli.Steps;

/// <summary>Shows or records what changed in the definitions.</summary>
internal static class ApplyStep
{
    public static async Task<CatalogPlan> RunAsync(StepContext context, bool apply, CancellationToken cancellationToken)
    {
        SqlCheck.Run(context.Catalog, cancellationToken);
        var store = context.Workspace.Definitions;
        var plan = CatalogPlan.Compare(context.Catalog, await store.ListAsync(cancellationToken), await store.ListNotesAsync(cancellationToken));
        Print(context, plan, apply);
        foreach (var warning in SelfSight.Warnings(context.Catalog).Concat(NearDuplicates.Warnings(context.Catalog)))
        {
            context.Report.Warning(warning);
        }

        foreach (var source in context.Catalog.Ingested.Where(s => !apply && s.Format == SourceFormat.Delta))
        {
            await PrintInputAsync(context, source, cancellationToken);
        }

        if (apply && !plan.IsEmpty)
        {
            await plan.ApplyAsync(store, Instant.From(context.Workspace.Clock.GetUtcNow()), cancellationToken);
        }

        return plan;
    }

    /// <summary>What training sets and materializations would read of the tables there are.</summary>
    public static async Task<IReadOnlyList<ViewReads>> ReadsAsync(StepContext context, CancellationToken cancellationToken)
    {
        var reads = await new ReadPlanner(context.Workspace).PlanAsync(problem => context.Report.Warning(problem.Message), cancellationToken);
        foreach (var view in reads)
        {
            context.Report.Line($"  {view.View} reads {view.Table}: {Text(view.Whole)}; materialize-incremental {(view.WholeBecause is { } reason ? $"the same, because {reason}" : Text(view.Increment))}");
        }

        return reads;
    }

    /// <summary>What the changes reach: told once each, nothing where all is new.</summary>
    public static async Task<IReadOnlyList<ChangeImpact>> ImpactAsync(StepContext context, CatalogPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Changes.All(c => c.Kind == ChangeKind.Added))
        {
            return [];
        }

        var impacts = LineageImpact.Of(await LineageStep.GraphAsync(context, cancellationToken), plan);
        foreach (var impact in impacts.Where(i => !i.IsEmpty))
        {
            context.Report.Line($"  the change of {impact.Change.Definition} {impact.Change.Name} reaches {Text(impact)}");
        }

        return impacts;
    }

    public static JsonObject ToJson(CatalogPlan plan, IReadOnlyList<ChangeImpact> impacts, IReadOnlyList<ViewReads> reads)
    {
        var json = ToJson(plan);
        foreach (var (change, impact) in json["changes"]!.AsArray().Zip(impacts))
        {
            change!["impact"] = LineageJson.Of(impact);
        }

        json["reads"] = new JsonArray([.. reads.Select(r => (JsonNode)new JsonObject
        {
            ["view"] = r.View,
            ["table"] = r.Table,
            ["files"] = MaterializeStep.ToJson(r.Whole),
            ["incremental_files"] = MaterializeStep.ToJson(r.Increment),
            ["whole_because"] = r.WholeBecause,
        })]);
        return json;
    }

    private static string Text(ChangeImpact impact)
    {
        const int Most = 5;
        static string Some(string what, IReadOnlyList<string> all) => all.Count == 0 ? string.Empty
            : $"{all.Count:N0} {what}{(all.Count == 1 ? string.Empty : "s")} ({string.Join(", ", all.Take(Most))}{(all.Count > Most ? ", …" : string.Empty)})";
        return string.Join(", ", new[]
        {
            Some("feature", impact.Features),
            Some("service", [.. impact.Services.Select(s => s.Label)]),
            Some("training set", [.. impact.TrainingSets.Select(t => t.Label)]),
            Some("model", [.. impact.Models.Select(m => m.Label)]),
        }.Where(t => t.Length > 0));
    }

    private static string Text(TableFiles files) => $"{files.Read:N0} files, {files.Skipped:N0} skipped";

    public static JsonObject ToJson(CatalogPlan plan) => new()
    {
        ["changes"] = new JsonArray([.. plan.Changes.Select(c => (JsonNode)new JsonObject
        {
            ["change"] = Names.ToSnakeCase(c.Kind.ToString()),
            ["kind"] = c.Definition,
            ["name"] = c.Name,
            ["version"] = c.Version,
            ["details"] = new JsonArray([.. c.Details.Select(d => (JsonNode)d)]),
        })]),
        ["metadata"] = new JsonArray([.. plan.NoteChanges.Select(c => (JsonNode)new JsonObject
        {
            ["kind"] = c.Kind,
            ["name"] = c.Name,
            ["details"] = new JsonArray([.. c.Details.Select(d => (JsonNode)d)]),
        })]),
        ["unchanged"] = plan.Unchanged,
    };

    /// <summary>What a derived source is made of; null for anything else.</summary>
    private static string? Lineage(FeatureCatalog catalog, CatalogChange change) => change is { Definition: "source", Kind: not ChangeKind.Retired }
        ? catalog.Source(change.Name).Derivation?.Lineage
        : null;

    /// <summary>What stands in the way of an ingest is no error of a plan.</summary>
    private static async Task PrintInputAsync(StepContext context, SourceDefinition source, CancellationToken cancellationToken)
    {
        try
        {
            var input = await EventIngestion.PlanAsync(context.Workspace, source, cancellationToken);
            context.Report.Line($"  {source.Name}: version {input.Version} of its Delta table, {input.FilesRead:N0} files to read, {input.FilesSkipped:N0} skipped");
        }
        catch (LarderException inTheWay)
        {
            context.Report.Warning(inTheWay.Message);
        }
    }

    private static void Print(StepContext context, CatalogPlan plan, bool apply)
    {
        foreach (var change in plan.Changes)
        {
            var sign = change.Kind switch { ChangeKind.Added => '+', ChangeKind.Changed => '~', _ => '-' };
            context.Report.Line($"  {sign} {change.Definition} {change.Name} @{change.Version}{(change.Kind == ChangeKind.Retired ? " (retired)" : string.Empty)}");
            if (Lineage(context.Catalog, change) is { } lineage)
            {
                context.Report.Line($"      from {lineage}");
            }

            foreach (var detail in change.Details)
            {
                context.Report.Line($"      {detail}");
            }
        }

        foreach (var note in plan.NoteChanges)
        {
            context.Report.Line($"  {note.Kind} {note.Name}, metadata only: {string.Join("; ", note.Details)}");
        }

        var done = apply ? "applied" : "to apply";
        context.Report.Line(plan.IsEmpty ? $"  nothing to apply, {plan.Unchanged} definitions unchanged" : $"  {plan.Changes.Count()} {done}, {plan.Unchanged} unchanged");
    }
}
