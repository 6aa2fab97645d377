using Larder.Alerts;
using Larder.Errors;
using Larder.Orchestration;
using Larder.Pipelines;
using Larder.Pipelines.Runs;
using Larder.Pipelines.Schedules;
using Larder.Storage;
using Larder.Testing;
using Larder.Types;

namespace Larder.Engine.Tests.Orchestration;

public class RunWatchTests
{
    private static readonly PipelineDefinition Hourly = new Repository().Build().Pipelines[0];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_schedule_that_nobody_runs_is_noticed_and_recovers_with_the_run()
    {
        using var host = new OrchestratorHost(p => p.Task("load", _ => Task.FromResult(1)));
        var clock = new ManualClock(DateTimeOffset.Parse("2024-03-01T11:59:00Z", System.Globalization.CultureInfo.InvariantCulture));
        var alerts = new Told();
        var watch = new RunWatch(new(host.Stores, host.Stores, host.Stores), [Hourly], alerts, clock);

        await watch.LookAsync(Token);
        alerts.Firing.ShouldBeEmpty();
        clock.Advance(TimeSpan.FromMinutes(16));
        await watch.LookAsync(Token);
        alerts.Firing.ShouldBe(["RunMissing pipeline/daily"]);

        // Reported again only after a minute.
        var reports = alerts.Reports;
        await watch.LookAsync(Token);
        alerts.Reports.ShouldBe(reports);
        clock.Advance(TimeSpan.FromMinutes(1));
        await watch.LookAsync(Token);
        alerts.Reports.ShouldBe(reports + 4);

        await host.RunAsync(interval: new(At("11"), At("12")));
        await watch.LookAsync(Token);
        alerts.Firing.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_that_failed_is_told_until_the_next_ends_well()
    {
        var fails = true;
        using var host = new OrchestratorHost(p => p.Task("load", _ => fails ? throw new InvalidInputException("no file") : Task.FromResult(1)));
        var alerts = new Told();
        var watch = new RunWatch(new(host.Stores, host.Stores, host.Stores), [Hourly with { Schedule = null }], alerts, TimeProvider.System);

        (await host.RunAsync()).State.ShouldBe(RunState.Failed);
        await watch.LookAsync(Token);
        alerts.Firing.ShouldBe(["RunFailed pipeline/daily"]);

        fails = false;
        (await host.RunAsync(id: "r2")).State.ShouldBe(RunState.Succeeded);
        await watch.LookAsync(Token);
        alerts.Firing.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_is_told_once_and_watching_goes_on()
    {
        using var host = new OrchestratorHost(p => p.Task("load", _ => Task.FromResult(1)));
        var problems = new List<string>();
        var schedules = new BrokenSchedules(host.Stores);
        var alerts = new Told();
        var watch = new RunWatch(new(host.Stores, host.Stores, schedules), [Hourly], alerts, TimeProvider.System) { OnProblem = problems.Add };

        await watch.LookAsync(Token);
        await watch.LookAsync(Token);
        problems.ShouldBe(["The runs of pipelines cannot be watched (The disk is gone); it is tried again every 5 seconds."]);
        alerts.Reports.ShouldBe(0);
        schedules.IsBroken = false;
        await watch.LookAsync(Token);
        alerts.Reports.ShouldBe(4);
    }

    private static Instant At(string hour) => Instant.TryParse($"2024-03-01T{hour}:00:00Z", out var instant) ? instant : throw new FormatException(hour);

    private sealed class Repository : FeatureRepository
    {
        public Pipeline Daily { get; } = Pipeline(p => p.Task("load", _ => Task.FromResult(1))).WithSchedule(Schedule.Cron("0 * * * *")).WithDeadline(TimeSpan.FromMinutes(15));
    }

    /// <summary>What fires by all reports.</summary>
    private sealed class Told : IAlerts
    {
        private readonly Dictionary<(AlertKind, AlertSubject), bool> _firing = [];

        public int Reports { get; private set; }

        public IEnumerable<string> Firing => _firing.Where(f => f.Value).Select(f => $"{f.Key.Item1} {f.Key.Item2}");

        public Task ReportAsync(AlertReport report, CancellationToken cancellationToken = default)
        {
            Reports++;
            _firing[(report.Kind, report.Subject)] = report.Conditions.Count > 0;
            return Task.CompletedTask;
        }
    }

    private sealed class BrokenSchedules(IScheduleStore inner) : IScheduleStore
    {
        public bool IsBroken { get; set; } = true;

        public Task<IReadOnlyDictionary<string, SchedulePosition>> PositionsAsync(CancellationToken cancellationToken = default) =>
            IsBroken ? throw new UnavailableException("The disk is gone.") : inner.PositionsAsync(cancellationToken);

        public Task MoveAsync(string pipeline, Instant upTo, CancellationToken cancellationToken = default) => inner.MoveAsync(pipeline, upTo, cancellationToken);

        public Task PauseAsync(string pipeline, bool isPaused, CancellationToken cancellationToken = default) => inner.PauseAsync(pipeline, isPaused, cancellationToken);
    }
}
