using Larder.Errors;
using Larder.Quality.Drift;
using Larder.Quality.Profiles;

namespace Larder.Quality.Anomalies;

public sealed class AnomalyStrategyTests
{
    [Fact]
    public void Batch_normal_is_the_mean_and_three_sample_deviations()
    {
        Expect(new BatchNormal(), 1, 2, 3, 4, 5).ShouldBe(3 - (3 * Math.Sqrt(2.5)), 3 + (3 * Math.Sqrt(2.5)));
        Expect(new BatchNormal(factor: 1, leastHistory: 2), 7, 7).ShouldBe(7, 7);
        Expect(new BatchNormal(), 1, 2, 3, 4).ShouldBeNull();
    }

    [Fact]
    public void Online_normal_leaves_out_what_was_an_anomaly_itself()
    {
        double[] quiet = [10, 11, 9, 10, 11, 9, 10];

        Expect(new OnlineNormal(), [.. quiet, 500, 10]).ShouldBe(Expect(new BatchNormal(), [.. quiet, 10]));
        Expect(new BatchNormal(), [.. quiet, 500, 10])!.Value.High.ShouldBeGreaterThan(500);
        Expect(new OnlineNormal(), 10, 11, 9, 10).ShouldBeNull();
    }

    [Fact]
    public void Holt_winters_follows_trend_and_season_exactly_where_there_is_no_noise()
    {
        double[] season = [5, -3, 0, 8, -2, -6, -2];
        double[] values = [.. Enumerable.Range(0, 28).Select(day => 100 + season[day % 7])];

        var (low, high) = Expect(new HoltWinters(7), values)!.Value;
        low.ShouldBe(105, 1e-9);
        high.ShouldBe(105, 1e-9);
        Expect(new HoltWinters(7), values[..13]).ShouldBeNull();
    }

    [Fact]
    public void Holt_winters_catches_a_saturday_like_a_monday_which_a_plain_mean_does_not()
    {
        var random = new Random(6);
        double[] values = [.. Enumerable.Range(0, 56).Select(day => 100 + (day % 7 == 5 ? 60 : 0) + (random.NextDouble() * 4))];

        // The next day is a Monday; 160 is what a Saturday has.
        var (low, high) = Expect(new HoltWinters(7), values)!.Value;
        high.ShouldBeLessThan(140);
        low.ShouldBeLessThan(102);
        Expect(new BatchNormal(), values)!.Value.High.ShouldBeGreaterThan(160);
    }

    [Fact]
    public void Changes_are_against_the_base_that_was_chosen()
    {
        double[] values = [4, 1, 3, 10, 8];

        Expect(new MetricChange(-50, 25), values).ShouldBe(4, 10);
        Expect(new MetricChange(-100, 3, percent: false), values).ShouldBe(-92, 11);
        Expect(new MetricChange(null, 3, percent: false), values)!.Value.Low.ShouldBe(double.NegativeInfinity);
        Expect(new MetricChange(-1, 1, percent: false, ChangeBase.Average, last: 4), values).ShouldBe(4.5, 6.5);
        Expect(new MetricChange(-1, 1, percent: false, ChangeBase.Min, last: 4), values).ShouldBe(0, 2);
        Expect(new MetricChange(-1, 1, percent: false, ChangeBase.Max, last: 4), values).ShouldBe(9, 11);
        Expect(new MetricChange(-1, 1, percent: false, ChangeBase.Median, last: 4), values).ShouldBe(4.5, 6.5);
        Expect(new MetricChange(-1, 1, percent: false, ChangeBase.Median), values).ShouldBeNull("7 periods are asked for");
        Expect(new MetricChange(-10, 10), -100).ShouldBe(-110, -90);
        Expect(new MetricChange(-10, 10), 0).ShouldBeNull("nothing is a percentage of 0");
    }

    [Fact]
    public void The_same_weekday_is_seven_days_before_if_that_day_is_there()
    {
        MetricPoint[] history = [new("2024-03-01", 5), new("2024-03-02", 50), new("2024-03-07", 7)];
        var change = new MetricChange(-1, 1, percent: false, ChangeBase.SameWeekday);

        change.Expect(history, "2024-03-08").ShouldBe((4, 6));
        change.Expect(history, "2024-03-10").ShouldBeNull();
        change.Expect(history, "2024-W10").ShouldBeNull();
    }

    [Fact]
    public void Strategies_that_cannot_be_are_refused()
    {
        Refused(() => new BatchNormal(factor: 0), "A factor of 0 is not positive; give one above 0, such as 3.");
        Refused(() => new OnlineNormal(leastHistory: 1), "A standard deviation takes 2 periods; give a history of at least 2.");
        Refused(() => new HoltWinters(1), "A season of 1 does not repeat; give at least 2 periods, such as 7.");
        Refused(() => new MetricChange(null, null), "A change has a least or a greatest bound, the least first; give one, such as atLeast: -20, atMost: 20.");
        Refused(() => new MetricChange(5, -5), "A change has a least or a greatest bound, the least first; give one, such as atLeast: -20, atMost: 20.");
        Refused(() => new MetricChange(1, 2, last: 0), "The last 0 periods are none; give at least 1.");
    }

    [Fact]
    public void Row_counts_null_shares_and_means_are_judged_by_the_periods_before()
    {
        static ProfiledPeriod Period(string name, int rows, double value, int nulls)
        {
            var tile = new ProfileTile();
            tile.AddRows(rows);
            tile.Feature("fare", ProfileKind.Number).AddNulls(nulls);
            tile.Feature("fare", ProfileKind.Number).AddNumbers([.. Enumerable.Repeat(value, rows - nulls)]);
            return new ProfiledPeriod(name, new Dictionary<string, ProfileTile> { [string.Empty] = tile });
        }

        ProfiledPeriod[] periods = [Period("1", 100, 5, 0), Period("2", 100, 5, 0), Period("3", 100, 5, 50), Period("4", 300, 9, 150)];
        var change = new MetricChange(-0.1, 0.1, percent: false);

        MetricAnomaly.Find(periods, change, _ => true).ShouldBe(
        [
            new MetricAnomaly("rows", "", "4", 300, 99.9, 100.1), new MetricAnomaly("null_share", "fare", "3", 0.5, -0.1, 0.1), new MetricAnomaly("mean", "fare", "4", 9, 4.9, 5.1),
        ]);
        MetricAnomaly.Find(periods, change, _ => false).Select(a => a.Metric).ShouldBe(["rows"]);
        MetricAnomaly.Find(periods, new BatchNormal(), _ => true).ShouldBeEmpty("four periods are no history");
    }

    private static (double Low, double High)? Expect(AnomalyStrategy strategy, params double[] history) => strategy.Expect([.. history.Select((v, i) => new MetricPoint($"{i}", v))], "next");

    private static void Refused(Func<AnomalyStrategy> make, string message) => Should.Throw<InvalidDefinitionException>(make).Message.ShouldBe(message);
}

internal static class BoundsAssertions
{
    public static void ShouldBe(this (double Low, double High)? bounds, double low, double high)
    {
        bounds.ShouldNotBeNull();
        bounds.Value.Low.ShouldBe(low, 1e-9);
        bounds.Value.High.ShouldBe(high, 1e-9);
    }
}
