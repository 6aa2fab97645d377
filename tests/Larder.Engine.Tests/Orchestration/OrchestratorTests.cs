using Larder.Models;
using Larder.Orchestration;
using Larder.Pipelines.Rules;
using Larder.Pipelines.Runs;
using Larder.Pipelines.Tasks;
using Larder.Pipelines.Time;
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
    public async Task A_failed_attempt_is_tried_again_and_its_log_says_why()
    {
        using var host = new OrchestratorHost(p => p.Task("load", c => c.Attempt < 3 ? throw new IOException($"disk {c.Attempt}") : Task.FromResult(c.Attempt)).WithRetries(2, TimeSpan.FromMilliseconds(10)));

        (await host.RunAsync()).State.ShouldBe(RunState.Succeeded);

        host.Events().ShouldBe(["load.0 1 Failed", "load.0 2 Failed", "load.0 3 Succeeded"]);
        host.Result<int>("load").ShouldBe(3);
        (await File.ReadAllTextAsync(Path.Combine(host.Folder, "logs", "r1", "load.0.2.log"), Token)).ShouldContain("System.IO.IOException: disk 2");
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

    [Fact]
    public async Task A_sensor_is_asked_until_it_says_yes()
    {
        var looks = 0;
        using var host = new OrchestratorHost(p => p.Sensor("file", c => Task.FromResult(++looks == 3), TimeSpan.FromMilliseconds(10)));

        (await host.RunAsync()).State.ShouldBe(RunState.Succeeded);

        host.Events().ShouldBe(["file.0 1 Pending", "file.0 2 Pending", "file.0 3 Succeeded"]);
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
    public async Task No_rows_are_a_failure_unless_they_are_allowed()
    {
        using var host = new OrchestratorHost(p =>
        {
            p.Task("load", Empty);
            p.Task("sundays", Empty).AllowEmpty("closed on Sundays");
        });

        (await host.RunAsync()).State.ShouldBe(RunState.Failed);

        host.Reason("load").ShouldBe("it made no rows; mend its input, or say AllowEmpty(\"reason\") where none are right");
        host.Reason("sundays").ShouldBeNull();

        static Task<int> Empty(TaskContext context)
        {
            context.Produced(0);
            return Task.FromResult(0);
        }
    }

    [Fact]
    public async Task Rows_are_held_against_like_partitions()
    {
        using var host = new OrchestratorHost(
            p => p.Task("load", c =>
            {
                c.Produced(c.Parameter<int>("rows"));
                return Task.FromResult(0);
            }).WithMaxFall(0.5),
            p => p.WithParameter("rows", 0));
        const long Week = 7 * 86_400_000_000;
        foreach (var (week, rows) in new[] { 100, 110, 90 }.Index())
        {
            (await host.RunAsync($$"""{"rows":{{rows}}}""", new(new(week * Week), new((week * Week) + (Week / 7))), $"w{week}")).State.ShouldBe(RunState.Succeeded);
        }

        (await host.RunAsync("""{"rows":49}""", new(new(3 * Week), new((3 * Week) + (Week / 7))), "w3")).State.ShouldBe(RunState.Failed);
        (await host.RunAsync("""{"rows":49}""", new(new((3 * Week) + (Week / 7)), new((3 * Week) + (2 * Week / 7))), "other_weekday")).State.ShouldBe(RunState.Succeeded);

        host.Reason("load", "w3").ShouldBe("it made 49 rows, more than 50 % below 100, the median of the last 3 like partitions; mend its input, or allow a greater fall");
    }

    [Fact]
    public async Task An_attempt_over_its_limit_is_stopped_and_one_that_does_not_stop_is_given_up()
    {
        using var host = new OrchestratorHost(p =>
        {
            p.Task("polite", async c =>
            {
                await Task.Delay(Timeout.Infinite, c.Cancellation);
                return 1;
            }).WithLimits(attempt: TimeSpan.FromMilliseconds(50));
            p.Task("stubborn", async c =>
            {
                await Task.Delay(5_000, CancellationToken.None);
                return 1;
            }).WithLimits(attempt: TimeSpan.FromMilliseconds(50));
        });

        (await host.RunAsync()).State.ShouldBe(RunState.Failed);

        host.Reason("polite").ShouldBe("the attempt took longer than its limit of 00:00:00.0500000");
        host.Reason("stubborn").ShouldBe("the attempt took longer than its limit of 00:00:00.0500000 and it did not stop when it was asked to");
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
    public async Task Resources_bound_what_runs_at_once()
    {
        var (now, most) = (0, 0);
        using var host = new OrchestratorHost(p =>
        {
            for (var i = 0; i < 9; i++)
            {
                p.Task($"t{i}", async c =>
                {
                    var running = Interlocked.Increment(ref now);
                    InterlockedMax(ref most, running);
                    await Task.Delay(20, c.Cancellation);
                    Interlocked.Decrement(ref now);
                    return 1;
                }).Needs("licence");
            }
        });
        host.Options = host.Options with { Capacity = host.Options.Capacity.With("licence", 2) };

        (await host.RunAsync()).State.ShouldBe(RunState.Succeeded);

        most.ShouldBe(2);
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
    public async Task Secrets_are_given_and_never_written()
    {
        using var host = new OrchestratorHost(p => p.Task<int>("call", c =>
        {
            var secret = c.Secret("token");
            c.Log($"calling with {secret}");
            throw new InvalidOperationException($"refused {secret}");
        }));
        host.Options = host.Options with { Secrets = name => name == "token" ? "hunter2" : null };

        (await host.RunAsync()).State.ShouldBe(RunState.Failed);

        host.Reason("call").ShouldBe("InvalidOperationException: refused ***");
        var log = await File.ReadAllTextAsync(Path.Combine(host.Folder, "logs", "r1", "call.0.1.log"), Token);
        log.ShouldContain("calling with ***");
        log.ShouldNotContain("hunter2");
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
    public async Task A_cached_result_is_used_again_for_the_same_inputs_only()
    {
        var calls = 0;
        using var host = new OrchestratorHost(
            p => p.Task("use", p.Task("first", c => Task.FromResult(c.Parameter<int>("seed") / 10)), (c, i) => Task.FromResult(++calls + (i * 100))).Cached(TimeSpan.FromHours(1)),
            p => p.WithParameter("seed", 0));

        foreach (var (run, seed, interval) in new[] { ("r1", 1, 1), ("r2", 1, 1), ("r3", 12, 1), ("r4", 1, 2) })
        {
            (await host.RunAsync($$"""{"seed":{{seed}}}""", DataInterval.At(new(interval)), run)).State.ShouldBe(RunState.Succeeded);
        }

        new[] { "r1", "r2", "r3", "r4" }.Select(r => host.Result<int>("use", r)).ShouldBe([1, 1, 102, 3]);
        host.Reason("use", "r2").ShouldBe("made before from the same inputs");
    }

    [Fact]
    public async Task A_program_takes_and_makes_files_and_its_lines_are_the_log()
    {
        using var host = new OrchestratorHost(p => p.Process<int, string>(
            "shell", p.Task("first", c => Task.FromResult(41)), "/bin/sh", "-c", "echo out; echo err >&2; printf '\"%s for %s\"' \"$(cat $LARDER_INPUT)\" $LARDER_RUN_ID > $LARDER_OUTPUT"));

        (await host.RunAsync()).State.ShouldBe(RunState.Succeeded);

        host.Result<string>("shell").ShouldBe("41 for r1");
        var log = await File.ReadAllLinesAsync(Path.Combine(host.Folder, "logs", "r1", "shell.0.1.log"), Token);
        log.Select(l => l.Split(' ')[1]).Order().ShouldBe(["err", "out"]);
        Directory.Exists(Path.Combine(host.Folder, "work", "r1")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_program_that_fails_makes_nothing_or_hangs_is_a_failure()
    {
        using var host = new OrchestratorHost(p =>
        {
            var first = p.Task("first", c => Task.FromResult(41));
            p.Process<int, string>("fails", first, "/bin/sh", "-c", "exit 3");
            p.Process<int, string>("silent", first, "/bin/sh", "-c", "true");
            p.Process<int, string>("hangs", first, "/bin/sh", "-c", "sleep 60 & echo $! > $LARDER_OUTPUT; wait").WithLimits(attempt: TimeSpan.FromMilliseconds(400));
        });

        (await host.RunAsync()).State.ShouldBe(RunState.Failed);

        host.Reason("fails").ShouldBe("InvalidOperationException: /bin/sh ended with exit code 3; its last lines are in the attempt's log");
        host.Reason("silent").ShouldBe("InvalidOperationException: /bin/sh wrote no result; write JSON into the file that LARDER_OUTPUT names");
        host.Reason("hangs").ShouldBe("the attempt took longer than its limit of 00:00:00.4000000");
    }

    [Fact]
    public async Task A_task_knows_its_interval_and_not_the_ambient_time()
    {
        using var host = new OrchestratorHost(p => p.Task("tell", c => Task.FromResult($"{c.LogicalDate:yyyy-MM-dd} {c.Now:yyyy-MM-dd} {c.RunId} {c.TaskName} {c.Attempt}")));

        await host.RunAsync(interval: new DataInterval(new(0), new(86_400_000_000)));

        host.Result<string>("tell").ShouldBe("1970-01-01 1970-01-02 r1 tell 1");
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            if (Interlocked.CompareExchange(ref most, value, seen) == seen)
            {
                return;
            }
        }
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

        turns.ShouldBeInRange(5, 60);
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
