using Larder.Pipelines.Runs;

namespace Larder.Engine.Tests.Orchestration.Kills;

/// <summary>Schedulers in processes of their own over one state folder, ended at named points, side by side, and frozen past their lease.</summary>
public sealed class SchedulerKillTests
{
    private const string Gone = "the process that ran it is gone";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scheduler_killed_at_any_point_leaves_what_another_goes_on_with() => await AtAllPointsAsync("KILL", (point, lost) =>
    {
        string[] expected = point switch
        {
            CrashPoint.StartStored or CrashPoint.BodyRunning or CrashPoint.BeforeEndStored => ["list.0 1"],
            CrashPoint.EndStored => ["square.0 1", "square.1 1", "square.2 1"],
            CrashPoint.BeforeRunEnded => ["sum.0 1"],
            _ => [],
        };
        lost.Select(e => $"{e.Task}.{e.Index} {e.Attempt}").ShouldBe(expected, $"at {point}");
        lost.ShouldAllBe(e => e.Reason == Gone);
    });

    [Fact]
    public async Task A_scheduler_stopped_at_any_point_gives_back_what_another_goes_on_with() =>
        await AtAllPointsAsync("TERM", (point, lost) => lost.ShouldAllBe(e => e.Reason == "the process that ran it was stopped" || e.Reason == Gone));

    [Fact]
    public async Task Two_schedulers_make_one_run_of_each_slot()
    {
        await using var runs = new SharedRuns();
        using var first = await SchedulerChild.StartAsync(runs.Folder, "first");
        using var second = await SchedulerChild.StartAsync(runs.Folder, "second");
        await runs.UntilEndedAsync(5);
        await first.EndAsync();
        await second.EndAsync();

        // One that gets no processor for the length of a lease loses its run; nothing else may be lost.
        (await runs.CheckAsync()).ShouldAllBe(e => e.Reason == Gone);
    }

    [Fact]
    public async Task The_work_of_a_dead_scheduler_is_taken_over_within_five_seconds()
    {
        await using var runs = new SharedRuns();
        using var first = await SchedulerChild.StartAsync(runs.Folder, "first", CrashPoint.BodyRunning);
        await first.SaysAsync("at BodyRunning");
        using var second = await SchedulerChild.StartAsync(runs.Folder, "second");
        var run = (await runs.ListAsync())[0].RunId;
        await first.EndAsync("KILL");
        var killed = Types.Instant.From(TimeProvider.System.GetUtcNow());
        await runs.UntilEndedAsync(1);
        await second.EndAsync();

        var again = (await runs.EventsAsync(run)).First(e => e is { Kind: RunEventKind.AttemptStarted, Attempt: 2 });
        var took = TimeSpan.FromMicroseconds(again.At.Microseconds - killed.Microseconds);
        TestContext.Current.TestOutputHelper!.WriteLine($"taken over after {took.TotalSeconds:N2} s");
        again.By.ShouldBe("second");
        took.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await runs.CheckAsync()).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(CrashPoint.BodyRunning)]
    [InlineData(CrashPoint.BeforeEndStored)]
    [InlineData(CrashPoint.BeforeRunEnded)]
    public async Task A_scheduler_frozen_past_its_lease_writes_nothing_more_when_it_wakes(CrashPoint point)
    {
        await using var runs = new SharedRuns();
        using var first = await SchedulerChild.StartAsync(runs.Folder, "first", point, TimeSpan.FromSeconds(3));
        await first.SaysAsync($"at {point}");
        await first.SignalAsync("STOP");
        var run = (await runs.ListAsync())[0].RunId;

        // The other stands where the first one stood: both are in the middle of the run when the first one wakes.
        using var second = await SchedulerChild.StartAsync(runs.Folder, "second", point, TimeSpan.FromSeconds(1));
        await second.SaysAsync($"at {point}");
        await first.SignalAsync("CONT");
        if (point != CrashPoint.BodyRunning)
        {
            await first.SaysAsync($"refused {run}");
        }

        await runs.UntilEndedAsync(3);
        await first.EndAsync();
        await second.EndAsync();

        (await runs.CheckAsync()).Select(e => e.Reason).ShouldBe([Gone]);
        var starts = (await runs.EventsAsync(run)).Where(e => e.Kind == RunEventKind.AttemptStarted && e.Task == (point == CrashPoint.BeforeRunEnded ? "sum" : "list"));
        starts.Select(e => $"{e.Attempt} {e.By}").ShouldBe(["1 first", "2 second"]);
    }

    /// <summary>For each point: a scheduler that stands there gets the signal, another goes on until three runs have ended. Four points side by side: they mostly wait.</summary>
    private static async Task AtAllPointsAsync(string signal, Action<CrashPoint, IReadOnlyList<RunEvent>> check) => await Parallel.ForEachAsync(
        Enum.GetValues<CrashPoint>().Where(p => p != CrashPoint.None),
        new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Token },
        async (point, _) =>
        {
            await using var runs = new SharedRuns();
            using (var first = await SchedulerChild.StartAsync(runs.Folder, "first", point))
            {
                await first.SaysAsync($"at {point}");
                await first.EndAsync(signal);
            }

            using var second = await SchedulerChild.StartAsync(runs.Folder, "second");
            await runs.UntilEndedAsync(3);
            await second.EndAsync();
            check(point, await runs.CheckAsync());
        });
}
