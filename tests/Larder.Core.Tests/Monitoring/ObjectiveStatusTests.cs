using Larder.Monitoring;
using Larder.Quality.Checks;
using Larder.Reference;
using Larder.Types;

namespace Larder.Core.Tests.Monitoring;

public class ObjectiveStatusTests
{
    private static readonly Instant Now = At("2024-03-10T12:00:30Z");
    private static readonly Objective Coverage = new(ObjectiveKind.Coverage, "checkout", 0.95m, TimeSpan.FromDays(28), null);
    private static readonly Objective Freshness = new(ObjectiveKind.Freshness, "spending", 0.99m, TimeSpan.FromDays(28), TimeSpan.FromMinutes(5));

    [Fact]
    public void Thresholds_are_those_of_the_formula()
    {
        var status = ObjectiveStatus.Of(Freshness, new TallyBook([]), Now);

        (status.FastBurn, status.SlowBurn).ShouldBe((13.44, 5.6));
        var loose = ObjectiveStatus.Of(Coverage with { Target = 0.9m }, new TallyBook([]), Now);
        (loose.FastBurn, loose.SlowBurn).ShouldBe((10, 5.6));
        (status.Outcome, status.Share, status.BudgetLeft).ShouldBe((ObjectiveOutcome.NoData, null, null));
        status.Incidents(Now).ShouldBeEmpty();
    }

    [Fact]
    public void An_objective_is_judged_over_its_period()
    {
        Judge(Coverage, (TimeSpan.FromDays(27), 1000, 950)).Outcome.ShouldBe(ObjectiveOutcome.Met);
        Judge(Coverage, (TimeSpan.FromDays(27), 1000, 949)).Outcome.ShouldBe(ObjectiveOutcome.Broken);
        Judge(Coverage, (TimeSpan.FromDays(29), 1000, 0)).Outcome.ShouldBe(ObjectiveOutcome.NoData);
        Judge(Coverage, (TimeSpan.FromDays(1), 19, 0)).Outcome.ShouldBe(ObjectiveOutcome.TooFew);
        Judge(Coverage, (TimeSpan.FromDays(1), 20, 18)).Outcome.ShouldBe(ObjectiveOutcome.Broken);
        Judge(Coverage, (TimeSpan.FromDays(27), 1000, 975)).BudgetLeft.ShouldBe(0.5);
        Judge(Freshness, (TimeSpan.FromDays(27), 100, 99)).Outcome.ShouldBe(ObjectiveOutcome.Met);
        Judge(Freshness, (TimeSpan.FromDays(27), 100, 98)).Outcome.ShouldBe(ObjectiveOutcome.Broken);
    }

    [Fact]
    public void Coverage_below_its_share_in_the_last_hour_is_an_incident()
    {
        var status = Judge(Coverage, (TimeSpan.FromDays(20), 1_000_000, 1_000_000), (TimeSpan.FromMinutes(2), 100, 90));

        status.Incidents(Now).ShouldBe([new Incident(
            "coverage_low", "checkout", CheckSeverity.Error,
            "Coverage of service checkout is below 95% in the last hour: 10 of 100 requests lacked a required feature. See 'larder monitor' for the features that were missing.", Now)]);
        Judge(Coverage, (TimeSpan.FromMinutes(2), 19, 0)).Incidents(Now).ShouldBeEmpty();
        Judge(Coverage, (TimeSpan.FromMinutes(20), 100, 0), (TimeSpan.FromDays(20), 1_000_000, 1_000_000)).Incidents(Now).Select(i => i.Kind).ShouldBe(["coverage_slow_burn"]);
        Judge(Coverage, (TimeSpan.FromMinutes(40), 100, 0), (TimeSpan.FromDays(20), 1_000_000, 1_000_000)).Incidents(Now).ShouldBeEmpty();
    }

