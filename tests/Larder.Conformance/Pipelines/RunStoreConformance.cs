using Larder.Errors;
using Larder.Pipelines.Runs;
using Larder.Pipelines.Time;
using Larder.Storage;
using Larder.Testing;
using Larder.Types;

namespace Larder.Conformance;

/// <summary>What every store of runs must do. A subclass supplies an empty one, whose leases end by <see cref="Clock"/>.</summary>
public abstract class RunStoreConformance
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private readonly string[] _pipelines = ["daily"];

    protected abstract IRunStore Store { get; }

    protected abstract IRunHistory History { get; }

    protected ManualClock Clock { get; } = new(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_comes_back_as_it_was_made()
    {
        var run = Run("r1") with { Slot = "2026-12-01", ParametersJson = "{\"days\":7}", CodeVersion = "v1", Cause = "schedule", Priority = 3, Resumes = "r0", ResumesFrom = "load" };

        (await Store.CreateAsync([run], cancellationToken: Token)).ShouldBe([true]);

        (await History.ListAsync(new RunQuery(), Token)).ShouldBe([run]);
        (await History.EventsAsync("r1", 0, Token)).ShouldBeEmpty();
        (await History.EventsAsync("nobody", 0, Token)).ShouldBeEmpty();
        (await History.ResultAsync("nothing", Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Of_a_slot_there_is_one_run()
    {
        (await Store.CreateAsync([Run("r1") with { Slot = "s" }, Run("r2") with { Slot = "s" }, Run("r3") with { Slot = "s", Pipeline = "other" }, Run("r4"), Run("r5")], cancellationToken: Token))
            .ShouldBe([true, false, true, true, true]);
        (await Store.CreateAsync([Run("r6") with { Slot = "s" }, Run("r4")], cancellationToken: Token)).ShouldBe([false, false]);

        (await History.ListAsync(new RunQuery("daily"), Token)).Select(r => r.RunId).ShouldBe(["r5", "r4", "r1"]);
    }

    [Fact]
    public async Task Runs_are_listed_by_what_is_asked()
    {
        await Store.CreateAsync([Run("r1"), Run("r2") with { CreatedAt = new(5), Pipeline = "other" }, Run("r3") with { CreatedAt = new(3) }], cancellationToken: Token);
        var claimed = await Store.ClaimAsync("a", ["other"], 1, Lease, Token);
        await Store.AppendAsync([new("r2", claimed[0].Fence, 0, [new(RunEventKind.Taken, new(6)), new(RunEventKind.Ended, new(7)) { RunState = RunState.Failed }])], Token);

        (await History.ListAsync(new RunQuery(null, 2), Token)).Select(r => $"{r.RunId} {r.State} {r.StartedAt?.Microseconds} {r.EndedAt?.Microseconds}").ShouldBe(["r2 Failed 6 7", "r3 Queued  "]);
        (await History.ListAsync(new RunQuery { OnlyOpen = true }, Token)).Select(r => r.RunId).ShouldBe(["r3", "r1"]);
        (await History.ListAsync(new RunQuery { RunId = "r1" }, Token)).Select(r => r.RunId).ShouldBe(["r1"]);
    }

    [Fact]
    public async Task An_open_run_is_taken_once_and_by_priority()
    {
        await Store.CreateAsync([Run("r1"), Run("r2") with { Priority = 1 }, Run("r3"), Run("x") with { Pipeline = "other" }], cancellationToken: Token);

        (await Store.ClaimAsync("a", _pipelines, 2, Lease, Token)).Select(c => $"{c.Run.RunId} {c.Fence}").ShouldBe(["r2 1", "r1 1"]);
        (await Store.ClaimAsync("b", _pipelines, 9, Lease, Token)).Select(c => c.Run.RunId).ShouldBe(["r3"]);
        (await Store.ClaimAsync("b", _pipelines, 9, Lease, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reserved_run_is_taken_by_whom_it_is_for_until_the_time_is_over()
    {
        await Store.CreateAsync([Run("r1"), Run("r2")], new("a", Lease), Token);

        (await Store.ClaimAsync("b", _pipelines, 9, Lease, Token)).ShouldBeEmpty();
        (await Store.ClaimAsync("a", [], 1, Lease, Token)).Select(c => $"{c.Run.RunId} {c.Fence}").ShouldBe(["r1 1"]);
        Clock.Advance(Lease);
        (await Store.ClaimAsync("b", _pipelines, 9, Lease, Token)).Select(c => $"{c.Run.RunId} {c.Fence}").ShouldBe(["r1 2", "r2 1"]);
    }

    [Fact]
    public async Task A_lease_ends_unless_it_is_renewed()
    {
        await Store.CreateAsync([Run("r1"), Run("r2")], cancellationToken: Token);
        await Store.ClaimAsync("a", _pipelines, 1, Lease, Token);
        await Store.ClaimAsync("b", _pipelines, 1, Lease, Token);
        Clock.Advance(TimeSpan.FromSeconds(6));
        (await Store.RenewAsync("a", Lease, Token)).Held.ShouldBe(["r1"]);
        Clock.Advance(TimeSpan.FromSeconds(6));

        (await Store.ClaimAsync("c", _pipelines, 9, Lease, Token)).Select(c => $"{c.Run.RunId} {c.Fence}").ShouldBe(["r2 2"]);
        (await Store.RenewAsync("b", Lease, Token)).Held.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lease_from_before_the_clock_was_set_back_does_not_keep_others_away()
    {
        await Store.CreateAsync([Run("r1"), Run("r2")], cancellationToken: Token);
        await Store.ClaimAsync("a", _pipelines, 1, Lease + RunReservation.Longest, Token);
        await Store.ClaimAsync("b", _pipelines, 1, Lease + RunReservation.Longest + TimeSpan.FromSeconds(1), Token);

        (await Store.ClaimAsync("c", _pipelines, 9, Lease, Token)).Select(c => $"{c.Run.RunId} {c.Fence}").ShouldBe(["r2 2"]);
    }

    [Fact]
    public async Task Who_was_followed_writes_nothing_more()
    {
        await Store.CreateAsync([Run("r1")], cancellationToken: Token);
        var first = (await Store.ClaimAsync("a", _pipelines, 1, Lease, Token))[0];
        (await Store.AppendAsync([Taken("r1", first.Fence)], Token)).ShouldBe([true]);
        Clock.Advance(Lease);
        var second = (await Store.ClaimAsync("b", _pipelines, 1, Lease, Token))[0];
        second.Events.ShouldBe([new(RunEventKind.Taken, new(1))]);

        (await Store.AppendAsync([new("r1", first.Fence, 1, [new(RunEventKind.Cancelled, new(2))])], Token)).ShouldBe([false]);
        (await Store.AppendAsync([new("r1", second.Fence, 1, [new(RunEventKind.Taken, new(3))])], Token)).ShouldBe([true]);
        (await Store.AppendAsync([new("r1", first.Fence, 2, [new(RunEventKind.Cancelled, new(4))])], Token)).ShouldBe([false]);

        (await History.EventsAsync("r1", 1, Token)).ShouldBe([new(RunEventKind.Taken, new(3))]);
    }

    [Fact]
    public async Task The_same_write_again_is_done_once()
    {
        await Store.CreateAsync([Run("r1")], cancellationToken: Token);
        var fence = (await Store.ClaimAsync("a", _pipelines, 1, Lease, Token))[0].Fence;

        (await Store.AppendAsync([Taken("r1", fence), Taken("r1", fence)], Token)).ShouldBe([true, true]);
        (await Store.AppendAsync([Taken("r1", fence)], Token)).ShouldBe([true]);
        (await Store.AppendAsync([new("r1", fence, 7, [new(RunEventKind.Cancelled, new(2))])], Token)).ShouldBe([false]);

        (await History.EventsAsync("r1", 0, Token)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Events_come_back_with_all_they_say_and_results_by_their_digest()
    {
        await Store.CreateAsync([Run("r1")], cancellationToken: Token);
        var fence = (await Store.ClaimAsync("a", _pipelines, 1, Lease, Token))[0].Fence;
        var result = StoredResult.Of(new[] { 1.5, double.NaN }, typeof(double[]));
        RunEvent[] events =
        [
            new(RunEventKind.AttemptStarted, new(2)) { Task = "load", Index = 3, Attempt = 2, By = "worker 顧客" },
            new(RunEventKind.AttemptEnded, new(-4))
            {
                Task = "load", Index = 3, Attempt = 2, State = TaskState.Succeeded, Result = result.Digest, Items = 2, Choice = "left", Rows = 0, Bytes = long.MaxValue, Reason = "'; DROP TABLE run; --", NextAt = new(0),
                IsReused = true, IsLoss = true,
            },
        ];

        await Store.AppendAsync([new("r1", fence, 0, events) { Results = [result, result] }], Token);

        (await History.EventsAsync("r1", 0, Token)).ShouldBe(events);
        var read = (await History.ResultAsync(result.Digest, Token))!;
        ((double[])read.Read(typeof(double[]))!).ShouldBe([1.5, double.NaN]);
    }

    [Fact]
    public async Task A_cached_result_is_found_by_its_key_unless_it_is_too_old()
    {
        await Store.CreateAsync([Run("r1")], cancellationToken: Token);
        var fence = (await Store.ClaimAsync("a", _pipelines, 1, Lease, Token))[0].Fence;
        RunEvent Made(long at, TaskState state) => new(RunEventKind.AttemptEnded, new(at)) { Task = "load", State = state, Result = $"d{at}", CacheKey = "k" };
        await Store.AppendAsync([new("r1", fence, 0, [Made(5, TaskState.Succeeded), Made(7, TaskState.Succeeded), Made(9, TaskState.Failed)])], Token);

        (await History.CachedAsync("k", new(6), Token)).ShouldBe(Made(7, TaskState.Succeeded));
        (await History.CachedAsync("k", new(8), Token)).ShouldBeNull();
        (await History.CachedAsync("other", new(0), Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Requests_reach_the_owner_until_they_are_answered()
    {
        await Store.CreateAsync([Run("r1"), Run("r2")], cancellationToken: Token);
        var claimed = await Store.ClaimAsync("a", _pipelines, 1, Lease, Token);
        await Store.RequestAsync(new("r1", RunRequestKind.Approve, "sign_off", "eve", new(3)), Token);
        await Store.RequestAsync(new("r1", RunRequestKind.Cancel, null, "bob", new(4)), Token);
        await Store.RequestAsync(new("r2", RunRequestKind.Cancel, null, "bob", new(5)), Token);

        var requests = (await Store.RenewAsync("a", Lease, Token)).Requests;
        requests.Select(r => r with { Number = 0 }).ShouldBe([new("r1", RunRequestKind.Approve, "sign_off", "eve", new(3)), new("r1", RunRequestKind.Cancel, null, "bob", new(4))]);
        await Store.AppendAsync([Taken("r1", claimed[0].Fence) with { Answered = [requests[0].Number] }], Token);

        (await Store.RenewAsync("a", Lease, Token)).Requests.Select(r => r.Kind).ShouldBe([RunRequestKind.Cancel]);
    }

    [Fact]
    public async Task Nothing_is_asked_of_a_run_that_is_over_or_is_not_there()
    {
        await Store.CreateAsync([Run("r1")], cancellationToken: Token);
        var fence = (await Store.ClaimAsync("a", _pipelines, 1, Lease, Token))[0].Fence;
        await Store.AppendAsync([new("r1", fence, 0, [new(RunEventKind.Ended, new(2)) { RunState = RunState.Succeeded }])], Token);

        (await Should.ThrowAsync<ConflictException>(Store.RequestAsync(new("r1", RunRequestKind.Cancel, null, "bob", new(4)), Token))).Message
            .ShouldBe("Run 'r1' has ended, so nothing can be asked of it; 'larder pipeline resume r1' makes a run that goes on from it.");
        (await Should.ThrowAsync<NotFoundException>(Store.RequestAsync(new("r2", RunRequestKind.Cancel, null, "bob", new(4)), Token))).Message
            .ShouldBe("There is no run 'r2'; 'larder pipeline runs' lists what there is.");
        (await Store.AppendAsync([new("r1", fence, 1, [new(RunEventKind.Cancelled, new(3))])], Token)).ShouldBe([false]);
        Clock.Advance(Lease);
        (await Store.ClaimAsync("b", _pipelines, 9, Lease, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_of_runs_that_ended_well_are_found_by_interval()
    {
        foreach (var (name, day, rows, state) in new[] { ("r1", 1, 10, RunState.Succeeded), ("r2", 3, 30, RunState.Succeeded), ("r3", 2, 20, RunState.Failed), ("r4", 2, 21, RunState.Succeeded) })
        {
            await Store.CreateAsync([Run(name) with { Interval = new(new(day), new(day + 1)) }], cancellationToken: Token);
            var fence = (await Store.ClaimAsync("a", _pipelines, 1, Lease, Token))[0].Fence;
            await Store.AppendAsync(
                [new(name, fence, 0, [new(RunEventKind.AttemptEnded, new(2)) { Task = "load", State = TaskState.Succeeded, Rows = rows }, new(RunEventKind.Ended, new(2)) { RunState = state }])], Token);
        }

        (await History.RowsAsync("daily", "load", 2, Token)).ShouldBe([(new DataInterval(new(3), new(4)), 30L), (new DataInterval(new(2), new(3)), 21L)]);
        (await History.RowsAsync("daily", "other", 2, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_owners_at_once_take_each_run_once()
    {
        await Store.CreateAsync([.. Enumerable.Range(0, 60).Select(i => Run($"r{i}"))], cancellationToken: Token);

        var taken = await Task.WhenAll(Enumerable.Range(0, 6).Select(o => Task.Run(
            async () =>
            {
                var all = new List<string>();
                for (var more = true; more;)
                {
                    var claimed = await Store.ClaimAsync($"o{o}", _pipelines, 3, Lease, Token);
                    all.AddRange(claimed.Select(c => c.Run.RunId));
                    more = claimed.Count > 0;
                }

                return all;
            },
            Token)));

        taken.SelectMany(t => t).Order().ShouldBe(Enumerable.Range(0, 60).Select(i => $"r{i}").Order());
    }

    protected static RunRecord Run(string id) => new(id, "daily", new DataInterval(new(0), new(86_400_000_000)), new Instant(1));

    private static RunAppend Taken(string run, long fence) => new(run, fence, 0, [new(RunEventKind.Taken, new(1))]);
}
