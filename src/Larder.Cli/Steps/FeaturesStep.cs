using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Catalog.Lineage;
using Larder.Catalog.Search;
using Larder.Cli.Catalogs;
using Larder.Errors;

namespace Larder.Cli.Steps;

/// <summary>Lists, finds and shows features.</summary>
internal static class FeaturesStep
{
    public static void List(StepContext context, IReadOnlyList<CatalogEntry> entries)
    {
        context.Report.Table(["feature", "type", "entity", "owner", "tags", "services", "description"], entries.Select(e => Row(e)));
        context.Report.Json(new JsonObject { ["features"] = new JsonArray([.. entries.Select(e => (JsonNode)ToJson(e))]) });
    }

    public static void Search(StepContext context, IReadOnlyList<CatalogEntry> entries, string query, int atMost)
    {
        var found = FeatureSearch.Run(entries, query);
        if (found.Count == 0)
        {
            context.Report.Line($"No feature fits '{query}'; 'larder features list' shows all {entries.Count:N0}.");
        }
        else
        {
            context.Report.Table(
                ["feature", "score", "found in", "type", "entity", "owner", "tags", "services", "description"],
                found.Take(atMost).Select(f => (IReadOnlyList<string>)[f.Entry.Reference, f.Score.ToString("0.00", CultureInfo.InvariantCulture), string.Join(", ", f.Matched), .. Row(f.Entry).Skip(1)]));
            if (found.Count > atMost)
            {
                context.Report.Line($"  and {found.Count - atMost:N0} more; --limit shows them");
            }
        }

        context.Report.Json(new JsonObject
        {
            ["query"] = query,
            ["found"] = found.Count,
            ["features"] = new JsonArray([.. found.Take(atMost).Select(f =>
            {
                var json = ToJson(f.Entry);
                json["score"] = f.Score;
                json["matched"] = new JsonArray([.. f.Matched.Select(m => (JsonNode)m)]);
                return (JsonNode)json;
            })]),
        });
    }

    /// <summary>One feature by its reference, with a colon or a dot.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public static async Task ShowAsync(StepContext context, IReadOnlyList<CatalogEntry> entries, string reference, CancellationToken cancellationToken)
    {
        var graph = await LineageStep.GraphAsync(context, cancellationToken);
        var node = graph.Find(reference).FirstOrDefault(n => n.Kind == LineageKind.Feature)
            ?? throw new NotFoundException($"'{reference}' is no feature; write view:feature. 'larder features search' finds some.");
        var sheet = await FeatureSheet.OfAsync(context, entries.First(e => e.Reference == node.Name), graph, cancellationToken);
        Print(context, sheet);
        context.Report.Json(ToJson(sheet));
    }

    private static IReadOnlyList<string> Row(CatalogEntry entry) =>
        [entry.Reference, entry.Type, string.Join(", ", entry.Entities), entry.Owner ?? string.Empty, string.Join(", ", entry.Tags), string.Join(", ", entry.Services), entry.Description ?? string.Empty];

    private static void Print(StepContext context, FeatureSheet sheet)
    {
        var (report, entry) = (context.Report, sheet.Entry);
        report.Heading($"{entry.Reference} ({entry.Type})");
        void Fact(string what, string? text) => report.Line($"  {what,-12} {(string.IsNullOrEmpty(text) ? "-" : text)}");
        Fact("description", entry.Description);
        Fact("view", $"{entry.View.Name}{(entry.ViewDescription is { } view ? $": {view}" : string.Empty)}");
        Fact("entity", string.Join(", ", entry.View.Entities.Select(e => $"{e.Name} ({e.JoinKey})")));
        Fact("owner", entry.Owner);
        Fact("tags", string.Join(", ", entry.Tags));
        Fact("computed as", sheet.Expression);
        Fact("comes from", string.Join(", ", Columns(sheet)));
        Fact("used by", string.Join(", ", Consumers(sheet).Select(c => c.Kind == LineageKind.ModelVersion ? $"model {c.Label}" : $"{c.Kind.ToString().ToLowerInvariant()} {c.Label}")));
        Fact("online", sheet.Online is { } online ? $"{online.Rows:N0} entities as of {online.AsOf}, from {online.Source}{(online.IsComplete ? string.Empty : ", unfinished")}" : entry.View is CompiledOnDemandView ? "computed at request" : "not materialized");
        Fact("values", Values(sheet));
        foreach (var version in sheet.Versions)
        {
            Fact($"version {version.Version}", $"{(version.IsRetired ? "retired" : "applied")} {version.AppliedAt}, {version.ContentHash[..12]}{(version.ContentHash == entry.View.Definition.Hash ? ", as defined now" : string.Empty)}");
        }

        report.Line("  in C#:");
        foreach (var line in FeatureCode.CSharp(entry).Split('\n'))
        {
            report.Line($"    {line}");
        }

        report.Line("  over HTTP:");
        report.Line($"    {FeatureCode.Http(entry)}");
    }

