using Larder.Aggregation;
using Larder.Catalog;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline;
using Larder.OnDemand;
using Larder.PointInTime;
using Larder.Types;

namespace Larder.Cli.Verification.Causes;

/// <summary>Finds values that history gives when it is read as the online store knew it.</summary>
/// <param name="workspace">The workspace.</param>
/// <param name="plan">The features.</param>
/// <param name="truth">What history was read at; null for the newest of it.</param>
internal sealed class LateArrivals(Workspace workspace, FeaturePlan plan, IReadOnlyDictionary<string, HistoryPin>? truth)
{
    private const int MostEvents = 3;

    /// <summary>Closes the differences that an earlier history explains.</summary>
    public async Task JudgeAsync(IReadOnlyList<Difference> differences, CancellationToken cancellationToken)
    {
        foreach (var group in differences.GroupBy(d => d.Online.Origin))
        {
            var made = Worlds.Of(plan, group.Key);
            foreach (var world in truth is null ? made : made.SelectMany(Worlds.Earlier))
            {
                var open = group.Where(d => d.IsOpen && d.Output >= 0).ToArray();
                if (open.Length > 0)
                {
                    await JudgeAsync(open, world, cancellationToken);
                }
            }
        }
    }

    /// <summary>Says which events a late arrival lacked.</summary>
    public async Task DescribeAsync(IReadOnlyList<Difference> differences, CancellationToken cancellationToken)
    {
        foreach (var group in differences.Where(d => d.World is not null).GroupBy(d => d.World!))
        {
            var late = group.ToArray();
            foreach (var view in late.SelectMany(d => plan.SourcesOf(plan.Outputs[d.Output].View)).Distinct().ToArray())
            {
                var touched = late.Where(d => plan.SourcesOf(plan.Outputs[d.Output].View).Contains(view)).ToArray();
                var keys = touched.Select(d => plan.Keys.KeyOf(plan.Keys.IndexOf(view.Entity), d.Online.Point.Keys)).ToArray();
                var (before, after) = (await OrdersAsync(view, keys, group.Key, cancellationToken), await OrdersAsync(view, keys, truth, cancellationToken));
                for (var i = 0; i < touched.Length; i++)
                {
                    var at = touched[i].Online.Point.At;
                    touched[i].Evidence = Join(touched[i].Evidence, Describe(view, group.Key[view.Name], Visible(before[i], at), Visible(after[i], at)));
                }
            }
        }
    }

    private async Task JudgeAsync(Difference[] open, IReadOnlyDictionary<string, HistoryPin> world, CancellationToken cancellationToken)
    {
        IReadOnlyList<OfflineVector> vectors;
        try
        {
            vectors = await new OfflineFeatures(workspace, world).ReadAsync(plan, [.. open.Select(d => d.Online.Point)], cancellationToken);
        }
        catch (NotFoundException)
        {
            // A table that was made anew has no such version.
            return;
        }

        for (var i = 0; i < open.Length; i++)
        {
            if (vectors[i].Thrown is null && vectors[i].Entries[open[i].Output] == open[i].OnlineEntry)
            {
                open[i].Close(DifferenceCause.LateArrival, string.Empty, world);
            }
        }
    }

    /// <summary>The rows of each entity, with from when on they count no more.</summary>
    private async Task<IReadOnlyList<IReadOnlyList<(EventOrder Order, Instant? RetractedAt)>>> OrdersAsync(
        CompiledSourceView view, FeatureValue[] keys, IReadOnlyDictionary<string, HistoryPin>? pins, CancellationToken cancellationToken)
    {
        var history = new EntityHistory(workspace, pins);
        return view switch
        {
            CompiledAggregateView windows => [.. (await history.EventsAsync(windows, keys, cancellationToken)).Select(Orders)],
            CompiledRowView rows => [.. (await history.RowsAsync(rows, keys, cancellationToken)).Select(r => (IReadOnlyList<(EventOrder, Instant?)>)[.. r.Select(row => (row.Order, row.RetractedAt))])],
            _ => [.. keys.Select(_ => (IReadOnlyList<(EventOrder, Instant?)>)[])],
        };
    }

    private static IReadOnlyList<(EventOrder, Instant?)> Orders(EntityEvents events) =>
        [.. Enumerable.Range(0, events.Count).Select(row => (events.Order(row), events.IsRetracted(row) ? new Instant(events.RetractedAts[row]) : (Instant?)null))];

    private static EventOrder[] Visible(IReadOnlyList<(EventOrder Order, Instant? RetractedAt)> rows, Instant at) =>
        [.. rows.Where(r => RowLookup.IsVisible(r.Order, r.RetractedAt, at)).Select(r => r.Order)];

    private static string Describe(CompiledSourceView view, HistoryPin pin, EventOrder[] before, EventOrder[] after)
    {
        var missed = after.ExceptBy(before.Select(o => o.Sequence), o => o.Sequence).ToArray();
        var gone = before.ExceptBy(after.Select(o => o.Sequence), o => o.Sequence).Count();
        if (missed.Length == 0 && gone == 0)
        {
            return string.Empty;
        }

        var store = $"{pin.Table} as of {pin.AsOf}, which {view.Name} was made from,";
        var shown = string.Join("; ", missed.Take(MostEvents).Select(o => $"{o.EventTime} known at {o.KnownAt}, sequence {o.Sequence}"));
        var more = missed.Length > MostEvents ? $"; and {missed.Length - MostEvents:N0} more" : string.Empty;
        var lacked = missed.Length == 0 ? string.Empty : $"{store} lacked {missed.Length:N0} {(missed.Length == 1 ? "event" : "events")}: {shown}{more}";
        return gone == 0 ? lacked : Join(lacked, $"{store} held {gone:N0} that history no longer shows");
    }

    private static string Join(string first, string second) => first.Length == 0 ? second : second.Length == 0 ? first : $"{first}; {second}";
}
