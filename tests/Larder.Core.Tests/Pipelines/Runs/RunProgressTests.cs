using Larder.Pipelines.Graph;
using Larder.Pipelines.Rules;
using Larder.Pipelines.Runs;

namespace Larder.Core.Tests.Pipelines.Runs;

public class RunProgressTests
{
    [Fact]
    public void Generated_runs_go_as_the_naive_twin_says()
    {
        var random = new Random(26_12_01);
        TaskState[] ends = [TaskState.Succeeded, TaskState.Succeeded, TaskState.Succeeded, TaskState.Skipped, TaskState.Failed, TaskState.Rejected];
        for (var trial = 0; trial < Reference.CaseCount.Of(2_000); trial++)
        {
            var plan = Generate(random);
            var (progress, naive) = (new RunProgress(plan), new NaiveProgress(plan));
            var ready = progress.TakeReady().ToList();
            while (ready.Count > 0)
            {
                var key = ready[random.Next(ready.Count)];
                ready.Remove(key);
                var state = ends[random.Next(ends.Length)];
                var choice = random.Next(2) == 0 ? "left" : "right";
                progress.End(key, new(state, Choice: choice));
                naive.End(key.Task, state, choice);
                ready.AddRange(progress.TakeReady());

                Enumerable.Range(0, plan.Tasks.Count).Select(progress.StateOf).ShouldBe(naive.States, $"trial {trial}");
            }

            progress.IsEnded.ShouldBeTrue($"trial {trial}");
        }
    }

    [Fact]
    public void A_fan_out_has_an_instance_for_each_item_and_ends_with_the_last()
    {
        var progress = new RunProgress(new("daily", [new("list", []), new("score", [0]) { MapsOver = 0 }, new("collect", [1])]));
        progress.End(progress.TakeReady().Single(), new(TaskState.Succeeded, Items: 3));
        progress.TakeReady().ShouldBe([new(1, 0), new(1, 1), new(1, 2)]);

        progress.End(new(1, 2), new(TaskState.Succeeded));
        progress.End(new(1, 0), new(TaskState.Failed));
        progress.StateOf(2).ShouldBe(TaskState.Waiting);
        progress.End(new(1, 1), new(TaskState.Succeeded));

        progress.StateOf(1).ShouldBe(TaskState.Failed);
        progress.StateOf(2).ShouldBe(TaskState.UpstreamFailed);
        progress.State.ShouldBe(RunState.Failed);
    }

    [Fact]
    public void A_fan_out_over_nothing_succeeds()
    {
        var progress = new RunProgress(new("daily", [new("list", []), new("score", [0]) { MapsOver = 0 }, new("collect", [1])]));
        progress.End(progress.TakeReady().Single(), new(TaskState.Succeeded, Items: 0));

        progress.StateOf(1).ShouldBe(TaskState.Succeeded);
        progress.TakeReady().ShouldBe([new(2)]);
    }

    [Fact]
    public void A_branch_leaves_out_what_hangs_on_its_other_choices()
    {
        var progress = new RunProgress(new("daily",
        [
            new("route", []),
            new("left", [0]) { Branch = (0, "left") },
            new("right", [0]) { Branch = (0, "right") },
            new("join", [1, 2]) { Rule = TriggerRule.NoneFailedMinOneSuccess },
        ]));
        progress.End(progress.TakeReady().Single(), new(TaskState.Succeeded, Choice: "right"));

        progress.StateOf(1).ShouldBe(TaskState.Skipped);
        progress.End(progress.TakeReady().Single(), new(TaskState.Succeeded));
        progress.TakeReady().ShouldBe([new(3)]);
    }

    /// <summary>Airflow calls such a run a success, because it asks its last tasks only.</summary>
    [Fact]
    public void A_failure_in_the_middle_is_not_hidden_by_the_last_tasks()
    {
        var progress = new RunProgress(new("daily", [new("load", []), new("tidy", [0]) { Rule = TriggerRule.AllDone }]));
        progress.End(new(0), new(TaskState.Failed));
        progress.End(new(1), new(TaskState.Succeeded));

        progress.State.ShouldBe(RunState.Failed);
    }

