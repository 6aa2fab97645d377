using Larder.Errors;

namespace Larder.Catalog.Lineage;

/// <summary>Which way a walk goes.</summary>
public enum LineageDirection
{
    /// <summary>To what something is made of.</summary>
    Upstream = 1,

    /// <summary>To what is made of something.</summary>
    Downstream = 2,
}

/// <summary>
/// What is made of what, from source columns to model versions: exact for every definition in C#, since it is computed from the expressions that run. Columns and whole
/// definitions are two levels of one graph: a walk that begins at a column or feature follows columns, one that begins at a table follows tables.
/// </summary>
/// <threadsafety>Immutable.</threadsafety>
public sealed class LineageGraph
{
    private readonly Dictionary<string, LineageNode> _nodes;
    private readonly ILookup<string, LineageEdge> _upstream;
    private readonly ILookup<string, LineageEdge> _downstream;

    internal LineageGraph(IEnumerable<LineageNode> nodes, IReadOnlyList<LineageEdge> edges)
    {
        _nodes = nodes.ToDictionary(n => n.Id, StringComparer.Ordinal);
        Edges = edges;
        _upstream = edges.ToLookup(e => e.To);
        _downstream = edges.ToLookup(e => e.From);
    }

    /// <summary>The nodes, in the order of definition.</summary>
    public IReadOnlyCollection<LineageNode> Nodes => _nodes.Values;

    /// <summary>The edges.</summary>
    public IReadOnlyList<LineageEdge> Edges { get; }

    /// <summary>The graph of a repository without any runs.</summary>
    /// <param name="catalog">The definitions.</param>
    public static LineageGraph Of(FeatureCatalog catalog) => Of(catalog, LineageRecords.None);

