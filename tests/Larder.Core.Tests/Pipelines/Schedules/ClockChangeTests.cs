using Larder.Pipelines.Schedules;
using Larder.Types;

namespace Larder.Core.Tests.Pipelines.Schedules;

/// <summary>What becomes of scheduled times where clocks are changed. New York: 2026-03-08 02:00 to 03:00, 2026-11-01 02:00 to 01:00.</summary>
public class ClockChangeTests
{
    [Theory]
    [InlineData("30 2 * * *", null, "2026-03-08T07:00:00Z")]
    [InlineData("0 2 * * *", null, "2026-03-08T07:00:00Z")]
    [InlineData("30 2 * * *", GapPolicy.FirstValid, "2026-03-08T07:00:00Z")]
    [InlineData("30 2 * * *", GapPolicy.Shift, "2026-03-08T07:30:00Z")]
    [InlineData("30 2 * * *", GapPolicy.Skip, "2026-03-09T06:30:00Z")]
    public void A_time_that_does_not_exist_follows_the_policy(string expression, GapPolicy? gap, string expected) =>
        Schedule.Cron(expression, "America/New_York", gap).Next(At("2026-03-08T05:00:00Z")).ShouldBe(At(expected));

    [Theory]
    [InlineData("30 1 * * *", null, "2026-11-01T05:30:00Z 2026-11-02T06:30:00Z")]
    [InlineData("30 1 * * *", FoldPolicy.First, "2026-11-01T05:30:00Z 2026-11-02T06:30:00Z")]
    [InlineData("30 1 * * *", FoldPolicy.Second, "2026-11-01T06:30:00Z 2026-11-02T06:30:00Z")]
    [InlineData("30 1 * * *", FoldPolicy.Both, "2026-11-01T05:30:00Z 2026-11-01T06:30:00Z")]
    public void A_time_that_comes_twice_follows_the_policy(string expression, FoldPolicy? fold, string expected) =>
        string.Join(' ', Schedule.Cron(expression, "America/New_York", fold: fold).Between(At("2026-11-01T00:00:00Z"), At("2026-11-30T00:00:00Z")).Take(2)).ShouldBe(expected);

    [Theory]
    [InlineData("0 * * * *", "America/New_York", "2026-03-08T05:59:00Z", "06:00:00Z 07:00:00Z 08:00:00Z")]
    [InlineData("0 * * * *", "America/New_York", "2026-11-01T04:59:00Z", "05:00:00Z 06:00:00Z 07:00:00Z")]
    [InlineData("*/30 1 * * *", "America/New_York", "2026-11-01T04:00:00Z", "05:00:00Z 05:30:00Z 06:00:00Z 06:30:00Z")]
    [InlineData("0 */2 * * *", "America/New_York", "2026-03-08T04:59:00Z", "05:00:00Z 08:00:00Z 10:00:00Z")]
    [InlineData("*/30 * * * *", "Australia/Lord_Howe", "2026-10-03T14:59:00Z", "15:00:00Z 15:30:00Z 16:00:00Z")]
    [InlineData("*/30 * * * *", "Australia/Lord_Howe", "2026-04-04T14:29:00Z", "14:30:00Z 15:00:00Z 15:30:00Z")]
    public void What_comes_every_so_often_goes_by_elapsed_time(string expression, string zone, string after, string expected) =>
        string.Join(' ', Schedule.Cron(expression, zone).Between(At(after), At(after) + TimeSpan.FromDays(1)).Take(expected.Split(' ').Length).Select(t => t.ToString()[11..])).ShouldBe(expected);

    [Theory]
    [InlineData("10 2 * * *", GapPolicy.FirstValid, "2026-10-03T15:30:00Z")]
    [InlineData("10 2 * * *", GapPolicy.Shift, "2026-10-03T15:40:00Z")]
    public void Half_an_hour_is_a_gap_too(string expression, GapPolicy gap, string expected) =>
        Schedule.Cron(expression, "Australia/Lord_Howe", gap).Next(At("2026-10-03T12:00:00Z")).ShouldBe(At(expected));

    [Theory]
    [InlineData("30 0 * * *", GapPolicy.FirstValid, "2018-11-04T03:00:00Z")]
    [InlineData("30 0 * * *", GapPolicy.Shift, "2018-11-04T03:30:00Z")]
    public void A_gap_at_midnight_is_one(string expression, GapPolicy gap, string expected) =>
        Schedule.Cron(expression, "America/Sao_Paulo", gap).Next(At("2018-11-03T12:00:00Z")).ShouldBe(At(expected));

    [Fact]
    public void A_day_left_out_is_a_gap_too() => string.Join(' ', Schedule.Cron("0 8 * * *", "Pacific/Apia", GapPolicy.Shift).Between(At("2011-12-29T00:00:00Z"), At("2012-01-01T00:00:00Z")))
        .ShouldBe("2011-12-29T18:00:00Z 2011-12-30T18:00:00Z 2011-12-31T18:00:00Z");

    private static Instant At(string time) => Instant.TryParse(time, out var instant) ? instant : throw new ArgumentException(time);
}
