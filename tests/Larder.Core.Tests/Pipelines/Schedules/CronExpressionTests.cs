using Larder.Errors;
using Larder.Pipelines.Schedules;
using Larder.Types;

namespace Larder.Core.Tests.Pipelines.Schedules;

/// <summary>The vectors of the first two tests are those of robfig/cron (MIT), written with all six fields.</summary>
public class CronExpressionTests
{
    [Theory]
    [InlineData("2012-07-09T15:00", "0 0/15 * * * *", true)]
    [InlineData("2012-07-09T15:45", "0 0/15 * * * *", true)]
    [InlineData("2012-07-09T15:40", "0 0/15 * * * *", false)]
    [InlineData("2012-07-09T15:05", "0 5/15 * * * *", true)]
    [InlineData("2012-07-09T15:20", "0 5/15 * * * *", true)]
    [InlineData("2012-07-09T15:50", "0 5/15 * * * *", true)]
    [InlineData("2012-07-15T15:00", "0 0/15 * * Jul *", true)]
    [InlineData("2012-07-15T15:00", "0 0/15 * * Jun *", false)]
    [InlineData("2012-07-15T08:30", "0 30 08 * Jul Sun", true)]
    [InlineData("2012-07-15T08:30", "0 30 08 15 Jul *", true)]
    [InlineData("2012-07-16T08:30", "0 30 08 * Jul Sun", false)]
    [InlineData("2012-07-16T08:30", "0 30 08 15 Jul *", false)]
    [InlineData("2012-07-09T15:00", "@hourly", true)]
    [InlineData("2012-07-09T15:04", "@hourly", false)]
    [InlineData("2012-07-09T15:00", "@daily", false)]
    [InlineData("2012-07-09T00:00", "@daily", true)]
    [InlineData("2012-07-09T00:00", "@weekly", false)]
    [InlineData("2012-07-08T00:00", "@weekly", true)]
    [InlineData("2012-07-08T01:00", "@weekly", false)]
    [InlineData("2012-07-08T00:00", "@monthly", false)]
    [InlineData("2012-07-01T00:00", "@monthly", true)]
    [InlineData("2012-07-15T00:00", "0 * * 1,15 * Sun", true)]
    [InlineData("2012-06-15T00:00", "0 * * 1,15 * Sun", true)]
    [InlineData("2012-08-01T00:00", "0 * * 1,15 * Sun", true)]
    [InlineData("2012-07-15T00:00", "0 * * * * Mon", false)]
    [InlineData("2012-07-15T00:00", "0 * * */10 * Sun", false)]
    [InlineData("2012-07-09T00:00", "0 * * 1,15 * *", false)]
    [InlineData("2012-07-15T00:00", "0 * * 1,15 * *", true)]
    [InlineData("2012-07-15T00:00", "0 * * */2 * Sun", true)]
    public void A_time_is_one_of_an_expression_or_not(string time, string expression, bool expected) =>
        (Schedule.Cron(expression).Next(At(time) - TimeSpan.FromSeconds(1)) == At(time)).ShouldBe(expected);

    [Theory]
    [InlineData("2012-07-09T14:45", "0 0/15 * * * *", "2012-07-09T15:00")]
    [InlineData("2012-07-09T14:59", "0 0/15 * * * *", "2012-07-09T15:00")]
    [InlineData("2012-07-09T14:59:59", "0 0/15 * * * *", "2012-07-09T15:00")]
    [InlineData("2012-07-09T15:45", "0 20-35/15 * * * *", "2012-07-09T16:20")]
    [InlineData("2012-07-09T23:46", "0 */15 * * * *", "2012-07-10T00:00")]
    [InlineData("2012-07-09T23:45", "0 20-35/15 * * * *", "2012-07-10T00:20")]
    [InlineData("2012-07-09T23:35:51", "15/35 20-35/15 * * * *", "2012-07-10T00:20:15")]
    [InlineData("2012-07-09T23:35:51", "15/35 20-35/15 1/2 * * *", "2012-07-10T01:20:15")]
    [InlineData("2012-07-09T23:35:51", "15/35 20-35/15 10-12 * * *", "2012-07-10T10:20:15")]
    [InlineData("2012-07-09T23:35:51", "15/35 20-35/15 1/2 */2 * *", "2012-07-11T01:20:15")]
    [InlineData("2012-07-09T23:35:51", "15/35 20-35/15 * 9-20 * *", "2012-07-10T00:20:15")]
    [InlineData("2012-07-09T23:35:51", "15/35 20-35/15 * 9-20 Jul *", "2012-07-10T00:20:15")]
    [InlineData("2012-07-09T23:35", "0 0 0 9 Apr-Oct *", "2012-08-09T00:00")]
    [InlineData("2012-07-09T23:35", "0 0 0 */5 Apr,Aug,Oct Mon", "2012-08-06T00:00")]
    [InlineData("2012-07-09T23:35", "0 0 0 */5 Oct Mon", "2012-10-01T00:00")]
    [InlineData("2012-07-09T23:35", "0 0 0 * Feb Mon", "2013-02-04T00:00")]
    [InlineData("2012-07-09T23:35", "0 0 0 * Feb Mon/2", "2013-02-01T00:00")]
    [InlineData("2012-12-31T23:59:45", "0 * * * * *", "2013-01-01T00:00")]
    [InlineData("2012-07-09T23:35", "0 0 0 29 Feb *", "2016-02-29T00:00")]
    public void The_next_time_is_found(string after, string expression, string expected) => Schedule.Cron(expression).Next(At(after)).ShouldBe(At(expected));

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 31 4,6 *")]
    public void What_never_comes_is_refused(string expression) =>
        Should.Throw<InvalidDefinitionException>(() => CronExpression.Parse(expression)).Message
            .ShouldBe($"'{expression}' never comes: no month it names has that day; correct the day of the month or the month.");

    [Theory]
    [InlineData("0 24 * * *", "'24' is no hour; write 0 to 23,")]
    [InlineData("60 * * * *", "'60' is no minute; write 0 to 59,")]
    [InlineData("*/0 * * * *", "'*/0' is no minute; write 0 to 59,")]
    [InlineData("5-1 * * * *", "'5-1' is no minute; write 0 to 59,")]
    [InlineData("0 0 * FOO *", "'FOO' is no month; write 1 to 12, JAN to DEC,")]
    [InlineData("0 0 * * 8", "'8' is no day of the week; write 0 to 7, SUN to SAT,")]
    [InlineData("0 0 ? * 1", "'?' is no day of the month; write 1 to 31,")]
    [InlineData("1, * * * *", "'' is no minute; write 0 to 59,")]
    [InlineData("0 -1 * * *", "'-1' is no hour; write 0 to 23,")]
    [InlineData("٣ * * * *", "'٣' is no minute; write 0 to 59,")]
    public void Wrong_parts_are_named(string expression, string what) =>
        Should.Throw<InvalidDefinitionException>(() => CronExpression.Parse(expression)).Message
            .ShouldBe($"'{expression}' is no cron expression: {what} '*', a range a-b, a step a-b/n or */n, or a list of these with commas.");

    [Fact]
    public void The_number_of_fields_is_told() => Should.Throw<InvalidDefinitionException>(() => CronExpression.Parse("* * *")).Message.ShouldBe(
        "'* * *' is no cron expression: it has 3 fields; write 5 (minute, hour, day of the month, month, day of the week) or 6 (seconds first).");

    private static Instant At(string time) => Instant.TryParse(time, out var instant) ? instant : throw new ArgumentException(time);
}
