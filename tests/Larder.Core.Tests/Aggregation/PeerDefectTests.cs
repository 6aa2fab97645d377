using Larder.Aggregation;
using Larder.Types;
using static Larder.Core.Tests.Aggregation.Events;

namespace Larder.Core.Tests.Aggregation;

/// <summary>Cases that other feature stores get wrong, by reading their code (feature-platforms.md, section 1).</summary>
public class PeerDefectTests
{
    private static readonly Window TenMinutes = Window.Minutes(10);
    private static readonly Window Hour = Window.Hours(1);

    private static readonly EntityEvents Spread = Numbers((1, 10), (6, 20), (11, 30), (12, 70));

    [Fact]
    public void Feast_adds_the_maxima_of_its_tiles_here_the_maximum_is_the_greatest_event() =>
        Spread.Compute(AggregationKind.Max, TenMinutes, Minute(15), tile: TimeSpan.FromMinutes(5)).ShouldBe(FeatureValue.From(70d));

    [Fact]
    public void Feast_fills_empty_tiles_with_zero_here_the_minimum_is_an_event() =>
        Spread.Compute(AggregationKind.Min, TenMinutes, Minute(15), tile: TimeSpan.FromMinutes(1)).ShouldBe(FeatureValue.From(20d));

    [Fact]
    public void Feast_returns_the_mean_as_deviation_here_the_deviation_is_the_deviation()
    {
        Spread.Compute(AggregationKind.Mean, TenMinutes, Minute(15), tile: TimeSpan.FromMinutes(5)).ShouldBe(FeatureValue.From(40d));
        Spread.Compute(AggregationKind.StdDevPop, TenMinutes, Minute(15), tile: TimeSpan.FromMinutes(5)).AsFloat64().ShouldBe(Math.Sqrt(1400 / 3d), 1e-12);
        Spread.Compute(AggregationKind.StdDevSample, TenMinutes, Minute(15), tile: TimeSpan.FromMinutes(5)).AsFloat64().ShouldBe(Math.Sqrt(700), 1e-12);
    }

    [Fact]
    public void Feast_falls_back_to_all_time_when_the_window_is_no_multiple_of_the_tile_here_it_stays_exact() =>
        Spread.Compute(AggregationKind.Sum, Window.Minutes(7), Minute(15), tile: TimeSpan.FromMinutes(5)).ShouldBe(FeatureValue.From(100d));

    [Fact]
    public void Chronon_loses_the_event_at_exactly_the_trailing_edge_here_it_counts_by_default() =>
        Numbers((0, 1), (60, 1)).Compute(AggregationKind.Count, Hour, Minute(60)).ShouldBe(FeatureValue.From(1L));

    [Theory]
    [InlineData(false, false, 2)]
    [InlineData(true, false, 3)]
    [InlineData(false, true, 1)]
    [InlineData(true, true, 2)]
    public void Each_edge_holds_its_event_exactly_when_declared(bool leadingInclusive, bool trailingExclusive, long count) =>
        Numbers((0, 1), (30, 1), (60, 1))
            .Compute(AggregationKind.Count, Hour, Minute(60), new WindowEdges(leadingInclusive, trailingExclusive))
            .ShouldBe(FeatureValue.From(count));

    [Fact]
    public void Chronon_makes_windows_up_to_a_twelfth_too_long_here_a_microsecond_is_enough_to_be_out()
    {
        var events = Numbers((0, 1), (4.9, 1), (5, 1), (30, 1));

        events.Compute(AggregationKind.Count, Hour, Minute(64.9)).ShouldBe(FeatureValue.From(3L));
        events.Compute(AggregationKind.Count, Hour, new Instant(Minute(65).Microseconds + 1)).ShouldBe(FeatureValue.From(1L));
    }

