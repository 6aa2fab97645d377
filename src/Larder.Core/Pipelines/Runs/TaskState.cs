namespace Larder.Pipelines.Runs;

/// <summary>Where a task, or one instance of a fan-out, is. The numbers are stored; append only.</summary>
public enum TaskState
{
    /// <summary>It waits for others.</summary>
    Waiting = 1,

    /// <summary>It may start.</summary>
    Ready = 2,

    /// <summary>An attempt runs.</summary>
    Running = 3,

    /// <summary>It waits for something outside: the time of its next attempt, an approval, what a sensor looks for.</summary>
    Pending = 4,

    /// <summary>It ended well.</summary>
    Succeeded = 11,

    /// <summary>It never ran, and nothing is wrong.</summary>
    Skipped = 12,

    /// <summary>Its last attempt failed.</summary>
    Failed = 13,

    /// <summary>A gate refused what it was asked about.</summary>
    Rejected = 14,

    /// <summary>Somebody stopped it.</summary>
    Cancelled = 15,

    /// <summary>It never ran because of a failure before it.</summary>
    UpstreamFailed = 16,
}
