namespace Larder.Catalog.Lineage;

/// <summary>How a column is made of another: the subtypes of OpenLineage's column lineage. The numbers are shown in no output; the names are.</summary>
public enum Transformation
{
    /// <summary>It is the other's value. DIRECT.</summary>
    Identity = 1,

    /// <summary>It is computed from the other's value in the same row. DIRECT.</summary>
    Transformation = 2,

    /// <summary>It sums up the other's values in many rows. DIRECT.</summary>
    Aggregation = 3,

    /// <summary>The other says which rows belong together. INDIRECT.</summary>
    Join = 4,

    /// <summary>The other says which rows are summed up together. INDIRECT.</summary>
    GroupBy = 5,

    /// <summary>The other says which rows count. INDIRECT.</summary>
    Filter = 6,

    /// <summary>The other says which row comes first. INDIRECT.</summary>
    Sort = 7,

    /// <summary>The other says which rows lie in a window. INDIRECT.</summary>
    Window = 8,

    /// <summary>The other chooses between values. INDIRECT.</summary>
    Conditional = 9,
}

/// <summary>The names of transformations.</summary>
public static class TransformationExtensions
{
    /// <summary>Whether values flow: <c>DIRECT</c> in OpenLineage, else <c>INDIRECT</c>.</summary>
    public static bool IsDirect(this Transformation transformation) => transformation <= Transformation.Aggregation;

    /// <summary><c>DIRECT</c> or <c>INDIRECT</c>.</summary>
    public static string TypeName(this Transformation transformation) => transformation.IsDirect() ? "DIRECT" : "INDIRECT";

    /// <summary>OpenLineage's subtype: <c>AGGREGATION</c>, <c>GROUP_BY</c>.</summary>
    public static string SubtypeName(this Transformation transformation) => Types.Names.ToSnakeCase(transformation.ToString()).ToUpperInvariant();
}
