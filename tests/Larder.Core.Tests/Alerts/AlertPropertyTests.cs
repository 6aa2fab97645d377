using Larder.Reference;
using Larder.Testing;
using Larder.Types;

namespace Larder.Alerts;

/// <summary>Generated reports, silences and looks at the clock: what is told is what the naive twin tells, notice by notice.</summary>
public class AlertPropertyTests
{
    private const int Steps = 60;

    private static readonly TimeSpan[] Spans = [TimeSpan.Zero, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), TimeSpan.FromHours(24)];

    [Fact]
    public async Task What_is_told_equals_the_naive_twin()
    {
        var kinds = new HashSet<NoticeChange>();
        var (cases, notices, summaries) = (CaseCount.Of(150), 0, 0);
        for (var seed = 0; seed < cases; seed++)
        {
            var made = await RunAsync(seed);
            kinds.UnionWith(made.SelectMany(n => n.Items).Select(i => i.Change));
            notices += made.Count;
            summaries += made.Count(n => n.HeldBack > 0);
        }

        kinds.Order().ShouldBe(Enum.GetValues<NoticeChange>());
        notices.ShouldBeGreaterThan(5 * cases);
        summaries.ShouldBeGreaterThan(cases / 5);
    }

    private static async Task<List<Notice>> RunAsync(int seed)
    {
        var random = new Random(seed);
        var token = TestContext.Current.CancellationToken;
        AlertRule[] rules = [Rule("first", random).To("mail", "hook"), random.Next(2) == 0 ? Rule("second", random).To("mail") : Rule("second", random).AtLeast(AlertSeverity.Error).To("hook")];
        ChannelLimit[] channels = [Limit("mail", random), Limit("hook", random)];
        var (clock, store, twin) = (new ManualClock(), new InMemoryAlertStore(), new NaiveAlerts(rules, channels));
        var center = new AlertCenter(store, rules, new AlertOptions { Channels = channels, OnProblem = problem => Assert.Fail(problem) }, clock);
        var all = new List<Notice>();
        for (var step = 0; step < Steps; step++)
        {
            clock.Advance(Spans[random.Next(step % 10 == 9 ? Spans.Length : 4)]);
            var now = Instant.From(clock.GetUtcNow());
            var expected = new List<string>();
            switch (random.Next(12))
            {
                case < 7:
                    var report = Report(random);
                    expected = twin.Report(now, report);
                    await center.ReportAsync(report, token);
                    break;
                case < 10:
                    expected = twin.Look(now);
                    await center.AdvanceAsync(cancellationToken: token);
                    break;
                case 10:
                    twin.Silence(await center.SilenceAsync(Subject(random).ToString(), null, Spans[random.Next(1, 5)], "", token));
                    break;
                default:
                    if ((await store.ReadAsync(now, token)).Book.Silences is [var silence, ..])
                    {
                        twin.EndSilence(silence.Id, now);
                        await center.EndSilenceAsync(silence.Id, token);
                    }

                    break;
            }

            var made = (await store.HistoryAsync(int.MaxValue, token)).Notices.Select(n => n.Notice).Reverse().Skip(all.Count).ToArray();
            all.AddRange(made);
            made.Select(n => NaiveAlerts.Describe(n.Channel, n.Rule, n.Subject?.ToString(), n.HeldBack, n.Items.Select(i => (i.Change, i.Alert.Severity, i.Alert.Fingerprint))))
                .ShouldBe(expected, $"seed {seed}, step {step}");
        }

        all.Select(n => n.Key).ShouldBeUnique();
        return all;
    }

    private static AlertRule Rule(string name, Random random)
    {
        var rule = Alert.Any(name).WithGroupWait(Spans[random.Next(4)]).WithKeepFiringFor(Spans[random.Next(5)])
            .WithReminder(random.Next(3) switch { 0 => null, 1 => Spans[4], _ => Spans[5] });
        return random.Next(2) == 0 ? rule : rule.On(Subject(random).ToString());
    }

    private static ChannelLimit Limit(string name, Random random) => new(name, random.Next(3) switch { 0 => 1, 1 => 2, _ => 20 }, Spans[random.Next(2, 5)]);

    private static AlertReport Report(Random random) => new(
        AlertKind.CheckFailed,
        Subject(random),
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => new AlertCondition($"check_{random.Next(3)}", random.Next(2) == 0 ? AlertSeverity.Warn : AlertSeverity.Error, "bad"))])
    {
        Scope = random.Next(4) == 0 ? "table" : "files",
        Undecided = random.Next(3) == 0 ? [$"check_{random.Next(3)}"] : [],
    };

    private static AlertSubject Subject(Random random) => AlertSubject.Source($"lines_{random.Next(3)}");
}
