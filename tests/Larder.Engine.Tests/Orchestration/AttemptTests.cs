using Larder.Orchestration;
using Larder.Pipelines.Runs;
using Larder.Pipelines.Time;

namespace Larder.Engine.Tests.Orchestration;

public sealed class AttemptTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
    public async Task A_sensor_is_asked_until_it_says_yes()
    {
        var looks = 0;
        using var host = new OrchestratorHost(p => p.Sensor("file", c => Task.FromResult(++looks == 3), TimeSpan.FromMilliseconds(10)));

        (await host.RunAsync()).State.ShouldBe(RunState.Succeeded);

        host.Events().ShouldBe(["file.0 1 Pending", "file.0 2 Pending", "file.0 3 Succeeded"]);
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
}
