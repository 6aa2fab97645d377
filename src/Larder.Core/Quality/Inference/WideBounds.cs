using System.Globalization;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality.Inference;

/// <summary>
/// Bounds around numbers that were seen: half the range more on both sides, of one number half of it; not across zero where none lay there; rounded outward to two digits of the
/// greater bound. A bound beyond the column's type is left out.
/// </summary>
internal static class WideBounds
{
    /// <summary>The bounds around the least and the greatest of finite numbers of one type.</summary>
    public static Bounds Of(FeatureValue least, FeatureValue greatest)
    {
        var (low, high) = (least.ToNumber()!.Value, greatest.ToNumber()!.Value);
        var margin = high > low ? (high / 2) - (low / 2) : Math.Abs(high) / 2;
        var (below, above) = (low >= 0 ? Math.Max(0, low - margin) : low - margin, high <= 0 ? Math.Min(0, high + margin) : high + margin);
        var size = Math.Max(Math.Abs(below), Math.Abs(above));
        var exponent = size > 0 && double.IsFinite(size) ? (int)Math.Floor(Math.Log10(size)) - 1 : 0;
        exponent = ValueOrder.IsFloating(least.Type) ? exponent : Math.Max(0, exponent);
        var (atLeast, atMost) = (Outward(below, -1, exponent, least.Type), Outward(above, 1, exponent, greatest.Type));

        // Digits lost on the way must not leave a number that was seen outside.
        return new(
            atLeast is { } l && ValueOrder.Compare(l, least) <= 0 ? l : FeatureValue.Null,
            atMost is { } m && ValueOrder.Compare(m, greatest) >= 0 ? m : FeatureValue.Null);
    }

    /// <summary>A number of a type, rounded away from what lies within; null where the type has no such number.</summary>
    private static FeatureValue? Outward(double number, int sign, int exponent, ColumnType type)
    {
        var digits = number / Math.Pow(10, exponent);
        var rounded = sign > 0 ? Math.Ceiling(digits) : Math.Floor(digits);
        return double.IsFinite(rounded) ? Read(string.Create(CultureInfo.InvariantCulture, $"{rounded:F0}e{exponent}"), type) : null;
    }

    private static FeatureValue? Read(string text, ColumnType type)
    {
        switch (type)
        {
            case ColumnType.Float64:
                return double.Parse(text, CultureInfo.InvariantCulture) is var number && double.IsFinite(number) ? FeatureValue.From(OneForm.Of(number)) : null;
            case ColumnType.Float32:
                return float.Parse(text, CultureInfo.InvariantCulture) is var single && float.IsFinite(single) ? FeatureValue.From(OneForm.Of(single)) : null;
            case ColumnType.Int32:
                return int.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var small) ? FeatureValue.From(small) : null;
            default:
                return long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var large) ? FeatureValue.From(large) : null;
        }
    }
}
