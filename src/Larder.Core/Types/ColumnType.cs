namespace Larder.Types;

/// <summary>The type of a column of events or of a feature. The numbers are stored and sent; append only.</summary>
public enum ColumnType
{
    /// <summary><see cref="bool"/>.</summary>
    Boolean = 1,

    /// <summary><see cref="int"/>.</summary>
    Int32 = 2,

    /// <summary><see cref="long"/>.</summary>
    Int64 = 3,

    /// <summary><see cref="float"/>.</summary>
    Float32 = 4,

    /// <summary><see cref="double"/>.</summary>
    Float64 = 5,

    /// <summary><see cref="string"/>, UTF-8 where stored.</summary>
    String = 6,

    /// <summary><see cref="DateTime"/> in UTC, microsecond precision.</summary>
    Timestamp = 7,

    /// <summary><c>float[]</c>, such as an embedding; no element is null.</summary>
    Float32List = 8,

    /// <summary><c>long[]</c>.</summary>
    Int64List = 9,

    /// <summary><c>double[]</c>.</summary>
    Float64List = 10,

    /// <summary><c>string[]</c>; no element is null.</summary>
    StringList = 11,

    /// <summary><see cref="FeatureMap{T}"/> from text to <see cref="long"/>.</summary>
    Int64Map = 12,

    /// <summary><see cref="FeatureMap{T}"/> from text to <see cref="double"/>.</summary>
    Float64Map = 13,

    /// <summary><see cref="FeatureMap{T}"/> from text to text. This and what follows are types of features only, not of columns of events or requests.</summary>
    StringMap = 14,

    /// <summary><see cref="FeatureMap{T}"/> from text to <c>long[]</c>.</summary>
    Int64ListMap = 15,

    /// <summary><see cref="FeatureMap{T}"/> from text to <c>double[]</c>.</summary>
    Float64ListMap = 16,

    /// <summary><see cref="FeatureMap{T}"/> from text to <c>string[]</c>.</summary>
    StringListMap = 17,
}
