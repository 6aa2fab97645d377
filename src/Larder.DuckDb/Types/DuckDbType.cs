namespace Larder.DuckDb;

/// <summary>A SQL type with its parameters. Immutable; equal when kind, parameters and children are equal.</summary>
/// <threadsafety>Safe for use by several threads.</threadsafety>
public sealed class DuckDbType : IEquatable<DuckDbType>
{
    private DuckDbType(
        DuckDbTypeKind kind,
        int decimalWidth = 0,
        int decimalScale = 0,
        DuckDbType? element = null,
        int arrayLength = 0,
        DuckDbColumn[]? fields = null)
    {
        Kind = kind;
        DecimalWidth = decimalWidth;
        DecimalScale = decimalScale;
        Element = element;
        ArrayLength = arrayLength;
        Fields = fields ?? [];

        // Asked for with every vector, so decided once.
        Physical = PhysicalKinds.Of(kind, decimalWidth);
        IsReadable = Physical switch
        {
            PhysicalKind.List when kind is DuckDbTypeKind.List => element!.IsReadable,
            PhysicalKind.List or PhysicalKind.Struct => Fields.All(f => f.Type.IsReadable),
            _ => Physical is not PhysicalKind.None,
        };
        IsWritable = kind switch
        {
            DuckDbTypeKind.List => IsPlain(element!),
            DuckDbTypeKind.Map => IsPlain(Fields[0].Type) && (IsPlain(Fields[1].Type) || Fields[1].Type is { Kind: DuckDbTypeKind.List, IsWritable: true }),
            _ => IsPlain(this),
        };
    }

    /// <summary>Which SQL type.</summary>
    public DuckDbTypeKind Kind { get; }

    /// <summary>Total digits of a DECIMAL (1 to 38); 0 for other types.</summary>
    public int DecimalWidth { get; }

    /// <summary>Digits after the point of a DECIMAL; 0 for other types.</summary>
    public int DecimalScale { get; }

    /// <summary>Type of the values of a LIST or ARRAY; null for other types.</summary>
    public DuckDbType? Element { get; }

    /// <summary>Length of an ARRAY; 0 for other types.</summary>
    public int ArrayLength { get; }

    /// <summary>Fields of a STRUCT; "key" and "value" of a MAP; empty for other types.</summary>
    public IReadOnlyList<DuckDbColumn> Fields { get; }

    /// <summary>Whether the values can be read through <see cref="DuckDbVector"/>; for nested types, whether all their parts can.</summary>
    public bool IsReadable { get; }

    /// <summary>Whether the values can be written through <see cref="DuckDbWriteVector"/>: plain types, a LIST or MAP of such, and a MAP to such LISTs.</summary>
    public bool IsWritable { get; }

    internal PhysicalKind Physical { get; }

    /// <summary>A type without parameters.</summary>
    /// <param name="kind">Any kind except DECIMAL, LIST, STRUCT, MAP and ARRAY.</param>
    /// <exception cref="ArgumentException">The kind needs parameters.</exception>
    public static DuckDbType Of(DuckDbTypeKind kind) => kind switch
    {
        DuckDbTypeKind.Decimal or DuckDbTypeKind.List or DuckDbTypeKind.Struct or DuckDbTypeKind.Map or DuckDbTypeKind.Array
            => throw new ArgumentException($"{kind} needs parameters; use the factory method of that name.", nameof(kind)),
        _ => new DuckDbType(kind),
    };

    /// <summary>DECIMAL(width, scale).</summary>
    /// <param name="width">Total digits, 1 to 38.</param>
    /// <param name="scale">Digits after the point, 0 to <paramref name="width"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static DuckDbType Decimal(int width, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 38);
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, width);

        return new DuckDbType(DuckDbTypeKind.Decimal, width, scale);
    }

    /// <summary>A LIST of <paramref name="element"/>.</summary>
    /// <param name="element">Type of the values.</param>
    public static DuckDbType List(DuckDbType element) =>
        new(DuckDbTypeKind.List, element: NotNull(element));

    /// <summary>A fixed-length ARRAY of <paramref name="element"/>.</summary>
    /// <param name="element">Type of the values.</param>
    /// <param name="length">Number of values, at least 1.</param>
    public static DuckDbType Array(DuckDbType element, int length) =>
        new(DuckDbTypeKind.Array, element: NotNull(element), arrayLength: length);

    /// <summary>A STRUCT of <paramref name="fields"/>.</summary>
    /// <param name="fields">Fields in order.</param>
    public static DuckDbType Struct(params IEnumerable<DuckDbColumn> fields) =>
        new(DuckDbTypeKind.Struct, fields: [.. fields]);

    /// <summary>A MAP from <paramref name="key"/> to <paramref name="value"/>.</summary>
    /// <param name="key">Type of the keys.</param>
    /// <param name="value">Type of the values.</param>
    public static DuckDbType Map(DuckDbType key, DuckDbType value) =>
        new(DuckDbTypeKind.Map, fields: [new("key", NotNull(key)), new("value", NotNull(value))]);

    /// <inheritdoc/>
    public bool Equals(DuckDbType? other) =>
        other is not null
        && Kind == other.Kind
        && DecimalWidth == other.DecimalWidth
        && DecimalScale == other.DecimalScale
        && ArrayLength == other.ArrayLength
        && Equals(Element, other.Element)
        && Fields.SequenceEqual(other.Fields);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DuckDbType);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, DecimalWidth, DecimalScale, ArrayLength, Element, Fields.Count);

    /// <summary>The type as DuckDB writes it in SQL, for example <c>DECIMAL(18,3)</c> or <c>STRUCT("a" INTEGER)[]</c>.</summary>
    public override string ToString() => SqlTypeNames.Write(this);

    private static bool IsPlain(DuckDbType type) => type.Physical is not (PhysicalKind.None or PhysicalKind.List or PhysicalKind.Struct);

    private static DuckDbType NotNull(DuckDbType type)
    {
        ArgumentNullException.ThrowIfNull(type);

        return type;
    }
}
