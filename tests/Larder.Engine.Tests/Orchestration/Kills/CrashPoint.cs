namespace Larder.Engine.Tests.Orchestration.Kills;

/// <summary>Where a scheduler stands still, once, so that a test can send it a signal there.</summary>
public enum CrashPoint
{
    None,

    /// <summary>A run of a slot is made, the schedule's position not moved yet.</summary>
    RunCreated,

    /// <summary>A run has an owner, who has written nothing.</summary>
    RunClaimed,

    /// <summary>Before the write of the run's beginning, and of its first attempt with it.</summary>
    BeforeTaken,

    /// <summary>The start of an attempt is written, the attempt itself not begun.</summary>
    StartStored,

    /// <summary>A body runs.</summary>
    BodyRunning,

    /// <summary>A body is done, its end not written.</summary>
    BeforeEndStored,

    /// <summary>The end of a task is written, and the starts that follow from it.</summary>
    EndStored,

    /// <summary>Before the write of the run's end, and of its last task with it.</summary>
    BeforeRunEnded,

    /// <summary>The run's end is written.</summary>
    RunEnded,
}
