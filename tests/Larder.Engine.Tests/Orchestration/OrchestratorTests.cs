using Larder.Models;
using Larder.Pipelines.Rules;
using Larder.Pipelines.Runs;
using Larder.Pipelines.Tasks;
using Larder.Storage;

namespace Larder.Engine.Tests.Orchestration;

public sealed class OrchestratorTests
{
    private enum Way
    {
        Left,
        Right,
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Results_go_from_task_to_task_through_lists_branches_and_gates()
    {
        using var host = new OrchestratorHost(p =>
        {
            var list = p.Task("list", c => Task.FromResult<IReadOnlyList<int>>([1, 2, 3]));
            var squares = p.Map("square", list, (c, i) => Task.FromResult(i * i));
            var sum = p.Task("sum", squares, (c, all) => Task.FromResult(all.Sum()));
            var gate = p.Gate("enough", sum, (c, s) => Task.FromResult(new GateResult("sum", s > 10 ? GateVerdict.Passed : GateVerdict.Rejected, [new("sum", s, 10)], $"{s} of 10")));
            var route = p.Branch("route", sum, (c, s) => Task.FromResult(Way.Right)).After(gate);
            var left = p.Task("left", c => Task.FromResult("left")).Only(route, Way.Left);
            var right = p.Task("right", sum, (c, s) => Task.FromResult($"right {s}")).Only(route, Way.Right);
            p.Task("join", left.OrDefault(), right.OrDefault(), (c, l, r) => Task.FromResult($"{l ?? "none"}, {r}")).When(TriggerRule.NoneFailedMinOneSuccess);
        });

        (await host.RunAsync()).State.ShouldBe(RunState.Succeeded);

        host.Result<string>("join").ShouldBe("none, right 14");
        host.Reason("enough").ShouldBe("14 of 10");
        host.Events().Count(e => e.StartsWith("square", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task A_task_without_attempts_left_fails_its_run()
    {
        using var host = new OrchestratorHost(p => p.Task("use", p.Task<int>("load", c => throw new InvalidOperationException("no")), (c, i) => Task.FromResult(i)));

        (await host.RunAsync()).State.ShouldBe(RunState.Failed);

        host.Events().ShouldBe(["load.0 1 Failed"]);
        host.Reason("load").ShouldBe("InvalidOperationException: no");
    }

    [Fact]
    public async Task A_gate_that_refuses_rejects_the_run()
    {
        using var host = new OrchestratorHost(p =>
        {
            var gate = p.Gate("good", p.Task("measure", c => Task.FromResult(0.4)), (c, auc) => Task.FromResult(new GateResult("auc", GateVerdict.Inconclusive, [new("auc", auc, 0.5)], "too few rows")));
            p.Task("publish", c => Task.FromResult(1)).After(gate);
        });

        (await host.RunAsync()).State.ShouldBe(RunState.Rejected);

        host.Events().ShouldBe(["measure.0 1 Succeeded", "good.0 1 Rejected"]);
        host.Reason("good").ShouldBe("auc is inconclusive: too few rows");
    }

    [Theory]
    [InlineData(RunRequestKind.Approve, RunState.Succeeded)]
    [InlineData(RunRequestKind.Refuse, RunState.Rejected)]
    public async Task A_person_decides_an_approval(RunRequestKind answer, RunState expected)
    {
        using var host = new OrchestratorHost(p => p.Task("publish", p.Approval("sign_off", "Publish?"), (c, yes) => Task.FromResult(yes)));
        host.Options = host.Options with { Lease = TimeSpan.FromMilliseconds(300) };
        await host.AddAsync("r1");
        await host.Stores.RequestAsync(new("r1", answer, "sign_off", "eve", new(5)), Token);

        (await host.UntilAsync("r1")).State.ShouldBe(expected);

        (await host.Stores.EventsAsync("r1", 0, Token)).Single(e => e.Kind == RunEventKind.TaskDecided).By.ShouldBe("eve");
    }

    [Fact]
    public async Task A_run_over_its_time_limit_is_stopped_and_has_failed()
    {
        using var host = new OrchestratorHost(
            p => p.Task("wait", async c =>
            {
                await Task.Delay(Timeout.Infinite, c.Cancellation);
                return 1;
            }),
            p => p.WithTimeLimit(TimeSpan.FromMilliseconds(200)));

        (await host.RunAsync()).State.ShouldBe(RunState.Failed);

        (await host.Stores.EventsAsync("r1", 0, Token)).Single(e => e.Kind == RunEventKind.Cancelled).Reason.ShouldBe("the run took longer than its limit of 00:00:00.2000000");
    }

    [Fact]
    public async Task What_waits_too_long_or_needs_what_is_not_there_fails()
    {
        using var host = new OrchestratorHost(p =>
        {
            p.Task("big", c => Task.FromResult(1)).Needs(ResourceVector.Gpu);
            p.Sensor("never", c => Task.FromResult(false), TimeSpan.FromMilliseconds(20)).WithLimits(total: TimeSpan.FromMilliseconds(200));
        });

        (await host.RunAsync()).State.ShouldBe(RunState.Failed);

        host.Reason("big").ShouldBe("the task needs cpu 1, gpu 1, which is more than there is");
        host.Reason("never").ShouldBe("the task took longer than its limit of 00:00:00.2000000, pauses included");
    }

    [Fact]
    public async Task A_cancelled_run_stops_its_attempts()
    {
        var started = new TaskCompletionSource();
        using var host = new OrchestratorHost(p => p.Task("wait", async c =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, c.Cancellation);
            return 1;
        }));
        host.Options = host.Options with { Lease = TimeSpan.FromMilliseconds(300) };
        await host.AddAsync("r1");
        var ended = host.UntilAsync("r1");
        await started.Task;
        await host.Stores.RequestAsync(new("r1", RunRequestKind.Cancel, null, "bob", new(5)), Token);

        (await ended).State.ShouldBe(RunState.Cancelled);
    }

    [Fact]
    public async Task A_stopped_process_gives_its_runs_back_and_another_goes_on()
    {
        var attempts = 0;
        var started = new TaskCompletionSource();
        using var host = new OrchestratorHost(p => p.Task("use", p.Task("first", c => Task.FromResult(7)), async (c, i) =>
        {
            if (Interlocked.Increment(ref attempts) == 1)
            {
                started.SetResult();
                await Task.Delay(Timeout.Infinite, c.Cancellation);
            }

            return i;
        }).WithRetries(new RetryPolicy(0) { Delay = TimeSpan.FromMilliseconds(10) }));
        await host.AddAsync("r1");
        using var stop = new CancellationTokenSource();
        var first = host.Create().RunAsync(isScheduling: false, stop: stop.Token);
        await started.Task;
        await stop.CancelAsync();
        await first;

        host.Events().ShouldBe(["first.0 1 Succeeded", "use.0 1 Failed lost"]);
        host.Options = host.Options with { Owner = "other" };
        (await host.UntilAsync("r1")).State.ShouldBe(RunState.Succeeded);

        host.Events().ShouldBe(["first.0 1 Succeeded", "use.0 1 Failed lost", "use.0 2 Succeeded"]);
        host.Result<int>("use").ShouldBe(7);
    }

    [Fact]
    public async Task Runs_that_may_not_overlap_go_one_after_the_other()
    {
        var running = 0;
        using var host = new OrchestratorHost(p => p.Task("work", async c =>
        {
            Interlocked.Increment(ref running).ShouldBe(1);
            await Task.Delay(20, c.Cancellation);
            Interlocked.Decrement(ref running);
            return 1;
        }));
        await host.AddAsync("r1", slot: "1");
        await host.AddAsync("r2", slot: "2");
        await host.AddAsync("r3", slot: "3");

        (await host.UntilAsync("r3")).State.ShouldBe(RunState.Succeeded);

        new[] { "r1", "r2", "r3" }.Select(r => host.Run(r).State).ShouldAllBe(s => s == RunState.Succeeded);
        host.Run("r1").EndedAt!.Value.ShouldBeLessThanOrEqualTo(host.Run("r2").StartedAt!.Value);
    }

    [Fact]
    public async Task A_run_that_goes_on_from_another_takes_over_what_ended_well()
    {
        var (loads, isBroken) = (0, true);
        using var host = new OrchestratorHost(p =>
        {
            var list = p.Task("list", c => Task.FromResult<IReadOnlyList<int>>([++loads, 20]));
            var items = p.Map("item", list, (c, i) => isBroken && i == 20 ? throw new IOException("no") : Task.FromResult(i));
            p.Task("sum", items, (c, all) => Task.FromResult(all.Sum()));
        });
        (await host.RunAsync()).State.ShouldBe(RunState.Failed);
        isBroken = false;

        await host.AddAsync("r2", resumes: "r1");
        (await host.UntilAsync("r2")).State.ShouldBe(RunState.Succeeded);
        host.Result<int>("sum", "r2").ShouldBe(21);
        loads.ShouldBe(1);
        (await host.Stores.EventsAsync("r2", 0, Token)).Where(e => e.IsReused).Select(e => $"{e.Task}.{e.Index}").ShouldBe(["list.0", "item.0"]);

        await host.AddAsync("r3", resumes: "r2", from: "list");
        (await host.UntilAsync("r3")).State.ShouldBe(RunState.Succeeded);
        host.Result<int>("sum", "r3").ShouldBe(22);
    }

    [Fact]
    public async Task A_run_that_waits_for_a_person_costs_nothing()
    {
        using var host = new OrchestratorHost(p => p.Approval("sure", "Really?"));
        await host.AddAsync("r1");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(1));
        var turns = 0;

        await host.Create().RunAsync(() => Task.FromResult(++turns < 0), isScheduling: false, limit.Token);

        turns.ShouldBeInRange(1, 60);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_step_of_the_clock_stops_nothing(int hours)
    {
        var clock = new SteppedClock();
        using var host = new OrchestratorHost(p => p.Task("load", c => Task.FromResult(1)), clock: clock);
        await host.AddAsync("r1");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(30));

        await host.Create().RunAsync(
            async () =>
            {
                if (host.Run("r1").EndedAt is not null && clock.Step == default)
                {
                    clock.Step = TimeSpan.FromHours(hours);
                    await host.AddAsync("r2");
                }

                return clock.Step != default && host.Run("r2").EndedAt is not null;
            },
            isScheduling: false,
            limit.Token);

        host.Events("r2").ShouldBe(["load.0 1 Succeeded"]);
    }

    [Fact]
    public async Task Who_is_stopped_before_its_attempts_began_gives_them_back()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var host = new OrchestratorHost(p => p.Task("use", p.Task("load", c =>
        {
            stop.Cancel();
            return Task.FromResult(1);
        }), (c, i) => Task.FromResult(i)));
        await host.AddAsync("r1");

        await host.Create().RunAsync(isScheduling: false, stop: stop.Token).WaitAsync(TimeSpan.FromSeconds(20), Token);

        host.Options = host.Options with { Owner = "other" };
        (await host.UntilAsync("r1")).State.ShouldBe(RunState.Succeeded);
        host.Result<int>("use").ShouldBe(1);
    }

    private sealed class SteppedClock : TimeProvider
    {
        public TimeSpan Step { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Step;
    }
}
