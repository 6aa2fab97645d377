using System.Globalization;

namespace Larder.Types;

/// <summary>One value of any <see cref="ColumnType"/>, or null. Equality is of type and bits: NaN equals NaN, 0.0 differs from -0.0.</summary>
public readonly struct FeatureValue : IEquatable<FeatureValue>
{
    private static readonly object InvalidMark = new();

    private readonly long _bits;
    private readonly object? _reference;
    private readonly ColumnType _type;

    private FeatureValue(ColumnType type, long bits, object? reference = null)
    {
        _type = type;
        _bits = bits;
        _reference = reference;
    }

    /// <summary>The null value; it has no type of its own.</summary>
    public static FeatureValue Null => default;

    /// <summary>A value that could not be computed, such as an integer sum beyond 64 bits. It is null everywhere, and its status says why.</summary>
    public static FeatureValue Invalid { get; } = new(0, 0, InvalidMark);

    /// <summary>Whether this is null.</summary>
    public bool IsNull => _type == 0;

    /// <summary>Whether this is <see cref="Invalid"/>.</summary>
    public bool IsInvalid => ReferenceEquals(_reference, InvalidMark);

    /// <summary>The type; zero for null.</summary>
    public ColumnType Type => _type;

    /// <summary>The raw 64 bits: the number, the IEEE bits, 0/1, or microseconds; zero for text, lists and maps.</summary>
    public long Bits => _bits;

    /// <summary>Wraps a value.</summary>
    public static FeatureValue From(bool value) => new(ColumnType.Boolean, value ? 1 : 0);

    /// <inheritdoc cref="From(bool)"/>
    public static FeatureValue From(int value) => new(ColumnType.Int32, value);

    /// <inheritdoc cref="From(bool)"/>
    public static FeatureValue From(long value) => new(ColumnType.Int64, value);

    /// <inheritdoc cref="From(bool)"/>
    public static FeatureValue From(float value) => new(ColumnType.Float32, BitConverter.SingleToInt32Bits(value));

    /// <inheritdoc cref="From(bool)"/>
    public static FeatureValue From(double value) => new(ColumnType.Float64, BitConverter.DoubleToInt64Bits(value));

    /// <inheritdoc cref="From(bool)"/>
    public static FeatureValue From(string? value) => value is null ? Null : new(ColumnType.String, 0, value);

    /// <inheritdoc cref="From(bool)"/>
    public static FeatureValue From(Instant value) => new(ColumnType.Timestamp, value.Microseconds);

    /// <inheritdoc cref="From(bool)"/>
    public static FeatureValue From(DateTime value) => From(Instant.From(value));

    /// <inheritdoc cref="From(bool)"/>
    public static FeatureValue From(bool? value) => value is { } v ? From(v) : Null;

    /// <inheritdoc cref="From(bool)"/>
    public static FeatureValue From(int? value) => value is { } v ? From(v) : Null;

    /// <inheritdoc cref="From(bool)"/>
    public static FeatureValue From(long? value) => value is { } v ? From(v) : Null;

    /// <inheritdoc cref="From(bool)"/>
    public static FeatureValue From(float? value) => value is { } v ? From(v) : Null;

    /// <inheritdoc cref="From(bool)"/>
    public static FeatureValue From(double? value) => value is { } v ? From(v) : Null;

    /// <inheritdoc cref="From(bool)"/>
    public static FeatureValue From(DateTime? value) => value is { } v ? From(v) : Null;

    /// <summary>Wraps a list, which the caller must not change any more.</summary>
    public static FeatureValue From(float[]? value) => value is null ? Null : new(ColumnType.Float32List, 0, value);

    /// <inheritdoc cref="From(float[])"/>
    public static FeatureValue From(long[]? value) => value is null ? Null : new(ColumnType.Int64List, 0, value);

    /// <inheritdoc cref="From(float[])"/>
    public static FeatureValue From(double[]? value) => value is null ? Null : new(ColumnType.Float64List, 0, value);

    /// <inheritdoc cref="From(float[])"/>
    /// <exception cref="ArgumentException">An element is null.</exception>
    public static FeatureValue From(string[]? value) => value is null ? Null : new(ColumnType.StringList, 0, Composites.WithoutNulls(value));

    /// <inheritdoc cref="From(bool)"/>
    public static FeatureValue From(FeatureMap<long>? value) => value is null ? Null : new(ColumnType.Int64Map, 0, value);

    /// <inheritdoc cref="From(bool)"/>
    public static FeatureValue From(FeatureMap<double>? value) => value is null ? Null : new(ColumnType.Float64Map, 0, value);

    /// <inheritdoc cref="From(bool)"/>
    public static FeatureValue From(FeatureMap<string>? value) => value is null ? Null : new(ColumnType.StringMap, 0, value);

    /// <inheritdoc cref="From(float[])"/>
    public static FeatureValue From(FeatureMap<long[]>? value) => value is null ? Null : new(ColumnType.Int64ListMap, 0, value);

    /// <inheritdoc cref="From(float[])"/>
    public static FeatureValue From(FeatureMap<double[]>? value) => value is null ? Null : new(ColumnType.Float64ListMap, 0, value);

    /// <inheritdoc cref="From(float[])"/>
    public static FeatureValue From(FeatureMap<string[]>? value) => value is null ? Null : new(ColumnType.StringListMap, 0, value);

    /// <summary>Rebuilds a value from its type and raw bits (see <see cref="Bits"/>); for text, lists and maps use <c>From</c>.</summary>
    public static FeatureValue FromBits(ColumnType type, long bits) => new(type, bits);

    /// <summary>The bool; false when null.</summary>
    public bool AsBoolean() => _bits != 0;

    /// <summary>The integer; 0 when null.</summary>
    public int AsInt32() => (int)_bits;

    /// <summary>The integer; 0 when null.</summary>
    public long AsInt64() => _bits;

    /// <summary>The number; 0 when null.</summary>
    public float AsFloat32() => BitConverter.Int32BitsToSingle((int)_bits);

    /// <summary>The number; 0 when null.</summary>
    public double AsFloat64() => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>The text; null when null.</summary>
    public string? AsString() => _reference as string;

    /// <summary>The list or map as its CLR type (see <see cref="ColumnTypes.ClrType"/>), which must not be changed; null when null or of another type.</summary>
    /// <typeparam name="T">The CLR type.</typeparam>
    public T? As<T>()
        where T : class => _reference as T;

    /// <summary>The time as UTC.</summary>
    public DateTime AsDateTime() => new Instant(_bits).ToDateTime();

    /// <summary>The value as the number a model takes: true is 1, null is null.</summary>
    /// <exception cref="InvalidOperationException">The value is text, a timestamp, a list or a map.</exception>
    public double? ToNumber() => _type switch
    {
        0 => null,
        ColumnType.Float64 => AsFloat64(),
        ColumnType.Float32 => AsFloat32(),
        ColumnType.Boolean or ColumnType.Int32 or ColumnType.Int64 => _bits,
        _ => throw new InvalidOperationException($"A {_type.Name()} value is not a number."),
    };

    /// <inheritdoc/>
    public bool Equals(FeatureValue other) => _type == other._type && _bits == other._bits && (ReferenceEquals(_reference, other._reference) || Composites.AreEqual(_reference, other._reference));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FeatureValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_type, _bits, Composites.HashOf(_reference));

    /// <summary>The value for people: invariant culture, shortest round-trip form of numbers.</summary>
    public override string ToString() => _type switch
    {
        0 => IsInvalid ? "invalid" : "null",
        ColumnType.Boolean => AsBoolean() ? "true" : "false",
        ColumnType.Float32 => AsFloat32().ToString("R", CultureInfo.InvariantCulture),
        ColumnType.Float64 => AsFloat64().ToString("R", CultureInfo.InvariantCulture),
        ColumnType.Timestamp => new Instant(_bits).ToString(),
        ColumnType.Int32 or ColumnType.Int64 => _bits.ToString(CultureInfo.InvariantCulture),
        _ => Composites.Describe(_reference),
    };

    /// <summary>Bit equality.</summary>
    public static bool operator ==(FeatureValue left, FeatureValue right) => left.Equals(right);

    /// <summary>Bit inequality.</summary>
    public static bool operator !=(FeatureValue left, FeatureValue right) => !left.Equals(right);
}
