using Larder.Errors;
using Larder.Pipelines.Schedules;
using Larder.Types;

namespace Larder.Core.Tests.Pipelines.Schedules;

public class ScheduleTests
{
    [Fact]
    public void An_interval_goes_through_its_anchor_both_ways()
    {
        var schedule = Schedule.Every(TimeSpan.FromHours(6), new DateTime(2026, 1, 1, 1, 0, 0, DateTimeKind.Utc));

        schedule.Next(At("2025-12-31T00:00:00Z")).ShouldBe(At("2025-12-31T01:00:00Z"));
        schedule.Next(At("2026-03-01T01:00:00Z")).ShouldBe(At("2026-03-01T07:00:00Z"));
        schedule.Previous(At("2026-03-01T01:00:00Z")).ShouldBe(At("2026-02-28T19:00:00Z"));
        schedule.Text.ShouldBe("every 06:00:00 through 2026-01-01T01:00:00Z");
    }

    [Fact]
    public void Closed_days_are_left_out()
    {
        var trading = Calendar.Weekdays("Europe/London").Without(new DateOnly(2026, 12, 25), new DateOnly(2026, 12, 28)).With(new DateOnly(2026, 12, 26));
        var schedule = Schedule.Cron("0 18 * * *", "Europe/London").On(trading);

        string.Join(' ', schedule.Between(At("2026-12-23T00:00:00Z"), At("2026-12-30T00:00:00Z")))
            .ShouldBe("2026-12-23T18:00:00Z 2026-12-24T18:00:00Z 2026-12-26T18:00:00Z 2026-12-29T18:00:00Z");
        schedule.Text.ShouldBe(
            "cron 0 18 * * * in Europe/London, gap FirstValid, fold First on Monday Tuesday Wednesday Thursday Friday in Europe/London, closed 2026-12-25 2026-12-28, open 2026-12-26");
    }

    [Fact]
    public void A_calendar_that_never_opens_ends_the_search()
    {
        var schedule = Schedule.Cron("0 18 * * SUN").On(Calendar.Weekdays("UTC"));

        schedule.Next(At("2026-12-23T00:00:00Z")).ShouldBeNull();
        schedule.Previous(At("2026-12-23T00:00:00Z")).ShouldBeNull();
    }

    [Fact]
    public void Wrong_schedules_are_refused()
    {
        Should.Throw<InvalidDefinitionException>(() => Schedule.Every(TimeSpan.Zero)).Message.ShouldBe("A schedule cannot come every 00:00:00; give an interval of at least a second.");
        Should.Throw<InvalidDefinitionException>(() => Schedule.Cron("@daily", "London")).Message.ShouldBe("'London' is no time zone; use an IANA name, for example Europe/London.");
        Should.Throw<InvalidDefinitionException>(() => Calendar.Weekdays("London")).Message.ShouldBe("'London' is no time zone; use an IANA name, for example Europe/London.");
    }

    private static Instant At(string time) => Instant.TryParse(time, out var instant) ? instant : throw new ArgumentException(time);
}
