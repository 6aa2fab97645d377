using System.Globalization;

namespace Larder.Types;

/// <summary>One value of any <see cref="ColumnType"/>, or null. Equality is of type and bits: NaN equals NaN, 0.0 differs from -0.0.</summary>
public readonly struct FeatureValue : IEquatable<FeatureValue>
{
    private readonly long _bits;
    private readonly string? _text;
    private readonly ColumnType _type;

    private FeatureValue(ColumnType type, long bits, string? text = null)
    {
        _type = type;
        _bits = bits;
        _text = text;
    }

    /// <summary>The null value; it has no type of its own.</summary>
    public static FeatureValue Null => default;

    /// <summary>Whether this is null.</summary>
    public bool IsNull => _type == 0;

    /// <summary>The type; zero for null.</summary>
    public ColumnType Type => _type;

    /// <summary>The raw 64 bits: the number, the IEEE bits, 0/1, or microseconds; zero for text.</summary>
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

    /// <summary>Rebuilds a value from its type and raw bits (see <see cref="Bits"/>); for text use <see cref="From(string?)"/>.</summary>
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
    public string? AsString() => _text;

    /// <summary>The time as UTC.</summary>
    public DateTime AsDateTime() => new Instant(_bits).ToDateTime();

    /// <summary>The value as the number a model takes: true is 1, null is null.</summary>
    /// <exception cref="InvalidOperationException">The value is text or a timestamp.</exception>
    public double? ToNumber() => _type switch
    {
        0 => null,
        ColumnType.Float64 => AsFloat64(),
        ColumnType.Float32 => AsFloat32(),
        ColumnType.Boolean or ColumnType.Int32 or ColumnType.Int64 => _bits,
        _ => throw new InvalidOperationException($"A {_type.Name()} value is not a number."),
    };

    /// <inheritdoc/>
    public bool Equals(FeatureValue other) => _type == other._type && _bits == other._bits && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FeatureValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_type, _bits, _text);

    /// <summary>The value for people: invariant culture, shortest round-trip form of numbers.</summary>
    public override string ToString() => _type switch
    {
        0 => "null",
        ColumnType.Boolean => AsBoolean() ? "true" : "false",
        ColumnType.Float32 => AsFloat32().ToString("R", CultureInfo.InvariantCulture),
        ColumnType.Float64 => AsFloat64().ToString("R", CultureInfo.InvariantCulture),
        ColumnType.String => _text!,
        ColumnType.Timestamp => new Instant(_bits).ToString(),
        _ => _bits.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Bit equality.</summary>
    public static bool operator ==(FeatureValue left, FeatureValue right) => left.Equals(right);

    /// <summary>Bit inequality.</summary>
    public static bool operator !=(FeatureValue left, FeatureValue right) => !left.Equals(right);
}
