using System.Globalization;

namespace Larder.Types;

/// <summary>
/// A value as text without loss, for logs: its type's name, a blank, and for numbers with a point the hexadecimal digits of their IEEE bits, for
/// integers decimal digits, for text the text itself, for times microseconds since 1970, for lists and maps the base64 of their stored form. Equal texts
/// are equal bits.
/// </summary>
public static class ExactText
{
    private const string Invalid = "invalid";

    private static readonly Dictionary<string, ColumnType> Types = Enum.GetValues<ColumnType>().ToDictionary(t => NameOf(t), StringComparer.Ordinal);

    /// <summary>The text; null for null.</summary>
    public static string? Of(FeatureValue value)
    {
        if (value.IsNull)
        {
            return value.IsInvalid ? Invalid : null;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{NameOf(value.Type)} {Digits(value)}");
    }

    /// <summary>Reads what <see cref="Of"/> wrote.</summary>
    /// <param name="text">The text; null for null.</param>
    /// <param name="value">The value.</param>
    /// <returns>False where it is no such text.</returns>
    public static bool TryParse(string? text, out FeatureValue value)
    {
        value = text == Invalid ? FeatureValue.Invalid : FeatureValue.Null;
        if (text is null or Invalid)
        {
            return true;
        }

        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        if (blank < 0 || !Types.TryGetValue(text[..blank], out var type))
        {
            return false;
        }

        var digits = text.AsSpan(blank + 1);
        switch (type)
        {
            case ColumnType.String:
                value = FeatureValue.From(digits.ToString());
                return true;
            case ColumnType.Float64 when long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits):
                value = FeatureValue.FromBits(type, bits);
                return true;
            case ColumnType.Float32 when int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits):
                value = FeatureValue.FromBits(type, bits);
                return true;
            case ColumnType.Boolean when digits is "true" or "false":
                value = FeatureValue.From(digits is "true");
                return true;
            case ColumnType.Int32 when int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                value = FeatureValue.From(number);
                return true;
            case ColumnType.Int64 or ColumnType.Timestamp when long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                value = FeatureValue.FromBits(type, number);
                return true;
            default:
                return type.IsComposite() && TryComposite(type, digits, out value);
        }
    }

    /// <summary>The type's name without blanks.</summary>
    private static string NameOf(ColumnType type) => type.Name().Replace(" ", string.Empty, StringComparison.Ordinal);

    private static string Digits(FeatureValue value)
    {
        switch (value.Type)
        {
            case ColumnType.Float64: return value.Bits.ToString("x16", CultureInfo.InvariantCulture);
            case ColumnType.Float32: return ((int)value.Bits).ToString("x8", CultureInfo.InvariantCulture);
            case ColumnType.Boolean: return value.AsBoolean() ? "true" : "false";
            case ColumnType.String: return value.AsString()!;
            case ColumnType.Int32 or ColumnType.Int64 or ColumnType.Timestamp: return value.Bits.ToString(CultureInfo.InvariantCulture);
            default:
                var bytes = new byte[CompositeCodec.LengthOf(value)];
                CompositeCodec.Write(value, bytes);
                return Convert.ToBase64String(bytes);
        }
    }

    private static bool TryComposite(ColumnType type, ReadOnlySpan<char> digits, out FeatureValue value)
    {
        value = FeatureValue.Null;
        var bytes = new byte[digits.Length];
        if (!Convert.TryFromBase64Chars(digits, bytes, out var count))
        {
            return false;
        }

        try
        {
            var reader = new VarintReader(bytes.AsSpan(0, count));
            value = CompositeCodec.Read(ref reader, type);
            reader.End();
            return true;
        }
        catch (Errors.UnavailableException)
        {
            return false;
        }
    }
}
