using System.Diagnostics.CodeAnalysis;

namespace Larder.Types;

/// <summary>Maps <see cref="ColumnType"/> to CLR types and back.</summary>
public static class ColumnTypes
{
    /// <summary>The column type of a CLR type, nullable or not; false where Larder has none.</summary>
    public static bool TryFrom(Type type, out ColumnType columnType)
    {
        ArgumentNullException.ThrowIfNull(type);
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        columnType = 0;
        if (plain == typeof(bool)) { columnType = ColumnType.Boolean; }
        else if (plain == typeof(int)) { columnType = ColumnType.Int32; }
        else if (plain == typeof(long)) { columnType = ColumnType.Int64; }
        else if (plain == typeof(float)) { columnType = ColumnType.Float32; }
        else if (plain == typeof(double)) { columnType = ColumnType.Float64; }
        else if (plain == typeof(string)) { columnType = ColumnType.String; }
        else if (plain == typeof(DateTime)) { columnType = ColumnType.Timestamp; }
        return columnType != 0;
    }

    /// <summary>The non-nullable CLR type that holds a value of <paramref name="type"/>.</summary>
    public static Type ClrType(this ColumnType type) => type switch
    {
        ColumnType.Boolean => typeof(bool),
        ColumnType.Int32 => typeof(int),
        ColumnType.Int64 => typeof(long),
        ColumnType.Float32 => typeof(float),
        ColumnType.Float64 => typeof(double),
        ColumnType.String => typeof(string),
        ColumnType.Timestamp => typeof(DateTime),
        _ => throw Unknown(type),
    };

    /// <summary>The name used in the registry, the API and messages: <c>bool</c>, <c>int32</c>, <c>int64</c>, <c>float32</c>, <c>float64</c>, <c>string</c>, <c>timestamp</c>.</summary>
    public static string Name(this ColumnType type) => type switch
    {
        ColumnType.Boolean => "bool",
        ColumnType.Int32 => "int32",
        ColumnType.Int64 => "int64",
        ColumnType.Float32 => "float32",
        ColumnType.Float64 => "float64",
        ColumnType.String => "string",
        ColumnType.Timestamp => "timestamp",
        _ => throw Unknown(type),
    };

    /// <summary>Whether a model can take the type as a number.</summary>
    public static bool IsNumeric(this ColumnType type) => type is not (ColumnType.String or ColumnType.Timestamp);

    [ExcludeFromCodeCoverage]
    private static ArgumentOutOfRangeException Unknown(ColumnType type) => new(nameof(type), type, "not a column type");
}
