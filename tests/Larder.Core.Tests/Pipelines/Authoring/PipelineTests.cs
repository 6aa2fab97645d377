using System.Diagnostics;
using Larder.Errors;
using Larder.Pipelines;
using Larder.Pipelines.Rules;
using Larder.Pipelines.Schedules;
using Larder.Pipelines.Tasks;

namespace Larder.Core.Tests.Pipelines.Authoring;

public class PipelineTests
{
    private enum Way
    {
        Left,
        Right,
    }

    [Fact]
    public void A_pipeline_has_its_tasks_with_what_was_said_of_them()
    {
        var pipeline = new Good().Build().Pipeline("daily");

        pipeline.Tasks.Select(t => $"{t.Name} {t.Kind} ({string.Join(' ', t.Planned.Upstream)}) {t.Planned.Rule}").ShouldBe(
        [
            "list Method () AllSuccess", "score Method (0) AllSuccess", "sum Method (1) AllSuccess", "route Branch (2) AllSuccess", "left Method (2 3) AllSuccess",
            "right Method (3) AllSuccess", "join Method (4 5) NoneFailedMinOneSuccess",
        ]);
        pipeline.Tasks[1].Planned.MapsOver.ShouldBe(0);
        pipeline.Tasks[4].Planned.Branch.ShouldBe((3, "Left"));
        pipeline.Tasks[4].Retries.Count.ShouldBe(3);
        pipeline.Tasks[4].Resources.ToString().ShouldBe("cpu 1, gpu 2");
        pipeline.Schedule!.Text.ShouldBe("cron 0 3 * * * in Europe/London, gap FirstValid, fold First");
    }

    [Theory]
    [InlineData(nameof(Empty), "Pipeline wrong has no task; add one with p.Task(…).")]
    [InlineData(nameof(TakesWhatMayBeMissing), "Pipeline wrong: task 'b' runs by the rule AllDone, also where 'a' made no result; take its result with OrDefault().")]
    [InlineData(nameof(NoSetup), "Pipeline wrong: task 'b' tears down 'a', which is no setup; call AsSetup() on that one.")]
    [InlineData(nameof(TwoBranches), "Pipeline wrong: task 'c' hangs on two branches; let a task of its own decide between them.")]
    [InlineData(nameof(BadName), "'a b' is no valid task name; use a letter, then letters, digits and underscores, 100 at most.")]
    [InlineData(nameof(BadRetries), "Pipeline wrong: task 'a': a retry's factor must be at least 1 and its jitter from 0 to 1.")]
    [InlineData(nameof(BadLimit), "Pipeline wrong: task 'a' can never keep a time limit of 00:00:00; give a positive one.")]
    [InlineData(nameof(NoReason), "Pipeline wrong: task 'a' allows no rows without a reason; say why none are right.")]
    [InlineData(nameof(OptionalList), "Pipeline wrong: task 'b' runs over a list that may be missing; give it the list itself.")]
    [InlineData(nameof(Circle), "Pipeline wrong: the tasks a ← b ← a wait for each other; take one of the dependencies away.")]
    public void What_cannot_be_right_is_refused(string which, string message)
    {
        Action<PipelineBuilder> tasks = which switch
        {
            nameof(Empty) => Empty,
            nameof(TakesWhatMayBeMissing) => TakesWhatMayBeMissing,
            nameof(NoSetup) => NoSetup,
            nameof(TwoBranches) => TwoBranches,
            nameof(BadName) => BadName,
            nameof(BadRetries) => BadRetries,
            nameof(BadLimit) => BadLimit,
            nameof(NoReason) => NoReason,
            nameof(OptionalList) => OptionalList,
            _ => Circle,
        };

        Should.Throw<InvalidDefinitionException>(() => Compile(tasks)).Message.ShouldBe(message);
    }

    [Fact]
    public void Parameters_are_checked()
    {
        var pipeline = new Good().Build().Pipeline("daily");
        var (days, mode) = (pipeline.Parameters[0], pipeline.Parameters[1]);

        days.Read("12", "daily").ShouldBe(12);
        mode.Read("right", "daily").ShouldBe(Way.Right);
        Should.Throw<InvalidInputException>(() => days.Read("0", "daily")).Message.ShouldBe("Parameter 'days' of pipeline daily cannot be 0; give a value from 1 to 100.");
        Should.Throw<InvalidInputException>(() => days.Read("many", "daily")).Message.ShouldBe("Parameter 'days' of pipeline daily is 'many', which is no int; give a value such as 7.");
        Should.Throw<InvalidInputException>(() => mode.Read("up", "daily")).Message.ShouldBe("Parameter 'mode' of pipeline daily is 'up', which is no Way; give a value such as \"Left\".");
    }

