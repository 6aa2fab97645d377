namespace Larder.Catalog.Lineage;

/// <summary>What a node of the lineage graph is.</summary>
public enum LineageKind
{
    /// <summary>A source and its offline table.</summary>
    Source = 1,

    /// <summary>A column of a source.</summary>
    Column = 2,

    /// <summary>A version of a feature view.</summary>
    View = 3,

    /// <summary>A feature of a view.</summary>
    Feature = 4,

    /// <summary>A column that a request brings to an on-demand view.</summary>
    RequestColumn = 5,

    /// <summary>A version of a feature service.</summary>
    Service = 6,

    /// <summary>A version of a spine.</summary>
    Spine = 7,

    /// <summary>The label of a spine, or a request column that it gives.</summary>
    SpineColumn = 8,

    /// <summary>The definition of a model.</summary>
    Model = 9,

    /// <summary>A training set that was built.</summary>
    TrainingSet = 10,

    /// <summary>A model that was registered.</summary>
    ModelVersion = 11,

    /// <summary>The rows of a view's version in the online store.</summary>
    OnlineView = 12,
}

/// <summary>One thing that data comes from or goes to.</summary>
/// <param name="Id">Unique in the graph: kind, name and version, <c>feature:customer_spend:revenue_7d</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">As it is written on the command line: <c>order_lines.quantity</c>, <c>customer_spend:revenue_7d</c>, <c>repurchase</c>.</param>
public sealed record LineageNode(string Id, LineageKind Kind, string Name)
{
    /// <summary>The version; of a definition that is not applied in its present form the one it would get. Null where there are none.</summary>
    public int? Version { get; init; }

    /// <summary>Whether it is as the repository defines it now; false for an earlier version that runs have used.</summary>
    public bool IsCurrent { get; init; } = true;

    /// <summary>Type of a column or feature; null of others.</summary>
    public string? Type { get; init; }

    /// <summary>How a feature is computed, as C#; null of others and where the query says it.</summary>
    public string? Expression { get; init; }

    /// <summary>The aliases of a model version.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What else is worth telling, as one line: when and from which table versions. Null for nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>Whether it is of the coarse level: a table or a whole definition, no column.</summary>
    public bool IsTable => Kind is not (LineageKind.Column or LineageKind.Feature or LineageKind.RequestColumn or LineageKind.SpineColumn);

    /// <summary>Name and version for people: <c>customer_spend@3</c>, <c>buys_again v2 (champion)</c>.</summary>
    public string Label => (Kind, Version) switch
    {
        (_, null) => Name,
        (LineageKind.ModelVersion, { } version) => $"{Name} v{version}{(Aliases.Count > 0 ? $" ({string.Join(", ", Aliases)})" : string.Empty)}",
        (_, { } version) => $"{Name}@{version}",
    };
}

/// <summary>That one thing is made of another.</summary>
/// <param name="From">The id of what is read.</param>
/// <param name="To">The id of what is made.</param>
/// <param name="How">How a column is made; null between tables and whole definitions.</param>
/// <param name="Description">Why, where that is not plain; null otherwise.</param>
public sealed record LineageEdge(string From, string To, Transformation? How = null, string? Description = null);
