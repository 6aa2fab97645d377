namespace Larder.Pipelines.Runs;

/// <summary>Where a run is. The numbers are stored; append only.</summary>
public enum RunState
{
    /// <summary>It waits to be admitted.</summary>
    Queued = 1,

    /// <summary>Tasks of it run, or may run.</summary>
    Running = 2,

    /// <summary>All tasks ended and no failure is left unhandled.</summary>
    Succeeded = 11,

    /// <summary>A task failed, and nothing handled it.</summary>
    Failed = 13,

    /// <summary>A gate refused, and nothing failed.</summary>
    Rejected = 14,

    /// <summary>Somebody stopped it.</summary>
    Cancelled = 15,
}
