using Larder.Aggregation;
using Larder.Types;
using static Larder.Core.Tests.Aggregation.Events;

namespace Larder.Core.Tests.Aggregation;

/// <summary>Windows whose ends do not simply move with the clock, on named cases; the property tests compare them with the naive twin.</summary>
public class WindowShapeTests
{
    [Theory]
    [InlineData("2024-03-31T22:59:59Z", 23)] // 23:59 in London on the day of 23 hours
    [InlineData("2024-03-31T23:00:00Z", 0)] // midnight: a new day
    [InlineData("2024-10-27T23:59:59Z", 25)] // the day of 25 hours began at 23:00 the day before
    public void A_calendar_day_is_as_long_as_the_zone_makes_it(string at, long events)
    {
        var hourly = new EntityEvents([ColumnType.Float64]);
        var start = At("2024-03-01T00:30:00Z").Microseconds;
        for (var hour = 0; hour < 24 * 300; hour++)
        {
            var time = new Instant(start + (hour * 3_600_000_000L));
            hourly.Add(new EventOrder(time, time, hour), [FeatureValue.From(1d)]);
        }

        hourly.Compute(AggregationKind.Count, Window.CalendarDays(1, "Europe/London"), At(at)).ShouldBe(FeatureValue.From(events));
    }

    [Fact]
    public void A_day_that_a_zone_left_out_is_empty()
    {
        var events = new EntityEvents([ColumnType.Float64]);
        foreach (var (sequence, time) in new[] { "2011-12-30T09:59:59Z", "2011-12-30T10:00:00Z" }.Index())
        {
            events.Add(new EventOrder(At(time), At(time), sequence), [FeatureValue.From(1d)]);
        }

        // In Samoa the second after 23:59:59 on 29 December was midnight of the 31st.
        FeatureValue Count(Window window, string at) => events.Compute(AggregationKind.Count, window, At(at));
        Count(Window.CalendarDays(1, "Pacific/Apia"), "2011-12-31T08:00:00Z").ShouldBe(FeatureValue.From(1L));
        Count(Window.CalendarDays(2, "Pacific/Apia"), "2011-12-31T08:00:00Z").ShouldBe(FeatureValue.From(1L));
        Count(Window.CalendarDays(3, "Pacific/Apia"), "2011-12-31T08:00:00Z").ShouldBe(FeatureValue.From(2L));
        Count(Window.WholeCalendarDays(1, "Pacific/Apia"), "2011-12-31T08:00:00Z").ShouldBe(FeatureValue.From(0L));
        Count(Window.CalendarDays(1, "Pacific/Apia"), "2011-12-30T09:59:59.5Z").ShouldBe(FeatureValue.From(1L));
    }

    [Theory]
    [InlineData("2010-11-07T02:30:30Z")] // 00:00:30 on 7 November in Newfoundland, half a minute before the clocks go back to 23:01
    [InlineData("2010-11-07T03:00:00Z")] // 23:30 the second time
    public void Clocks_put_back_over_midnight_do_not_bring_back_the_day_before_whatever_was_asked_first(string first)
    {
        var events = new EntityEvents([ColumnType.Float64]);
        foreach (var (sequence, time) in new[] { "2010-11-07T02:29:59Z", "2010-11-07T02:30:00Z", "2010-11-07T02:40:00Z" }.Index())
        {
            events.Add(new EventOrder(At(time), At(time), sequence), [FeatureValue.From(1d)]);
        }

        var kernel = new AggregatePlan([ColumnType.Float64], [new(AggregationKind.Count, -1, -1, Window.CalendarDays(1, "America/St_Johns"))], default, TileGrid.Default).CreateKernel();
        var results = new FeatureValue[1];
        kernel.Evaluate(events, At(first), results);
        kernel.Evaluate(events, At("2010-11-07T03:00:00Z"), results);

        results.ShouldBe([FeatureValue.From(2L)]);
    }

    [Fact]
    public void Whole_calendar_days_end_at_the_midnight_before_the_query()
    {
        var events = new EntityEvents([ColumnType.Float64]);
        foreach (var (sequence, time) in new[] { "2024-06-30T22:59:59Z", "2024-06-30T23:00:00Z", "2024-07-01T22:59:59Z", "2024-07-01T23:00:00Z" }.Index())
        {
            events.Add(new EventOrder(At(time), At(time), sequence), [FeatureValue.From(1d)]);
        }

        // In London these are 23:59:59 on 30 June, midnight, 23:59:59 on 1 July, and midnight of 2 July.
        events.Compute(AggregationKind.Count, Window.WholeCalendarDays(1, "Europe/London"), At("2024-07-02T10:00:00Z")).ShouldBe(FeatureValue.From(2L));
        events.Compute(AggregationKind.Count, Window.CalendarDays(1, "Europe/London"), At("2024-07-02T10:00:00Z")).ShouldBe(FeatureValue.From(1L));
        events.Compute(AggregationKind.Count, Window.CalendarDays(2, "Europe/London"), At("2024-07-02T10:00:00Z")).ShouldBe(FeatureValue.From(3L));
    }

    [Fact]
    public void A_tumbling_window_is_the_last_whole_one_of_the_grid()
    {
        var events = Numbers((59, 1), (60, 2), (119, 4), (120, 8), (121, 16));

        double[] sums = [.. new[] { 61, 119.9, 120, 179, 180 }.Select(m => events.Compute(AggregationKind.Sum, Window.Tumbling(TimeSpan.FromHours(1)), Minute(m)).AsFloat64())];

        sums.ShouldBe([1, 1, 6, 6, 24]);
    }

    [Fact]
    public void A_session_goes_back_to_the_first_pause_and_is_over_after_one()
    {
        var events = Numbers((0, 1), (20, 2), (55, 4), (85, 8));
        var session = Window.Session(TimeSpan.FromMinutes(30));

        double[] sums = [.. new[] { 21, 50, 50.1, 60, 85, 85.1, 115, 116 }.Select(m => events.Compute(AggregationKind.Sum, session, Minute(m)).AsFloat64())];

        sums.ShouldBe([3, 3, 0, 4, 4, 12, 12, 0]);
    }

    private static Instant At(string text) => Instant.TryParse(text, out var instant) ? instant : throw new ArgumentException($"'{text}' is no instant.", nameof(text));
}