    [Fact]
    public void The_ambient_clock_is_refused_wherever_the_task_asks_it()
    {
        Refusal(c => Task.FromResult(DateTime.UtcNow)).ShouldBe(
            "Pipeline wrong: task 'a' asks the ambient clock: 'The_ambient_clock_is_refused_wherever_the_task_asks_it' calls DateTime.UtcNow. A run that is repeated must see the same time; use the context's Now, LogicalDate or Interval.");
        Refusal(async c =>
        {
            await Task.Yield();
            return Helper();
        }).ShouldContain("'Helper' calls DateTimeOffset.Now.");
        Refusal(c => Task.FromResult(Enumerable.Range(0, 1).Select(_ => Stopwatch.GetTimestamp()).First())).ShouldContain("calls Stopwatch.GetTimestamp.");
        Refusal(Iterating).ShouldContain("'Ticks' calls Environment.TickCount64.");
        Should.NotThrow(() => Compile(p => p.Task("a", c => Task.FromResult(c.Now))));
    }

    private static string Refusal<T>(Func<TaskContext, Task<T>> body) => Should.Throw<InvalidDefinitionException>(() => Compile(p => p.Task("a", body))).Message;

#pragma warning disable RS0030 // What is refused must be written to be refused.
    private static DateTimeOffset Helper() => DateTimeOffset.Now;
#pragma warning restore RS0030

    private static Task<long> Iterating(TaskContext context) => Task.FromResult(Ticks().First());

    private static IEnumerable<long> Ticks()
    {
        yield return Environment.TickCount64;
    }

    private static void Empty(PipelineBuilder p)
    {
    }

    private static void TakesWhatMayBeMissing(PipelineBuilder p) => p.Task("b", p.Task("a", One), Use).When(TriggerRule.AllDone);

    private static void NoSetup(PipelineBuilder p) => p.Task("b", One).TearsDown(p.Task("a", One));

    private static void TwoBranches(PipelineBuilder p)
    {
        var (first, second) = (p.Branch("a", p.Task("x", One), Choose), p.Branch("b", p.Task("y", One), Choose));
        p.Task("c", One).Only(first, Way.Left).Only(second, Way.Left);
    }

    private static void BadName(PipelineBuilder p) => p.Task("a b", One);

    private static void BadRetries(PipelineBuilder p) => p.Task("a", One).WithRetries(new RetryPolicy(2) { Jitter = 2 });

    private static void BadLimit(PipelineBuilder p) => p.Task("a", One).WithLimits(total: TimeSpan.Zero);

    private static void NoReason(PipelineBuilder p) => p.Task("a", One).AllowEmpty(" ");

    private static void OptionalList(PipelineBuilder p) => p.Map("b", p.Task("a", c => Task.FromResult<IReadOnlyList<int>>([])).OrDefault()!, Use);

    private static void Circle(PipelineBuilder p)
    {
        var a = p.Task("a", One);
        a.After(p.Task("b", a, Use));
    }

    private static Task<int> One(TaskContext context) => Task.FromResult(1);

    private static Task<int> Use(TaskContext context, int value) => Task.FromResult(value);

    private static Task<Way> Choose(TaskContext context, int value) => Task.FromResult(Way.Left);

    private static PipelineDefinition Compile(Action<PipelineBuilder> tasks) => new Wrong(tasks).Pipelines();

    private sealed class Wrong(Action<PipelineBuilder> tasks) : FeatureRepository
    {
        public PipelineDefinition Pipelines() => Pipeline(tasks, "Wrong").Definition;
    }

    private sealed class Good : FeatureRepository
    {
        public static Pipeline Daily => Pipeline(p =>
        {
            var list = p.Task("list", c => Task.FromResult<IReadOnlyList<int>>([1, 2, 3]));
            var scores = p.Map("score", list, (c, i) => Task.FromResult(i * 2));
            var sum = p.Task("sum", scores, (c, all) => Task.FromResult(all.Sum()));
            var route = p.Branch("route", sum, (c, s) => Task.FromResult(s > 5 ? Way.Left : Way.Right));
            var left = p.Task("left", sum, (c, s) => Task.FromResult(s)).Only(route, Way.Left).WithRetries(3).Needs(ResourceVector.Gpu, 2);
            var right = p.Task("right", c => Task.FromResult(0)).Only(route, Way.Right);
            p.Task("join", left.OrDefault(), right.OrDefault(), (c, l, r) => Task.FromResult(l + r)).When(TriggerRule.NoneFailedMinOneSuccess);
        })
            .WithSchedule(Schedule.Cron("0 3 * * *", "Europe/London"))
            .WithParameter("days", 7, d => d is >= 1 and <= 100, "from 1 to 100")
            .WithParameter("mode", Way.Left);
    }
}
