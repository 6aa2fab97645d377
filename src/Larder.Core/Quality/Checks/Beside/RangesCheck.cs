using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>What may lie between ranges that follow each other. The numbers are stored; append only.</summary>
public enum RangeGaps
{
    /// <summary>Nothing or something.</summary>
    Allowed = 1,

    /// <summary>Nothing: each begins where the one before ends.</summary>
    None = 2,

    /// <summary>Something, always.</summary>
    Required = 3,
}

/// <summary>
/// <c>ranges_disjoint</c>: ranges from one column to another do not overlap, in the order of their lower ends. Bad is a range that does not end above its lower end, and one that reaches into the next, or that the next
/// follows in another way than <paramref name="Gaps"/> says.
/// </summary>
/// <param name="Lower">The index of the lower end, which belongs to the range.</param>
/// <param name="Upper">The index of the upper end, which does not.</param>
/// <param name="Gaps">What may lie between two ranges.</param>
/// <param name="AllowsEmpty">Whether a range may end where it begins.</param>
public sealed record RangesCheck(int Lower, int Upper, RangeGaps Gaps, bool AllowsEmpty) : RelativeCheck
{
    /// <inheritdoc/>
    public override string Kind => "ranges_disjoint";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Needed => [Lower, Upper];

    /// <inheritdoc/>
    public override string Limit => $"disjoint{Gaps switch { RangeGaps.None => ", no gaps", RangeGaps.Required => ", gaps", _ => string.Empty }}{(AllowsEmpty ? ", may be empty" : string.Empty)}";

    internal override IEnumerable<KeptRow> BadOf(IReadOnlyList<KeptRow> rows)
    {
        KeptRow?[] ordered = [.. rows.OrderBy(r => r.Values[0], ValueOrder.Comparer).ThenBy(r => r.Values[1], ValueOrder.Comparer).ThenBy(r => r.Number), null];
        return ordered[..^1].Zip(ordered.Skip(1)).Where(pair => !IsGood(pair.First!, pair.Second)).Select(pair => pair.First!);
    }

    private bool IsGood(KeptRow range, KeptRow? next) =>
        Order(range.Values[0], range.Values[1]) is { } length && (AllowsEmpty ? length <= 0 : length < 0)
        && (next is null || (Order(range.Values[1], next.Values[0]) is { } gap && Gaps switch { RangeGaps.None => gap == 0, RangeGaps.Required => gap < 0, _ => gap <= 0 }));

    /// <summary>NaN compares with nothing.</summary>
    private static int? Order(FeatureValue left, FeatureValue right) => ValueOrder.IsNaN(left) || ValueOrder.IsNaN(right) ? null : ValueOrder.Compare(left, right);
}
