using Larder.Pipelines.Rules;

namespace Larder.Pipelines.Graph;

/// <summary>What the rules of a run know of a task. Other tasks are named by their places in the pipeline.</summary>
/// <param name="Name">Unique in the pipeline.</param>
/// <param name="Upstream">What it depends on.</param>
public sealed record PlannedTask(string Name, IReadOnlyCollection<int> Upstream)
{
    /// <summary>When it runs. Default <see cref="TriggerRule.AllSuccess"/>.</summary>
    public TriggerRule Rule { get; init; } = TriggerRule.AllSuccess;

    /// <summary>Whether it makes ready what other tasks need: what comes behind it, up to its teardowns, runs only if it succeeded, whatever their rules.</summary>
    public bool IsSetup { get; init; }

    /// <summary>The setups that it puts away; none for other tasks.</summary>
    public IReadOnlyCollection<int> TearsDown { get; init; } = [];

    /// <summary>The task whose list it runs over, an instance for each item; null for one that runs once.</summary>
    public int? MapsOver { get; init; }

    /// <summary>The branch it hangs on, and the choice for which it runs; null for none.</summary>
    public (int Task, string Choice)? Branch { get; init; }

    /// <summary>Whether the run may succeed although it failed. Default false.</summary>
    public bool MayFail { get; init; }
}
