namespace Larder.Pipelines.Runs;

/// <summary>How an attempt ended, as who ran it tells.</summary>
/// <param name="State"><see cref="TaskState.Succeeded"/>, <see cref="TaskState.Skipped"/>, <see cref="TaskState.Failed"/>, <see cref="TaskState.Rejected"/> or <see cref="TaskState.Cancelled"/>; <see cref="TaskState.Pending"/> for a sensor that saw nothing yet.</param>
public sealed record AttemptEnd(TaskState State)
{
    /// <summary>What was thrown; null for none.</summary>
    public Exception? Exception { get; init; }

    /// <summary>Whether it was lost with what ran it, by no fault of its own.</summary>
    public bool IsLoss { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>The result's bytes and their digest; null for none.</summary>
    public StoredResult? Result { get; init; }

    /// <summary>How many items its list has; null where the result is none.</summary>
    public int? Items { get; init; }

    /// <summary>What a branch chose.</summary>
    public string? Choice { get; init; }

    /// <summary>Names what made the result, so that other runs find it; null where it is not to be used again.</summary>
    public string? CacheKey { get; init; }

    /// <summary>Whether the result is one of an earlier run.</summary>
    public bool IsReused { get; init; }

    /// <summary>How many rows it made, where it reported any.</summary>
    public long? Rows { get; init; }

    /// <summary>How many bytes it made, where it reported any.</summary>
    public long? Bytes { get; init; }
}
