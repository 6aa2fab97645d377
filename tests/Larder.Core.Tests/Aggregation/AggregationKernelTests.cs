using Larder.Aggregation;
using Larder.Types;
using static Larder.Core.Tests.Aggregation.Events;

namespace Larder.Core.Tests.Aggregation;

public class AggregationKernelTests
{
    private static readonly Window Hour = Window.Hours(1);

    [Fact]
    public void Over_an_empty_window_counts_and_sums_are_zero_and_the_rest_is_null()
    {
        var numbers = Numbers();
        var whole = Of(ColumnType.Int64);
        var texts = Of(ColumnType.String);

        numbers.Compute(AggregationKind.Count, Hour, Minute(0)).ShouldBe(FeatureValue.From(0L));
        numbers.Compute(AggregationKind.Sum, Hour, Minute(0)).ShouldBe(FeatureValue.From(0d));
        whole.Compute(AggregationKind.Sum, Hour, Minute(0)).ShouldBe(FeatureValue.From(0L));
        texts.Compute(AggregationKind.CountDistinct, Hour, Minute(0)).ShouldBe(FeatureValue.From(0L));
        numbers.Compute(AggregationKind.Mean, Hour, Minute(0)).ShouldBe(FeatureValue.Null);
        numbers.Compute(AggregationKind.Min, Hour, Minute(0)).ShouldBe(FeatureValue.Null);
        numbers.Compute(AggregationKind.Max, Hour, Minute(0)).ShouldBe(FeatureValue.Null);
        numbers.Compute(AggregationKind.SecondsSinceLast, Hour, Minute(0)).ShouldBe(FeatureValue.Null);
    }

    [Fact]
    public void NaN_propagates_through_sums_and_is_ordered_last()
    {
        var events = Numbers((1, 2), (2, double.NaN), (3, -1));

        events.Compute(AggregationKind.Sum, Hour, Minute(4)).ShouldBe(FeatureValue.From(double.NaN));
        events.Compute(AggregationKind.Mean, Hour, Minute(4)).ShouldBe(FeatureValue.From(double.NaN));
        events.Compute(AggregationKind.Min, Hour, Minute(4)).ShouldBe(FeatureValue.From(-1d));
        events.Compute(AggregationKind.Max, Hour, Minute(4)).ShouldBe(FeatureValue.From(double.NaN));
        Numbers((1, double.NaN)).Compute(AggregationKind.Min, Hour, Minute(4)).ShouldBe(FeatureValue.From(double.NaN));
    }

    [Fact]
    public void A_computed_NaN_has_one_form_whatever_NaNs_went_in()
    {
        var odd = BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0123);

