using Larder.Types;

namespace Larder.Pipelines.Runs;

/// <summary>One thing that happened in a run. A run is what its events say, in their order.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When, by the clock of who wrote it.</param>
public sealed record RunEvent(RunEventKind Kind, Instant At)
{
    /// <summary>The task's name; null for what concerns the run.</summary>
    public string? Task { get; init; }

    /// <summary>The item's place where the task runs over a list.</summary>
    public int Index { get; init; }

    /// <summary>The attempt, from 1; 0 where there was none.</summary>
    public int Attempt { get; init; }

    /// <summary>How the attempt, the task or the run ended.</summary>
    public TaskState? State { get; init; }

    /// <summary>How the run ended; of a stopped one how it ends, where that is not <see cref="RunState.Cancelled"/>.</summary>
    public RunState? RunState { get; init; }

    /// <summary>Whether the attempt was lost with what ran it, by no fault of its own.</summary>
    public bool IsLoss { get; init; }

    /// <summary>When the next attempt, or a sensor's next look, may start; null where there is none.</summary>
    public Instant? NextAt { get; init; }

    /// <summary>The digest of the result's bytes.</summary>
    public string? Result { get; init; }

    /// <summary>How many items its list has.</summary>
    public int? Items { get; init; }

    /// <summary>What a branch chose.</summary>
    public string? Choice { get; init; }

    /// <summary>Whether the result is one of an earlier run.</summary>
    public bool IsReused { get; init; }

    /// <summary>Names what made the result, so that other runs find it; null where it is not to be used again.</summary>
    public string? CacheKey { get; init; }

    /// <summary>How many rows it made, where it reported any.</summary>
    public long? Rows { get; init; }

    /// <summary>How many bytes it made, where it reported any.</summary>
    public long? Bytes { get; init; }

    /// <summary>Why, in one sentence: an error, the reason of a skip, what a gate found.</summary>
    public string? Reason { get; init; }

    /// <summary>Who wrote it, or who answered.</summary>
    public string? By { get; init; }
}
