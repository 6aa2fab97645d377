namespace Larder.Pipelines.Rules;

/// <summary>When a task runs, by what became of the tasks it depends on. The numbers are stored; append only. <see cref="TriggerRules"/> has each rule's exact meaning.</summary>
public enum TriggerRule
{
    /// <summary>All succeeded. The default.</summary>
    AllSuccess = 1,

    /// <summary>All failed.</summary>
    AllFailed = 2,

    /// <summary>All ended, however.</summary>
    AllDone = 3,

    /// <summary>All were skipped.</summary>
    AllSkipped = 4,

    /// <summary>As soon as one succeeded, without waiting for the rest.</summary>
    OneSuccess = 5,

    /// <summary>As soon as one failed, without waiting for the rest.</summary>
    OneFailed = 6,

    /// <summary>As soon as one succeeded or failed, without waiting for the rest; one that was skipped does not count.</summary>
    OneDone = 7,

    /// <summary>All succeeded or were skipped, even if all were skipped.</summary>
    NoneFailed = 8,

    /// <summary>All succeeded or were skipped, and at least one succeeded.</summary>
    NoneFailedMinOneSuccess = 9,

    /// <summary>All ended and none was skipped.</summary>
    NoneSkipped = 10,

    /// <summary>All ended, none was skipped and at least one succeeded.</summary>
    AllDoneMinOneSuccess = 11,

    /// <summary>All ended and at least one setup among them succeeded: the rule of teardowns.</summary>
    AllDoneSetupSuccess = 12,

    /// <summary>At once, whatever they do.</summary>
    Always = 13,
}
