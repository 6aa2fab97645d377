namespace Larder.Pipelines.Runs;

/// <summary>What happened in a run. The numbers are stored; append only.</summary>
public enum RunEventKind
{
    /// <summary>Somebody took it up; tasks may start.</summary>
    Taken = 1,

    /// <summary>An attempt of a task started.</summary>
    AttemptStarted = 2,

    /// <summary>An attempt ended, and with it the task, unless the event says when the next attempt may start.</summary>
    AttemptEnded = 3,

    /// <summary>A person answered an approval, or a time limit decided a task without an attempt.</summary>
    TaskDecided = 4,

    /// <summary>Somebody stopped the run.</summary>
    Cancelled = 5,

    /// <summary>Nothing more comes.</summary>
    Ended = 6,
}
