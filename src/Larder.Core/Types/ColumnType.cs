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
}
