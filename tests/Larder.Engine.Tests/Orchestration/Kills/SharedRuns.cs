using System.Diagnostics;
using Larder.Pipelines.Runs;
using Larder.Sqlite;
using Larder.Storage;

namespace Larder.Engine.Tests.Orchestration.Kills;

/// <summary>What the store says of the runs that several schedulers made, and what must hold of them whatever happened to those.</summary>
internal sealed class SharedRuns : IAsyncDisposable
{
    private static readonly string[] Instances = ["list.0", "square.0", "square.1", "square.2", "sum.0"];
    private readonly SqlitePipelines _stores;

    public SharedRuns()
    {
        Folder = Directory.CreateTempSubdirectory("larder-schedulers-").FullName;
        _stores = SqlitePipelines.Open(Path.Combine(Folder, "pipelines.db"));
    }

    public string Folder { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>All runs, the oldest first.</summary>
    public async Task<IReadOnlyList<RunRecord>> ListAsync() => [.. (await _stores.History.ListAsync(new RunQuery(null, int.MaxValue), Token)).OrderBy(r => r.Interval.End)];

    public Task<IReadOnlyList<RunEvent>> EventsAsync(string run) => _stores.History.EventsAsync(run, 0, Token);

    /// <summary>Waits until the oldest runs have ended.</summary>
    public Task UntilEndedAsync(int count) => UntilAsync(async () => (await ListAsync()).TakeWhile(r => r.EndedAt is not null).Count() >= count);

    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromMinutes(2), "what is waited for does not come");
            await Task.Delay(20, Token);
        }
    }

    /// <summary>One run per slot, none left out; each result published once; each attempt ended once, and owners one after the other.</summary>
    /// <returns>The attempts that were lost.</returns>
    public async Task<IReadOnlyList<RunEvent>> CheckAsync()
    {
        var runs = await ListAsync();
        runs.Select(r => r.Slot).Distinct().Count().ShouldBe(runs.Count);
        foreach (var (one, next) in runs.Zip(runs.Skip(1)))
        {
            (next.Interval.Start, next.Interval.End).ShouldBe((one.Interval.End, one.Interval.End + SchedulerChild.Step), "slots have no gap");
        }

        var lost = new List<RunEvent>();
        foreach (var run in runs.Where(r => r.EndedAt is not null))
        {
            run.State.ShouldBe(RunState.Succeeded);
            var events = await EventsAsync(run.RunId);
            events.Count(e => e.Kind == RunEventKind.Taken).ShouldBe(1);
            events.Index().Where(e => e.Item.Kind == RunEventKind.Ended).Select(e => e.Index).ShouldBe([events.Count - 1]);
            events.Where(e => e.State == TaskState.Succeeded).Select(e => $"{e.Task}.{e.Index}").Order(StringComparer.Ordinal).ShouldBe(Instances);
            Attempts(events, RunEventKind.AttemptEnded).ShouldBe(Attempts(events, RunEventKind.AttemptStarted));
            string[] owners = [.. events.Where(e => e.Kind == RunEventKind.AttemptStarted).Select(e => e.By!)];
            owners.Zip(owners.Skip(1)).Count(o => o.First != o.Second).ShouldBe(owners.Distinct().Count() - 1, "an owner that was followed wrote again");
            (await _stores.History.ResultAsync(events.Last(e => e.Task == "sum" && e.Result is not null).Result!, Token)).ShouldNotBeNull().Read(typeof(int)).ShouldBe(14);
            lost.AddRange(events.Where(e => e.IsLoss));
        }

        return lost;
    }

    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static string[] Attempts(IEnumerable<RunEvent> events, RunEventKind kind) =>
        [.. events.Where(e => e.Kind == kind).Select(e => $"{e.Task}.{e.Index} {e.Attempt}").Order(StringComparer.Ordinal)];
}
