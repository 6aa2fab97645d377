using System.Diagnostics.CodeAnalysis;

namespace Larder.Types;

/// <summary>Maps <see cref="ColumnType"/> to CLR types and back.</summary>
public static class ColumnTypes
{
    /// <summary>The CLR types of columns, for messages.</summary>
    internal const string Known = "bool, int, long, float, double, string, DateTime, float[], long[], double[], string[], FeatureMap<long> or FeatureMap<double>";

    /// <summary>The CLR types of features, for messages.</summary>
    internal const string KnownFeatures = "bool, int, long, float, double, string, DateTime, float[], long[], double[], string[] or a FeatureMap of long, double, string, long[], double[] or string[]";

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
        else if (plain == typeof(float[])) { columnType = ColumnType.Float32List; }
        else if (plain == typeof(long[])) { columnType = ColumnType.Int64List; }
        else if (plain == typeof(double[])) { columnType = ColumnType.Float64List; }
        else if (plain == typeof(string[])) { columnType = ColumnType.StringList; }
        else if (plain == typeof(FeatureMap<long>)) { columnType = ColumnType.Int64Map; }
        else if (plain == typeof(FeatureMap<double>)) { columnType = ColumnType.Float64Map; }
        else if (plain == typeof(FeatureMap<string>)) { columnType = ColumnType.StringMap; }
        else if (plain == typeof(FeatureMap<long[]>)) { columnType = ColumnType.Int64ListMap; }
        else if (plain == typeof(FeatureMap<double[]>)) { columnType = ColumnType.Float64ListMap; }
        else if (plain == typeof(FeatureMap<string[]>)) { columnType = ColumnType.StringListMap; }
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
        ColumnType.Float32List => typeof(float[]),
        ColumnType.Int64List => typeof(long[]),
        ColumnType.Float64List => typeof(double[]),
        ColumnType.StringList => typeof(string[]),
        ColumnType.Int64Map => typeof(FeatureMap<long>),
        ColumnType.Float64Map => typeof(FeatureMap<double>),
        ColumnType.StringMap => typeof(FeatureMap<string>),
        ColumnType.Int64ListMap => typeof(FeatureMap<long[]>),
        ColumnType.Float64ListMap => typeof(FeatureMap<double[]>),
        ColumnType.StringListMap => typeof(FeatureMap<string[]>),
        _ => throw Unknown(type),
    };

    /// <summary>The name used in the registry, the API and messages: <c>bool</c>, <c>int32</c>, <c>int64</c>, <c>float32</c>, <c>float64</c>, <c>string</c>, <c>timestamp</c>, <c>float32[]</c>, <c>map&lt;string, int64&gt;</c> and so on.</summary>
    public static string Name(this ColumnType type) => type switch
    {
        ColumnType.Boolean => "bool",
        ColumnType.Int32 => "int32",
        ColumnType.Int64 => "int64",
        ColumnType.Float32 => "float32",
        ColumnType.Float64 => "float64",
        ColumnType.String => "string",
        ColumnType.Timestamp => "timestamp",
        ColumnType.Float32List => "float32[]",
        ColumnType.Int64List => "int64[]",
        ColumnType.Float64List => "float64[]",
        ColumnType.StringList => "string[]",
        ColumnType.Int64Map => "map<string, int64>",
        ColumnType.Float64Map => "map<string, float64>",
        ColumnType.StringMap => "map<string, string>",
        ColumnType.Int64ListMap => "map<string, int64[]>",
        ColumnType.Float64ListMap => "map<string, float64[]>",
        ColumnType.StringListMap => "map<string, string[]>",
        _ => throw Unknown(type),
    };

    /// <summary>Whether a model can take the type as a number.</summary>
    public static bool IsNumeric(this ColumnType type) => type is >= ColumnType.Boolean and <= ColumnType.Float64;

    /// <summary>Whether a value is made of several: a list or a map.</summary>
    public static bool IsComposite(this ColumnType type) => type >= ColumnType.Float32List;

    /// <summary>Whether only features are of the type, not columns of events and requests: maps to text and to lists.</summary>
    internal static bool IsOfFeaturesOnly(this ColumnType type) => type >= ColumnType.StringMap;

    /// <summary>The type of the values of a map.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is no map.</exception>
    public static ColumnType ElementOfMap(this ColumnType type) => type switch
    {
        ColumnType.Int64Map => ColumnType.Int64,
        ColumnType.Float64Map => ColumnType.Float64,
        ColumnType.StringMap => ColumnType.String,
        ColumnType.Int64ListMap => ColumnType.Int64List,
        ColumnType.Float64ListMap => ColumnType.Float64List,
        ColumnType.StringListMap => ColumnType.StringList,
        _ => throw Unknown(type),
    };

    [ExcludeFromCodeCoverage]
    private static ArgumentOutOfRangeException Unknown(ColumnType type) => new(nameof(type), type, "not a column type");
}
