using Larder.Errors;
using Larder.Pipelines.Tasks;

namespace Larder.Core.Tests.Pipelines.Tasks;

public class TaskRuleTests
{
    [Theory]
    [InlineData(1, null, true)]
    [InlineData(2, null, true)]
    [InlineData(3, null, false)]
    public void Attempts_are_counted(int failures, Type? exception, bool expected) => new RetryPolicy(2).Allows(failures, exception is null ? null : new InvalidOperationException()).ShouldBe(expected);

    [Fact]
    public void Exceptions_decide_by_type()
    {
        var policy = new RetryPolicy(2).On<IOException>().NotOn<FileNotFoundException>();

        policy.Allows(1, new EndOfStreamException()).ShouldBeTrue();
        policy.Allows(1, new FileNotFoundException()).ShouldBeFalse();
        policy.Allows(1, new InvalidOperationException()).ShouldBeFalse();
        policy.Allows(1, null).ShouldBeFalse();
        new RetryPolicy(2).NotOn<IOException>().Allows(1, null).ShouldBeTrue();
    }

    [Fact]
    public void Losses_have_a_budget_of_their_own()
    {
        RetryPolicy.None.Allows(1, null).ShouldBeFalse();
        RetryPolicy.None.AllowsLoss(3).ShouldBeTrue();
        RetryPolicy.None.AllowsLoss(4).ShouldBeFalse();
    }

    [Fact]
    public void Pauses_grow_up_to_a_limit_and_less_by_the_jitter()
    {
        var policy = new RetryPolicy(9) { Delay = TimeSpan.FromSeconds(2), MaxDelay = TimeSpan.FromSeconds(20), Jitter = 0 };
        Enumerable.Range(1, 6).Select(f => policy.DelayAfter(f, "run/task").TotalSeconds).ShouldBe([2, 4, 8, 16, 20, 20]);

        var jittered = policy with { Jitter = 0.5 };
        var pauses = Enumerable.Range(0, 200).Select(i => jittered.DelayAfter(1, $"run{i}/task").TotalSeconds).ToArray();
        pauses.ShouldAllBe(p => p > 1 && p <= 2);
        pauses.Distinct().Count().ShouldBeGreaterThan(100);
        jittered.DelayAfter(1, "run7/task").ShouldBe(jittered.DelayAfter(1, "run7/task"));
    }

    [Theory]
    [InlineData(0, "100 100 100", null, 0.5, "it made no rows; mend its input, or say AllowEmpty(\"reason\") where none are right")]
    [InlineData(0, "", "closed on Sundays", null, null)]
    [InlineData(60, "100 120 80 100", null, 0.5, null)]
    [InlineData(50, "100 120 80 100", null, 0.5, null)]
    [InlineData(49, "100 120 80 100", null, 0.5, "it made 49 rows, more than 50 % below 100, the median of the last 4 like partitions; mend its input, or allow a greater fall")]
    [InlineData(1, "100 120", null, 0.5, null)]
    [InlineData(1, "100 120 80 100", null, null, null)]
    public void A_contract_judges_rows(long rows, string before, string? emptyReason, double? maxFall, string? expected) => new OutputContract(emptyReason, maxFall)
        .Broken(rows, [.. before.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(b => long.Parse(b, System.Globalization.CultureInfo.InvariantCulture))]).ShouldBe(expected);

    [Fact]
    public void Resources_are_amounts_by_name()
    {
        var needs = ResourceVector.Empty.With(ResourceVector.Cpu, 2).With(ResourceVector.Gpu, 1);
        var worker = ResourceVector.Empty.With(ResourceVector.Cpu, 8);

        needs.FitsIn(worker).ShouldBeFalse();
        needs.FitsIn(worker.With(ResourceVector.Gpu, 1)).ShouldBeTrue();
        worker.Minus(needs).ToString().ShouldBe("cpu 6");
        worker.Plus(needs).ShouldBe(ResourceVector.Empty.With(ResourceVector.Gpu, 1).With(ResourceVector.Cpu, 10));
        ResourceVector.Empty.ToString().ShouldBe("nothing");
        Should.Throw<InvalidDefinitionException>(() => worker.With("gpu", -1)).Message.ShouldBe("An amount of -1 of resource 'gpu' makes no sense; write 0 or more.");
    }
}
