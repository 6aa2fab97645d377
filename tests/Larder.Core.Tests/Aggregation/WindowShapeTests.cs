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