    /// <summary>The graph of a repository and its runs.</summary>
    /// <param name="catalog">The definitions.</param>
    /// <param name="records">What the registry knows of versions and runs, and what the engine found out about queries.</param>
    public static LineageGraph Of(FeatureCatalog catalog, LineageRecords records)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(records);
        return new LineageBuilder(catalog, records).Build();
    }

    /// <summary>A node by its id.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public LineageNode Node(string id) => _nodes.TryGetValue(id, out var node) ? node : throw new NotFoundException($"The lineage graph has no node '{id}'.");

    /// <summary>
    /// The nodes that a name may mean: a feature <c>view:feature</c>, a column <c>source.column</c>, a service, a model, a view, source or spine, a training set by the first digits of its
    /// version. A version may follow: <c>repurchase@2</c>.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <exception cref="NotFoundException">There is none; the message names the nearest.</exception>
    public IReadOnlyList<LineageNode> Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var (plain, version) = Split(name);
        var found = Named(plain, version);
        if (found.Length == 0 && plain.Contains('.', StringComparison.Ordinal))
        {
            found = Named(plain.Replace('.', ':'), version);
        }

        if (found.Length > 0)
        {
            return version is null && found.Any(n => n.IsCurrent) ? [.. found.Where(n => n.IsCurrent)] : found;
        }

        var near = _nodes.Values.Where(n => n.IsCurrent && n.Kind is not (LineageKind.TrainingSet or LineageKind.ModelVersion or LineageKind.OnlineView))
            .Select(n => (n.Name, Distance: Search.Tokens.Distance(n.Name, plain)))
            .Where(n => n.Distance <= Math.Max(2, plain.Length / 3)).GroupBy(n => n.Distance).MinBy(g => g.Key)?.Select(n => n.Name).Distinct().Order(StringComparer.Ordinal).Take(3).ToArray() ?? [];
        throw new NotFoundException(near.Length > 0
            ? $"Nothing is called '{name}'; did you mean {string.Join(" or ", near)}?"
            : $"Nothing is called '{name}'; name a feature (view:feature), a column (source.column), a view, source, service, spine or model of the repository, or a training set by its version.");
    }

    /// <summary>Everything that some nodes are made of, or that is made of them, nearest first.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="direction">Which way it goes.</param>
    /// <param name="depth">How many steps; null for all.</param>
    /// <param name="columns">Whether it follows columns; null for as the first node is.</param>
    public LineageWalk Walk(IReadOnlyList<LineageNode> from, LineageDirection direction, int? depth = null, bool? columns = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        var isFine = columns ?? (from.Count > 0 && !from[0].IsTable);
        var steps = new Dictionary<string, int>(StringComparer.Ordinal);
        var edges = new List<LineageEdge>();
        var next = new Queue<LineageNode>(from);
        foreach (var node in from)
        {
            steps[node.Id] = 0;
        }

        while (next.TryDequeue(out var node))
        {
            var step = steps[node.Id];
            if (step >= (depth ?? int.MaxValue))
            {
                continue;
            }

            foreach (var edge in EdgesOf(node, direction, isFine))
            {
                edges.Add(edge);
                var reached = direction == LineageDirection.Upstream ? edge.From : edge.To;
                if (steps.TryAdd(reached, step + 1))
                {
                    next.Enqueue(_nodes[reached]);
                }
            }
        }

        return new LineageWalk(direction, from, [.. steps.OrderBy(s => s.Value).Select(s => new LineageVisit(_nodes[s.Key], s.Value))], edges);
    }

    /// <summary>The edges of a node that a walk follows.</summary>
    /// <param name="node">The node.</param>
    /// <param name="direction">Which way.</param>
    /// <param name="columns">Whether columns are followed, else tables.</param>
    public IEnumerable<LineageEdge> EdgesOf(LineageNode node, LineageDirection direction, bool columns)
    {
        ArgumentNullException.ThrowIfNull(node);
        return (direction == LineageDirection.Upstream ? _upstream[node.Id] : _downstream[node.Id])
            .Where(e => columns ? IsOfColumns(_nodes[e.From]) : _nodes[e.From].IsTable && _nodes[e.To].IsTable);
    }

    /// <summary>What has columns is not followed as a whole; the rest of the way, from services to models, is the same on both levels.</summary>
    private static bool IsOfColumns(LineageNode from) =>
        !from.IsTable || from.Kind is LineageKind.Service or LineageKind.Model or LineageKind.TrainingSet;

    private LineageNode[] Named(string name, int? version) => [.. _nodes.Values.Where(n => IsNamed(n, name) && (version is null || n.Version == version))];

    private static bool IsNamed(LineageNode node, string name) => node.Kind switch
    {
        LineageKind.TrainingSet => name.Length >= 6 && node.Id.StartsWith($"training_set:{name}", StringComparison.Ordinal),
        LineageKind.OnlineView => false,
        _ => node.Name == name,
    };

    private static (string Name, int? Version) Split(string name)
    {
        var at = name.LastIndexOf('@');
        return at > 0 && int.TryParse(name[(at + 1)..].TrimStart('v'), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var version)
            ? (name[..at], version)
            : (name, null);
    }
}

/// <summary>A node that a walk reached.</summary>
/// <param name="Node">The node.</param>
/// <param name="Depth">The least number of steps to it; 0 where the walk began.</param>
public sealed record LineageVisit(LineageNode Node, int Depth);

/// <summary>What a walk found.</summary>
/// <param name="Direction">Which way it went.</param>
/// <param name="From">Where it began.</param>
/// <param name="Steps">The nodes reached, nearest first, those it began at among them.</param>
/// <param name="Edges">The edges followed.</param>
public sealed record LineageWalk(LineageDirection Direction, IReadOnlyList<LineageNode> From, IReadOnlyList<LineageVisit> Steps, IReadOnlyList<LineageEdge> Edges)
{
    /// <summary>The nodes reached of some kind, without those it began at.</summary>
    public IEnumerable<LineageNode> Of(LineageKind kind) => Steps.Where(s => s.Depth > 0 && s.Node.Kind == kind).Select(s => s.Node);
}
