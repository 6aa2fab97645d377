using Larder.Types;

namespace Larder.Quality.Profiles;

/// <summary>How the values of a feature are profiled and compared. The numbers are stored; append only.</summary>
public enum ProfileKind
{
    /// <summary>Numbers, in the buckets of a sketch.</summary>
    Number = 1,

    /// <summary>Texts and booleans, each value on its own.</summary>
    Category = 2,

    /// <summary>Times, by their days. Their distribution moves with the clock, so only their nulls are compared.</summary>
    Time = 3,

    /// <summary>Lists and maps: only their nulls are counted.</summary>
    Opaque = 4,
}

/// <summary>What kind a column is of.</summary>
public static class ProfileKinds
{
    /// <summary>The kind of a column's or a feature's type.</summary>
    public static ProfileKind Of(ColumnType type) => type switch
    {
        ColumnType.Int32 or ColumnType.Int64 or ColumnType.Float32 or ColumnType.Float64 => ProfileKind.Number,
        ColumnType.String or ColumnType.Boolean => ProfileKind.Category,
        ColumnType.Timestamp => ProfileKind.Time,
        _ => ProfileKind.Opaque,
    };
}