    [Theory]
    [InlineData(TaskState.Succeeded, RunState.Succeeded)]
    [InlineData(TaskState.Failed, RunState.Failed)]
    public void A_failure_is_handled_by_what_waits_for_it_and_succeeds(TaskState handler, RunState expected)
    {
        var progress = new RunProgress(new("daily", [new("load", []), new("use", [0]), new("mend", [0]) { Rule = TriggerRule.OneFailed }]));
        progress.End(new(0), new(TaskState.Failed));
        progress.StateOf(1).ShouldBe(TaskState.UpstreamFailed);
        progress.End(new(2), new(handler));

        progress.State.ShouldBe(expected);
    }

    [Theory]
    [InlineData(TaskState.Rejected, TaskState.Succeeded, RunState.Rejected)]
    [InlineData(TaskState.Rejected, TaskState.Failed, RunState.Failed)]
    [InlineData(TaskState.Succeeded, TaskState.Rejected, RunState.Succeeded)]
    [InlineData(TaskState.Succeeded, TaskState.Skipped, RunState.Succeeded)]
    public void A_refusal_is_no_failure(TaskState first, TaskState mayFail, RunState expected)
    {
        var plan = new PipelinePlan("daily", [new("gate", []), new("other", []) { MayFail = mayFail == TaskState.Rejected }]);
        var progress = new RunProgress(plan);
        progress.End(new(0), new(first));
        progress.State.ShouldBe(RunState.Running);
        progress.End(new(1), new(mayFail));

        progress.State.ShouldBe(expected);
    }

    [Fact]
    public void A_setup_is_needed_however_far_behind_it_and_not_behind_its_teardown()
    {
        var progress = new RunProgress(new("daily",
        [
            new("cluster", []) { IsSetup = true },
            new("a", [0]) { Rule = TriggerRule.AllDone },
            new("b", [1]) { Rule = TriggerRule.AllDone },
            new("stop", [0, 2]) { Rule = TriggerRule.AllDoneSetupSuccess, TearsDown = [0] },
            new("after", [3]) { Rule = TriggerRule.AllDone },
        ]));
        progress.End(new(0), new(TaskState.Failed));

        Enumerable.Range(1, 4).Select(progress.StateOf).ShouldBe([TaskState.UpstreamFailed, TaskState.UpstreamFailed, TaskState.UpstreamFailed, TaskState.Ready]);
    }

    [Fact]
    public void Cancelling_ends_what_has_not_ended()
    {
        var progress = new RunProgress(new("daily", [new("a", []), new("b", []), new("c", [1])]));
        progress.End(new(0), new(TaskState.Succeeded));
        progress.Cancel();

        Enumerable.Range(0, 3).Select(progress.StateOf).ShouldBe([TaskState.Succeeded, TaskState.Cancelled, TaskState.Cancelled]);
        progress.State.ShouldBe(RunState.Cancelled);
    }

    [Fact]
    public void Nothing_ends_twice()
    {
        var progress = new RunProgress(new("daily", [new("a", [])]));
        progress.Move(new(0), TaskState.Running);
        progress.StateOf(0).ShouldBe(TaskState.Running);
        progress.End(new(0), new(TaskState.Succeeded));

        Should.Throw<ArgumentException>(() => progress.End(new(0), new(TaskState.Failed))).Message.ShouldStartWith("Task a [0] is Succeeded and cannot end as Failed.");
        Should.Throw<ArgumentException>(() => progress.Move(new(0), TaskState.Running)).Message.ShouldStartWith("Task a [0] is Succeeded and cannot become Running.");
    }

    private static PipelinePlan Generate(Random random)
    {
        var count = random.Next(1, 12);
        var tasks = new List<PlannedTask>();
        for (var task = 0; task < count; task++)
        {
            int[] up = [.. Enumerable.Range(0, task).Where(_ => random.Next(3) == 0)];
            int[] setups = [.. Enumerable.Range(0, task).Where(t => tasks[t].IsSetup)];
            var planned = new PlannedTask($"t{task}", up) { Rule = (TriggerRule)random.Next(1, 14), IsSetup = random.Next(5) == 0 };
            planned = up.Length > 0 && random.Next(4) == 0 ? planned with { Branch = (up[random.Next(up.Length)], random.Next(2) == 0 ? "left" : "right") } : planned;
            tasks.Add(setups.Length > 0 && random.Next(4) == 0 ? planned with { TearsDown = [setups[random.Next(setups.Length)]], IsSetup = false } : planned);
        }

        return new("generated", tasks);
    }
}