    private static string Values(FeatureSheet sheet) => sheet switch
    {
        { TrainingSet: null } => "no training set yet",
        { Profile: null } => $"training set {sheet.TrainingSet.DatasetVersion[..12]} is not there any more",
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"in training set {sheet.TrainingSet.DatasetVersion[..12]} of {sheet.TrainingSet.Rows:N0} rows: {sheet.Profile.Nulls:N0} null, from {sheet.Profile.Min ?? "-"} to {sheet.Profile.Max ?? "-"}{(sheet.Profile.Mean is { } mean ? $", mean {mean}" : string.Empty)}, about {sheet.Profile.Distinct:N0} different"),
    };

    private static IEnumerable<string> Columns(FeatureSheet sheet) => sheet.Upstream.Steps.Select(s => s.Node)
        .Where(n => n.Kind is LineageKind.RequestColumn || (n.Kind == LineageKind.Column && sheet.Upstream.Edges.All(e => e.To != n.Id)))
        .Select(n => n.Kind == LineageKind.Column ? n.Name : $"request {n.Name}");

    private static IEnumerable<LineageNode> Consumers(FeatureSheet sheet) =>
        sheet.Downstream.Steps.Where(s => s.Depth > 0).Select(s => s.Node).Where(n => n.Kind is LineageKind.Feature or LineageKind.Service or LineageKind.Model or LineageKind.ModelVersion);

    private static JsonObject ToJson(CatalogEntry entry) => new()
    {
        ["feature"] = entry.Reference,
        ["type"] = entry.Type,
        ["description"] = entry.Description,
        ["view_description"] = entry.ViewDescription,
        ["entities"] = Array(entry.Entities),
        ["owner"] = entry.Owner,
        ["tags"] = Array(entry.Tags),
        ["sources"] = Array(entry.Sources),
        ["services"] = Array(entry.Services),
    };

    private static JsonObject ToJson(FeatureSheet sheet)
    {
        var json = ToJson(sheet.Entry);
        json["expression"] = sheet.Expression;
        json["columns"] = Array(Columns(sheet));
        json["consumers"] = Array(Consumers(sheet).Select(c => c.Id));
        json["versions"] = new JsonArray([.. sheet.Versions.Select(v => (JsonNode)new JsonObject
        {
            ["version"] = v.Version,
            ["applied_at"] = v.AppliedAt.ToString(),
            ["content_hash"] = v.ContentHash,
            ["retired"] = v.IsRetired,
        })]);
        json["online"] = sheet.Online is { } online
            ? new JsonObject { ["as_of"] = online.AsOf.ToString(), ["source"] = online.Source, ["entities"] = online.Rows, ["complete"] = online.IsComplete }
            : null;
        json["training_set"] = sheet.TrainingSet?.DatasetVersion;
        json["statistics"] = DataVersionStep.ToJson(sheet.Profile);
        json["code"] = new JsonObject { ["csharp"] = FeatureCode.CSharp(sheet.Entry), ["http"] = FeatureCode.Http(sheet.Entry) };
        return json;
    }

    private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
