namespace Larder.Pipelines.Rules;

/// <summary>What a trigger rule makes of a task.</summary>
public enum TriggerDecision
{
    /// <summary>It cannot be told yet.</summary>
    Wait,

    /// <summary>The task runs.</summary>
    Run,

    /// <summary>The task never runs, because of a failure before it.</summary>
    UpstreamFailed,

    /// <summary>The task never runs, and nothing is wrong.</summary>
    Skip,
}
