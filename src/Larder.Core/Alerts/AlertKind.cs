namespace Larder;

/// <summary>What kind of thing is wrong. The numbers are stored; append only.</summary>
public enum AlertKind
{
    /// <summary>A check of a suite is broken, or could not run.</summary>
    CheckFailed = 1,

    /// <summary>The columns of a source are not those declared.</summary>
    SchemaChanged = 2,

    /// <summary>A distribution is not that of the baseline.</summary>
    Drift = 3,

    /// <summary>Online values are older than their objective allows.</summary>
    Freshness = 4,

    /// <summary>Too few requests found all the features they need.</summary>
    Coverage = 5,

    /// <summary>A run of a pipeline ended in an error.</summary>
    RunFailed = 6,

    /// <summary>A run began or ended later than its schedule allows.</summary>
    RunLate = 7,

    /// <summary>A run that the schedule asks for is not there.</summary>
    RunMissing = 8,

    /// <summary>A run goes on for longer than it may.</summary>
    RunLong = 9,
}

/// <summary>How bad it is, the worst last. The numbers are stored; append only.</summary>
public enum AlertSeverity
{
    /// <summary>Somebody should look at it.</summary>
    Warn = 1,

    /// <summary>Something is broken.</summary>
    Error = 2,
}

/// <summary>Whether it is still so. The numbers are stored; append only.</summary>
public enum AlertState
{
    /// <summary>It was reported last.</summary>
    Firing = 1,

    /// <summary>It was reported, and the last report had it no more.</summary>
    Resolved = 2,
}