    [Fact]
    public void A_fast_burn_needs_both_of_its_windows()
    {
        var calm = (TimeSpan.FromDays(20), 10_000_000L, 10_000_000L);
        var status = Judge(Freshness, calm, (TimeSpan.FromMinutes(50), 1000, 850), (TimeSpan.FromMinutes(3), 100, 80));

        status.Burn.Select(b => Math.Round(b.Rate ?? -1, 6)).ShouldBe([20, 20, 15.454545, 15.454545]);
        status.Incidents(Now).Select(i => (i.Kind, i.Severity, i.Message)).ShouldBe(
        [
            ("freshness_fast_burn", CheckSeverity.Error,
                "Freshness of view spending spends its budget 15.45 times as fast as allowed in the last hour: 170 of 1,100 values were too old. See 'larder monitor', and whether its source and materialization keep up."),
            ("freshness_slow_burn", CheckSeverity.Warn,
                "Freshness of view spending spends its budget 15.45 times as fast as allowed in the last 6 hours: 170 of 1,100 values were too old. See 'larder monitor', and whether its source and materialization keep up."),
        ]);
        Judge(Freshness, calm, (TimeSpan.FromMinutes(50), 1000, 850), (TimeSpan.FromMinutes(3), 100, 100)).Incidents(Now).ShouldBeEmpty();
        Judge(Freshness, calm, (TimeSpan.FromMinutes(50), 99, 0), (TimeSpan.FromMinutes(3), 0, 0)).Incidents(Now).ShouldBeEmpty();
    }

    [Fact]
    public void A_broken_objective_is_an_incident()
    {
        Judge(Freshness, (TimeSpan.FromDays(9), 1000, 900)).Incidents(Now).ShouldBe([new Incident(
            "freshness_broken", "spending", CheckSeverity.Error,
            "Freshness of view spending misses its objective (p99 00:05:00 over 28 days): 100 of 1,000 values were too old. See 'larder monitor', and whether its source and materialization keep up.", Now)]);
    }

    [Fact]
    public void Windows_count_what_a_list_of_requests_says()
    {
        var random = new Random(3);
        for (var test = 0; test < CaseCount.Of(100); test++)
        {
            var requests = Enumerable.Range(0, random.Next(1, 500)).Select(_ => (Ago: TimeSpan.FromSeconds(random.NextDouble() * Math.Pow(10, random.Next(2, 7))), IsCovered: random.Next(10) > 0)).ToArray();
            var book = new TallyBook(requests.Select(r => new Tally(Tally.MinuteOf(Now - r.Ago), false, TallyKind.Coverage, "checkout", [1, r.IsCovered ? 1 : 0])));

            var status = ObjectiveStatus.Of(Coverage, book, Now);

            foreach (var (window, burn) in ObjectiveStatus.Windows.Zip(status.Burn))
            {
                // A request belongs to a window when its whole minute does.
                var inside = requests.Where(r => Tally.MinuteOf(Now - r.Ago) >= Now - window).ToArray();
                var bad = inside.Count(r => !r.IsCovered);
                (burn.Total, burn.Bad).ShouldBe((inside.Length, bad));
                (burn.Rate ?? -1).ShouldBe(inside.Length == 0 ? -1 : bad / (double)inside.Length / 0.05, 1e-9);
            }
        }
    }

    [Fact]
    public void Canaries_that_all_fail_for_five_minutes_are_an_incident()
    {
        TallyBook Reads(params long[][] minutes) => new(minutes.Index().Select(m => new Tally(Tally.MinuteOf(Now - TimeSpan.FromMinutes(m.Index)), false, TallyKind.Canary, "checkout", m.Item)));

        Canaries.Judge("checkout", Reads([1, 1], [1, 1]), Now).ShouldBeNull();
        Canaries.Judge("checkout", Reads([1, 1], [1, 1], [1, 0]), Now).ShouldBeNull();
        Canaries.Judge("checkout", Reads([1, 1], [1, 1], [1, 1], [0, 0], [0, 0], [1, 0]), Now).ShouldBe(new Incident(
            "canary_failing", "checkout", CheckSeverity.Error,
            "All 3 reads of the canaries of service checkout in the last 5 minutes found a required feature missing or too old. See whether its sources and materializations keep up.", Now));
    }

    private static ObjectiveStatus Judge(Objective objective, params (TimeSpan Ago, long Total, long Good)[] counted) => ObjectiveStatus.Of(
        objective,
        new TallyBook(counted.Select(c => objective.Kind == ObjectiveKind.Coverage
            ? new Tally(Tally.MinuteOf(Now - c.Ago), false, TallyKind.Coverage, "checkout", [c.Total, c.Good])
            : new Tally(Tally.MinuteOf(Now - c.Ago), false, TallyKind.Late, objective.TallySubject, [c.Total, c.Total - c.Good]))),
        Now);

    private static Instant At(string text) => Instant.TryParse(text, out var instant) ? instant : throw new FormatException(text);
}
