namespace Larder.Catalog.Lineage;

/// <summary>What a change of a definition reaches.</summary>
/// <param name="Change">The change.</param>
/// <param name="Features">Features whose values may be others, <c>view:feature</c>.</param>
/// <param name="Services">Services with such features.</param>
/// <param name="TrainingSets">Training sets that were built from what changes; they stay what they are.</param>
/// <param name="Models">Registered models that were trained on them or consume such services, those with aliases first.</param>
public sealed record ChangeImpact(
    CatalogChange Change, IReadOnlyList<string> Features, IReadOnlyList<LineageNode> Services, IReadOnlyList<LineageNode> TrainingSets, IReadOnlyList<LineageNode> Models)
{
    /// <summary>Whether nothing is reached.</summary>
    public bool IsEmpty => Features.Count == 0 && Services.Count == 0 && TrainingSets.Count == 0 && Models.Count == 0;
}

/// <summary>Tells what the changes of a plan reach: single features and columns where the plan names no others, else everything of the view or source.</summary>
public static class LineageImpact
{
    /// <summary>One for each change, in their order; what is new reaches nothing yet.</summary>
    /// <param name="graph">The graph of the definitions as they would be, with the runs so far.</param>
    /// <param name="plan">The plan.</param>
    public static IReadOnlyList<ChangeImpact> Of(LineageGraph graph, CatalogPlan plan)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(plan);
        return [.. plan.Changes.Select(change => Of(graph, change))];
    }

    private static ChangeImpact Of(LineageGraph graph, CatalogChange change)
    {
        var kind = change.Definition switch
        {
            "source" => LineageKind.Source,
            "view" => LineageKind.View,
            "service" => LineageKind.Service,
            "spine" => LineageKind.Spine,
            "model" => LineageKind.Model,
            _ => (LineageKind?)null,
        };
        if (change.Kind == ChangeKind.Added || kind is null)
        {
            return new ChangeImpact(change, [], [], [], []);
        }

        LineageNode[] whole = [.. graph.Nodes.Where(n => n.Kind == kind && n.Name == change.Name)];
        var runs = graph.Walk(whole, LineageDirection.Downstream, columns: false);
        LineageNode[] parts = [.. Parts(graph, change, kind.Value)];
        var fine = graph.Walk(parts, LineageDirection.Downstream, columns: true);
        string[] features =
        [
            .. parts.Where(p => p.Kind == LineageKind.Feature).Concat(fine.Of(LineageKind.Feature)).Select(f => f.Name).Distinct(),
        ];
        return new ChangeImpact(
            change,
            features,
            [.. runs.Of(LineageKind.Service).Where(s => s.IsCurrent).Where(s => parts.Length == 0 || fine.Of(LineageKind.Service).Any(f => f.Id == s.Id))],
            [.. runs.Of(LineageKind.TrainingSet)],
            [.. runs.Of(LineageKind.ModelVersion).OrderByDescending(m => m.Aliases.Count > 0).ThenBy(m => m.Name, StringComparer.Ordinal).ThenByDescending(m => m.Version)]);
    }

    /// <summary>The features of a changed view, or the columns of a changed source: those that the plan names where it names nothing else.</summary>
    private static IEnumerable<LineageNode> Parts(LineageGraph graph, CatalogChange change, LineageKind kind)
    {
        var (member, prefix, of) = kind switch
        {
            LineageKind.View => ("features ", $"{change.Name}:", LineageKind.Feature),
            LineageKind.Source => ("columns ", $"{change.Name}.", LineageKind.Column),
            _ => (string.Empty, string.Empty, LineageKind.Model),
        };
        if (prefix.Length == 0)
        {
            return [];
        }

        LineageNode[] all = [.. graph.Nodes.Where(n => n.Kind == of && n.Name.StartsWith(prefix, StringComparison.Ordinal))];
        string?[] named = [.. change.Details.Select(d => Named(d, member))];
        return named.Length > 0 && named.All(n => n is not null) ? all.Where(n => named.Contains(n.Name[prefix.Length..])) : all;
    }

    /// <summary>The feature or column that a line of a plan is about: <c>~ features revenue_7d: …</c>; null where it is about something else.</summary>
    private static string? Named(string detail, string member)
    {
        var rest = detail.Length > 2 ? detail[2..] : string.Empty;
        return rest.StartsWith(member, StringComparison.Ordinal) ? rest[member.Length..].Split(':', '.')[0] : null;
    }
}
