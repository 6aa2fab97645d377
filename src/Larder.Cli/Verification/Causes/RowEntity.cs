using Larder.Catalog;
using Larder.Offline;
using Larder.PointInTime;
using Larder.Types;

namespace Larder.Cli.Verification.Causes;

/// <summary>An entity's rows of a row view, looked up also without the ttl and with ties in other orders.</summary>
internal sealed class RowEntity(CompiledRowView view, IReadOnlyList<HistoryRow> rows) : IEntityRows
{
    public SourceRow At(Instant at)
    {
        var greatest = Greatest(at);
        var status = RowLookup.Judge(greatest?.Order, at, view.Ttl);
        return status == FeatureStatus.Present ? Present(greatest!) : new SourceRow(Nulls(), status, greatest?.Order.EventTime);
    }

    public IEnumerable<OtherRow> Others(Instant at, IReadOnlyList<Instant> horizons)
    {
        if (Greatest(at) is not { } greatest)
        {
            yield break;
        }

        if (view.Ttl is { } ttl)
        {
            var isOld = RowLookup.Judge(greatest.Order, at, ttl) == FeatureStatus.OutsideMaxAge;
            var age = TimeSpan.FromMicroseconds(at.Microseconds - greatest.Order.EventTime.Microseconds);
            yield return new OtherRow(
                DifferenceCause.Expiry,
                isOld ? Present(greatest) : new SourceRow(Nulls(), FeatureStatus.OutsideMaxAge, greatest.Order.EventTime),
                $"the row of {greatest.Order.EventTime} is {age} old, the ttl is {ttl}: {(isOld ? "too old, and served as if it counted" : "it counts, and was served as too old")}");
        }

        foreach (var other in rows.Where(r => r != greatest && r.Order.EventTime == greatest.Order.EventTime && r.IsVisible(at)))
        {
            yield return new OtherRow(
                DifferenceCause.Tie,
                RowLookup.Judge(other.Order, at, view.Ttl) == FeatureStatus.Present ? Present(other) : new SourceRow(Nulls(), FeatureStatus.OutsideMaxAge, other.Order.EventTime),
                $"the row of {other.Order.EventTime} with sequence {other.Order.Sequence} in place of {greatest.Order.Sequence}, which comes after it");
        }
    }

    private HistoryRow? Greatest(Instant at) => rows.LastOrDefault(r => r.IsVisible(at));

    private static SourceRow Present(HistoryRow row) => new(row.Values, FeatureStatus.Present, row.Order.EventTime);

    private FeatureValue[] Nulls() => new FeatureValue[view.Features.Count];
}