        Numbers((1, odd), (2, double.NaN)).Compute(AggregationKind.Sum, Hour, Minute(4)).ShouldBe(FeatureValue.From(double.NaN));
        Numbers((1, double.PositiveInfinity), (2, double.NegativeInfinity)).Compute(AggregationKind.Mean, Hour, Minute(4)).ShouldBe(FeatureValue.From(double.NaN));
        Numbers((1, odd)).Compute(AggregationKind.Max, Hour, Minute(4)).ShouldBe(FeatureValue.From(odd));
    }

    [Fact]
    public void Of_equal_zeros_the_first_in_the_total_order_is_the_least_and_the_greatest()
    {
        Numbers((1, -0.0), (2, 0.0)).Compute(AggregationKind.Max, Hour, Minute(4)).ShouldBe(FeatureValue.From(-0.0));
        Numbers((1, 0.0), (2, -0.0)).Compute(AggregationKind.Min, Hour, Minute(4)).ShouldBe(FeatureValue.From(0.0));
    }

    [Fact]
    public void Integers_are_summed_exactly_and_an_overflow_is_invalid_never_wrapped()
    {
        var most = FeatureValue.From(long.MaxValue);

        Of(ColumnType.Int64, (1, most), (2, most), (3, FeatureValue.From(-long.MaxValue))).Compute(AggregationKind.Sum, Hour, Minute(4)).ShouldBe(most);
        Of(ColumnType.Int64, (1, most), (2, FeatureValue.From(1L))).Compute(AggregationKind.Sum, Hour, Minute(4)).ShouldBe(FeatureValue.Invalid);
    }

    [Fact]
    public void A_late_event_is_seen_from_the_time_it_is_known_at_its_own_event_time()
    {
        var events = new EntityEvents([ColumnType.Float64]);
        events.Add(new EventOrder(Minute(1), Minute(30), 0), [FeatureValue.From(5d)]);
        events.Add(new EventOrder(Minute(2), Minute(2), 1), [FeatureValue.From(7d)]);

        events.Compute(AggregationKind.Sum, Hour, Minute(29)).ShouldBe(FeatureValue.From(7d));
        events.Compute(AggregationKind.Sum, Hour, Minute(30)).ShouldBe(FeatureValue.From(12d));
        events.Compute(AggregationKind.Sum, Hour, Minute(62)).ShouldBe(FeatureValue.From(7d));
    }

    [Fact]
    public void Windows_move_with_the_clock_without_any_new_event()
    {
        var events = Numbers((0, 1), (10, 1));

        long[] counts = [.. new[] { 10, 11, 60, 61, 70, 71 }.Select(minute => events.Compute(AggregationKind.Count, Hour, Minute(minute)).AsInt64())];

        counts.ShouldBe([1, 2, 2, 1, 1, 0]);
        events.Compute(AggregationKind.SecondsSinceLast, Window.Lifetime, Minute(130)).ShouldBe(FeatureValue.From(7200d));
    }

    [Fact]
    public void Texts_that_become_equal_when_stored_count_once_before_storing_too()
    {
        var (half, other, whole) = (FeatureValue.From("a\uD83E"), FeatureValue.From("a\uD83D"), FeatureValue.From("a\U0001F96B"));
        var events = Of(ColumnType.String, (1, half), (2, other), (3, half), (4, whole));
        var read = new EntityEvents([ColumnType.String]);
        EntityEventsCodec.Decode(EntityEventsCodec.Encode(events), read);

        events.Compute(AggregationKind.CountDistinct, Hour, Minute(5)).ShouldBe(FeatureValue.From(2L));
        read.Compute(AggregationKind.CountDistinct, Hour, Minute(5)).ShouldBe(FeatureValue.From(2L));
    }

    [Fact]
    public void Both_zeros_are_one_distinct_value_and_so_are_all_that_are_no_number()
    {
        var odd = BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0123);
        var negative = BitConverter.Int64BitsToDouble(unchecked((long)0xFFF8_0000_0000_0000));

        Numbers((1, 0.0), (2, -0.0), (3, double.NaN), (4, odd), (5, negative), (6, double.Epsilon)).Compute(AggregationKind.CountDistinct, Hour, Minute(7)).ShouldBe(FeatureValue.From(3L));
    }

    [Fact]
    public void Distinct_integers_are_counted_exactly_also_when_there_are_thousands()
    {
        var random = new Random(7);
        long[] values = [.. Enumerable.Range(0, 5_000).Select(_ => random.NextInt64(-1_000, 1_000) * (1L << 40))];
        var events = Of(ColumnType.Int64, [.. values.Select(v => (1d, FeatureValue.From(v)))]);

        events.Compute(AggregationKind.CountDistinct, Hour, Minute(2)).ShouldBe(FeatureValue.From((long)values.Distinct().Count()));
    }

    [Fact]
    public void A_late_event_kept_at_the_front_does_not_hide_the_newer_one_left_out()
    {
        var events = new EntityEvents([ColumnType.Float64]) { CompleteFrom = Minute(60), NewestBefore = Minute(50) };
        events.Add(new EventOrder(Minute(40), Minute(61), 0), [FeatureValue.From(1d)]);
        var kernel = new AggregatePlan([ColumnType.Float64], [new(AggregationKind.Count, -1, -1, Window.Minutes(5))], default, TileGrid.Default).CreateKernel();

        kernel.NewestEvent(events, Minute(65)).ShouldBe(Minute(50));
    }

    [Fact]
    public void The_widest_window_is_known_unless_one_is_lifetime()
    {
        AggregationSpec day = new(AggregationKind.Count, -1, -1, Window.Days(1));
        AggregationSpec hour = new(AggregationKind.Count, -1, -1, Hour);
        AggregationSpec life = new(AggregationKind.Count, -1, -1, Window.Lifetime);

        new AggregatePlan([], [hour, day], default, TileGrid.Default).WidestWindow.ShouldBe(TimeSpan.FromDays(1));
        new AggregatePlan([], [hour, life], default, TileGrid.Default).WidestWindow.ShouldBeNull();
    }
}
