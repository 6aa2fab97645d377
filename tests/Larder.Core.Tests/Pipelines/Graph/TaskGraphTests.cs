using Larder.Errors;
using Larder.Pipelines.Graph;

namespace Larder.Core.Tests.Pipelines.Graph;

public class TaskGraphTests
{
    [Fact]
    public void Each_task_comes_behind_what_it_depends_on_and_else_in_the_order_of_declaration()
    {
        var graph = TaskGraph.Of("daily", ["a", "b", "c", "d", "e"], [[], [3], [0, 0], [], [1, 2]]);

        graph.Order.ShouldBe([0, 2, 3, 1, 4]);
        graph.Downstream(0).ToArray().ShouldBe([2]);
        graph.Upstream(4).ToArray().ShouldBe([1, 2]);
    }

    [Fact]
    public void A_circle_is_told() => Should.Throw<InvalidDefinitionException>(() => TaskGraph.Of("daily", ["a", "b", "c", "d"], [[], [0, 3], [1], [2]])).Message
        .ShouldBe("Pipeline daily: the tasks b ← d ← c ← b wait for each other; take one of the dependencies away.");

    [Fact]
    public void Ten_thousand_tasks_in_a_row_need_no_recursion()
    {
        var graph = TaskGraph.Of("chain", [.. Enumerable.Range(0, 10_000).Select(i => $"t{i}")], [.. Enumerable.Range(0, 10_000).Select(i => i == 0 ? (int[])[] : [i - 1])]);

        graph.Order.ShouldBe(Enumerable.Range(0, 10_000));
    }

    [Fact]
    public void Names_are_unique() => Should.Throw<InvalidDefinitionException>(() => new PipelinePlan("daily", [new("a", []), new("a", [0])])).Message
        .ShouldBe("Pipeline daily: two tasks are named 'a'; rename one of them.");

    [Fact]
    public void A_list_comes_from_a_task_before() => Should.Throw<InvalidDefinitionException>(() => new PipelinePlan("daily", [new("a", []), new("b", []) { MapsOver = 0 }])).Message
        .ShouldBe("Pipeline daily: task 'b' takes a list or a choice of a task that it does not depend on; name that task among its inputs.");
}
