using FsCheck;
using FsCheck.Fluent;
using Larder.Aggregation;
using Larder.Reference;
using Larder.Types;

namespace Larder.Core.Tests.Aggregation;

/// <summary>The kernel against its naive twin, as bits, where events that no window can reach were left out.</summary>
public class AggregationKernelPropertyTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(CaseCount.Of(3_000)).WithReplay(20_111_209, 851_427_001);

    [Fact]
    public void Asked_at_all_times_at_once_every_window_equals_the_naive_one_to_the_last_bit() =>
        Prop.ForAll(AggregationCase.Any(withLifetime: true), c =>
        {
            var (events, kernel) = (c.Prepare(), new AggregationKernel(c.Plan, c.FewRows));
            long[] times = [.. c.Times.Select(t => t.Microseconds).Order()];
            var results = c.Plan.Aggregations.Select(_ => new FeatureValue[times.Length]).ToArray();

            // In two stretches: what the first one leaves behind must not show in the second.
            foreach (var (first, end) in new[] { (0, times.Length / 3), (times.Length / 3, times.Length) })
            {
                var stretch = results.Select(r => r[first..end]).ToArray();
                kernel.EvaluateAll(events, times.AsSpan(first..end), stretch);
                for (var i = 0; i < results.Length; i++)
                {
                    stretch[i].CopyTo(results[i], first);
                }
            }

            for (var time = 0; time < times.Length; time++)
            {
                var expected = c.Expected(new Instant(times[time]));
                for (var i = 0; i < results.Length; i++)
                {
                    if (results[i][time] != expected[i])
                    {
                        throw new ShouldAssertException($"{c.Plan.Aggregations[i]} at {new Instant(times[time])} is {results[i][time]}, should be {expected[i]}");
                    }
                }
            }
        }).Check(Thorough);

    [Fact]
    public void Values_that_go_to_columns_are_the_naive_ones_to_the_last_bit() =>
        Prop.ForAll(AggregationCase.Any(withLifetime: true), c =>
        {
            var (events, kernel) = (c.Prepare(), new AggregationKernel(c.Plan, c.FewRows));
            long[] times = [.. c.Times.Select(t => t.Microseconds).Order()];
            Column?[] columns = [.. c.Plan.Aggregations.Select((_, a) => ColumnFor(kernel, a, times.Length))];
            var newest = new long[times.Length];
            foreach (var (first, end) in new[] { (0, times.Length / 3), (times.Length / 3, times.Length) })
            {
                var others = c.Plan.Aggregations.Select(_ => new FeatureValue[end - first]).ToArray();
                kernel.EvaluateAll(events, times.AsSpan(first..end), others, columns, first);
                kernel.NewestEvents(events, times.AsSpan(first..end), newest.AsSpan(first..end), long.MinValue);
            }

            for (var time = 0; time < times.Length; time++)
            {
                var at = new Instant(times[time]);
                newest[time].ShouldBe(NaiveWindows.NewestEvent(c.Events, c.Plan.Edges, at)?.Microseconds ?? long.MinValue);
                var expected = c.Expected(at);
                for (var i = 0; i < columns.Length; i++)
                {
                    if (columns[i] is { } column && column.Value(time) != expected[i])
                    {
                        throw new ShouldAssertException($"{c.Plan.Aggregations[i]} at {at} is {column.Value(time)}, should be {expected[i]}");
                    }
                }
            }

            // A question of the other kind right after: what the columns were filled by must not stand for its answer.
            if (times.Length > 0)
            {
                var results = new FeatureValue[columns.Length];
                kernel.Evaluate(events, new Instant(times[^1]), results);
                results.ShouldBe(c.Expected(new Instant(times[^1])));
            }
        }).Check(Thorough);

    [Fact]
    public void Left_out_at_the_front_the_events_are_not_missed()
    {
        Prop.ForAll(AggregationCase.Any(withLifetime: false), c =>
        {
            var (horizon, widest) = (c.Horizon, c.Plan.WidestWindow!.Value);
            var events = c.Prepare(keep: e => !IsOld(e, horizon));
            events.CompleteFrom = horizon;
            events.NewestBefore = c.Events.Where(e => IsOld(e, horizon) && e.RetractedAt is null).Select(e => (Instant?)e.Order.EventTime).Max();
            Instant[] times = [horizon + widest, .. c.Times.Where(t => t - widest >= horizon)];
            Agree(c, Stored(c, events), times);
        }).Check(Thorough);

        static bool IsOld(NaiveEvent e, Instant horizon) => e.Order.EventTime < horizon && e.Order.KnownAt <= horizon && !(e.RetractedAt > horizon);
    }

    private static Column? ColumnFor(AggregationKernel kernel, int aggregation, int rows) =>
        new[] { ColumnType.Int64, ColumnType.Float64 }.Where(type => kernel.Fits(aggregation, type)).Select(type => Column.Create(type, rows)).FirstOrDefault();

    private static EntityEvents Stored(AggregationCase c, EntityEvents events)
    {
        var read = new EntityEvents(c.Plan.Inputs);
        EntityEventsCodec.Decode(EntityEventsCodec.Encode(events), read);
        read.CompleteFrom.ShouldBe(events.CompleteFrom);
        read.NewestBefore.ShouldBe(events.NewestBefore);
        return read;
    }

    private static void Agree(AggregationCase c, EntityEvents events, IEnumerable<Instant> times)
    {
        var kernel = new AggregationKernel(c.Plan, c.FewRows);
        var results = new FeatureValue[c.Plan.Aggregations.Count];
        foreach (var at in times)
        {
            kernel.NewestEvent(events, at).ShouldBe(NaiveWindows.NewestEvent(c.Events, c.Plan.Edges, at));
            kernel.Evaluate(events, at, results);
            var expected = c.Expected(at);
            for (var i = 0; i < results.Length; i++)
            {
                if (results[i] != expected[i])
                {
                    throw new ShouldAssertException($"{c.Plan.Aggregations[i]} at {at} is {results[i]}, should be {expected[i]}");
                }
            }
        }
    }
}
