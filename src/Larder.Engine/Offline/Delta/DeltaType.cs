using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>The type of a column as a Delta schema spells it: the name of a primitive, or the compact JSON of an array, map or struct.</summary>
/// <param name="Name">The spelling, for example <c>long</c> or <c>decimal(8,5)</c>.</param>
internal readonly record struct DeltaType(string Name)
{
    /// <summary>UTF-8 text.</summary>
    public static DeltaType String => new("string");

    /// <summary>32-bit integer.</summary>
    public static DeltaType Integer => new("integer");

    /// <summary>64-bit integer.</summary>
    public static DeltaType Long => new("long");

    /// <summary>32-bit IEEE number.</summary>
    public static DeltaType Float => new("float");

    /// <summary>64-bit IEEE number.</summary>
    public static DeltaType Double => new("double");

    /// <summary>True or false.</summary>
    public static DeltaType Boolean => new("boolean");

    /// <summary>A calendar day.</summary>
    public static DeltaType Date => new("date");

    /// <summary>A UTC instant in microseconds.</summary>
    public static DeltaType Timestamp => new("timestamp");

    /// <summary>Whether Larder writes columns of this type; every other type is only read.</summary>
    public bool IsWritable => Name is "string" or "integer" or "long" or "float" or "double" or "boolean" or "date" or "timestamp"
        || Composites.Contains(this);

    private static HashSet<DeltaType> Composites { get; } = Enum.GetValues<ColumnType>().Where(t => t.IsComposite()).Select(Of).ToHashSet();

    private static DeltaType ArrayOf(DeltaType element) => new($$"""{"type":"array","elementType":"{{element}}","containsNull":false}""");

    private static DeltaType MapTo(DeltaType value) => new(
        $$"""{"type":"map","keyType":"string","valueType":{{(value.Name.StartsWith('{') ? value.Name : $"\"{value}\"")}},"valueContainsNull":false}""");

    /// <summary>The Delta type of a Larder column.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is not a column type.</exception>
    public static DeltaType Of(ColumnType type) => type switch
    {
        ColumnType.Boolean => Boolean,
        ColumnType.Int32 => Integer,
        ColumnType.Int64 => Long,
        ColumnType.Float32 => Float,
        ColumnType.Float64 => Double,
        ColumnType.String => String,
        ColumnType.Timestamp => Timestamp,
        ColumnType.Float32List => ArrayOf(Float),
        ColumnType.Int64List => ArrayOf(Long),
        ColumnType.Float64List => ArrayOf(Double),
        ColumnType.StringList => ArrayOf(String),
        ColumnType.Int64Map or ColumnType.Float64Map or ColumnType.StringMap or ColumnType.Int64ListMap or ColumnType.Float64ListMap or ColumnType.StringListMap => MapTo(Of(type.ElementOfMap())),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a column type"),
    };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
