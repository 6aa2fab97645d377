using System.Text;
using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>
/// How checks compare values: numbers of all types with each other, NaN equal to itself and behind all others, both zeros equal; text by code
/// points; null before everything.
/// </summary>
public static class ValueOrder
{
    /// <summary>The order.</summary>
    public static IComparer<FeatureValue> Comparer { get; } = Comparer<FeatureValue>.Create(Compare);

    /// <summary>Less than 0 where the left value comes first, 0 where both are equal.</summary>
    public static int Compare(FeatureValue left, FeatureValue right)
    {
        if (left.IsNull || right.IsNull)
        {
            return right.IsNull.CompareTo(left.IsNull);
        }

        if (left.Type == ColumnType.String)
        {
            return Encoding.UTF8.GetBytes(left.AsString()!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right.AsString()!));
        }

        return IsFloating(left.Type) || IsFloating(right.Type) ? Compare(left.ToNumber()!.Value, right.ToNumber()!.Value) : left.Bits.CompareTo(right.Bits);
    }

    /// <summary>Whether two values are equal.</summary>
    public static bool AreEqual(FeatureValue left, FeatureValue right) => Compare(left, right) == 0;

    /// <summary>Whether it is a number that is none.</summary>
    public static bool IsNaN(FeatureValue value) => IsFloating(value.Type) && double.IsNaN(value.ToNumber()!.Value);

    /// <summary>One form for values that are equal, to be looked up by.</summary>
    public static FeatureValue Key(FeatureValue value) => value.Type switch
    {
        ColumnType.Float64 => FeatureValue.From(OneForm.Of(value.AsFloat64())),
        ColumnType.Float32 => FeatureValue.From(OneForm.Of(value.AsFloat32())),
        _ => value,
    };

    /// <summary>Whether a column can hold NaN and infinities.</summary>
    public static bool IsFloating(ColumnType type) => type is ColumnType.Float32 or ColumnType.Float64;

    private static int Compare(double left, double right) => double.IsNaN(left) || double.IsNaN(right)
        ? double.IsNaN(left).CompareTo(double.IsNaN(right))
        : left < right ? -1 : left > right ? 1 : 0;
}