    [Fact]
    public void Chronon_floors_times_before_1970_toward_zero_here_tiles_are_half_open_everywhere()
    {
        // One tile each side of the epoch: 1e16 + 1 is lost within a tile, and kept when the tile begins anew at zero.
        var events = Numbers((-1, 1e16), (1, 1), (1.5, 1));

        events.Compute(AggregationKind.Sum, Hour, Minute(2), tile: TimeSpan.FromMinutes(10)).ShouldBe(FeatureValue.From(1e16 + 2));
        events.Compute(AggregationKind.Sum, Hour, Minute(2), tile: TimeSpan.FromSeconds(1)).ShouldBe(FeatureValue.From(1e16));
    }

    [Fact]
    public void Chronon_leaks_events_after_the_query_that_share_its_tile_here_the_open_tile_is_folded_event_by_event() =>
        Numbers((1, 10), (2, 20), (3, 40)).Compute(AggregationKind.Sum, Hour, Minute(2.5), tile: TimeSpan.FromMinutes(5)).ShouldBe(FeatureValue.From(30d));

    [Fact]
    public void Chronon_loses_events_behind_the_watermark_here_a_late_one_counts_in_its_own_tile_once_it_is_known()
    {
        var events = new EntityEvents([ColumnType.Float64]);
        events.Add(new EventOrder(Minute(1), Minute(200), 1), [FeatureValue.From(1d)]);
        events.Add(new EventOrder(Minute(2), Minute(2), 0), [FeatureValue.From(2d)]);

        events.Compute(AggregationKind.Sum, Window.Lifetime, Minute(199), tile: TimeSpan.FromMinutes(5)).ShouldBe(FeatureValue.From(2d));
        events.Compute(AggregationKind.Sum, Window.Lifetime, Minute(200), tile: TimeSpan.FromMinutes(5)).ShouldBe(FeatureValue.From(3d));
    }

    [Fact]
    public void Chronon_leaves_ties_to_chance_here_the_order_of_ingest_decides()
    {
        var events = new EntityEvents([ColumnType.Float64]);
        events.Add(new EventOrder(Minute(1), Minute(1), 3), [FeatureValue.From(10d)]);
        events.Add(new EventOrder(Minute(1), Minute(1), 4), [FeatureValue.From(20d)]);

        events.Compute(AggregationKind.First, Hour, Minute(2)).ShouldBe(FeatureValue.From(10d));
        events.Compute(AggregationKind.Last, Hour, Minute(2)).ShouldBe(FeatureValue.From(20d));
    }

    [Fact]
    public void Chronon_turns_NaN_into_null_here_it_is_data() =>
        Numbers((1, double.NaN), (2, 1)).Compute(AggregationKind.Sum, Hour, Minute(3)).ShouldBe(FeatureValue.From(double.NaN));

    [Fact]
    public void OpenMLDB_leaves_deleted_rows_in_its_pre_aggregates_here_a_retraction_rebuilds_the_tile()
    {
        var events = Numbers((1, 1), (2, 2), (3, 4));
        events.Retract(1, Minute(30));

        events.Compute(AggregationKind.Sum, Hour, Minute(29), tile: TimeSpan.FromMinutes(5)).ShouldBe(FeatureValue.From(7d));
        events.Compute(AggregationKind.Sum, Hour, Minute(30), tile: TimeSpan.FromMinutes(5)).ShouldBe(FeatureValue.From(5d));
    }

    [Fact]
    public void OpenMLDB_starts_maxima_at_the_least_positive_number_here_all_negative_numbers_have_a_negative_maximum() =>
        Numbers((1, -3), (2, -1.5), (3, -2)).Compute(AggregationKind.Max, Hour, Minute(4)).ShouldBe(FeatureValue.From(-1.5));

    [Fact]
    public void Feathr_leaves_rounding_errors_in_emptied_windows_here_an_empty_sum_is_zero() =>
        Numbers((1, 0.1), (2, 0.2)).Compute(AggregationKind.Sum, TenMinutes, Minute(100)).ShouldBe(FeatureValue.From(0d));
}
