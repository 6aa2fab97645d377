using Larder.Pipelines.Runs;
using Larder.Types;

namespace Larder.Storage;

/// <summary>Who may take a new run before others.</summary>
/// <param name="Owner">Who.</param>
/// <param name="For">For how long; then anybody may.</param>
public sealed record RunReservation(string Owner, TimeSpan For)
{
    /// <summary>No reservation is longer: a minute. What is held for longer than this and a lease from now was written before the clock was set back, and is free.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
}

/// <summary>A run that an owner has taken.</summary>
/// <param name="Run">The run.</param>
/// <param name="Fence">Greater than that of any owner before; every write names it.</param>
/// <param name="Events">What happened so far, in order.</param>
public sealed record ClaimedRun(RunRecord Run, long Fence, IReadOnlyList<RunEvent> Events);

/// <summary>What an owner adds to a run, whole or not at all.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Fence">The owner's.</param>
/// <param name="From">How many events the run has before these.</param>
/// <param name="Events">The events; with one of kind <see cref="RunEventKind.Ended"/> the run is given back.</param>
public sealed record RunAppend(string RunId, long Fence, int From, IReadOnlyList<RunEvent> Events)
{
    /// <summary>Results that the events name.</summary>
    public IReadOnlyList<StoredResult> Results { get; init; } = [];

    /// <summary>Requests that the events answer.</summary>
    public IReadOnlyList<long> Answered { get; init; } = [];
}

/// <summary>What can be asked of a run. The numbers are stored; append only.</summary>
public enum RunRequestKind
{
    /// <summary>Stop it.</summary>
    Cancel = 1,

    /// <summary>Let an approval pass.</summary>
    Approve = 2,

    /// <summary>Refuse an approval.</summary>
    Refuse = 3,
}

/// <summary>Something asked of a run, for its owner to do.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Kind">What.</param>
/// <param name="Task">The approval; null where the run is meant.</param>
/// <param name="By">Who asks.</param>
/// <param name="At">When.</param>
/// <param name="Number">Given by the store; 0 before.</param>
public sealed record RunRequest(string RunId, RunRequestKind Kind, string? Task, string By, Instant At, long Number = 0);

/// <summary>What an owner still has.</summary>
/// <param name="Held">Its open runs; whoever had another has lost it.</param>
/// <param name="Requests">What is asked of these runs and was not answered, in the order of asking.</param>
public sealed record RunRenewal(IReadOnlyList<string> Held, IReadOnlyList<RunRequest> Requests);

/// <summary>Which runs are listed.</summary>
/// <param name="Pipeline">Of this pipeline only; null for all.</param>
/// <param name="AtMost">How many, the newest first. Default 50.</param>
public sealed record RunQuery(string? Pipeline = null, int AtMost = 50)
{
    /// <summary>This run only; null for all.</summary>
    public string? RunId { get; init; }

    /// <summary>Runs that have not ended only. Default false.</summary>
    public bool OnlyOpen { get; init; }
}
