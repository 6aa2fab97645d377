using Larder.Pipelines.Runs;
using Larder.Pipelines.Time;
using Larder.Types;

namespace Larder.Storage;

/// <summary>A run, as it is listed.</summary>
/// <param name="RunId">Unique.</param>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Interval">The stretch of time whose data it is about.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record RunRecord(string RunId, string Pipeline, DataInterval Interval, Instant CreatedAt)
{
    /// <summary>What there is one run of at most: the time of a schedule, a partition of a backfill; null for runs on demand.</summary>
    public string? Slot { get; init; }

    /// <summary>Where it is.</summary>
    public RunState State { get; init; } = RunState.Queued;

    /// <summary>When it was first taken up; null for not yet.</summary>
    public Instant? StartedAt { get; init; }

    /// <summary>When it ended; null for not yet.</summary>
    public Instant? EndedAt { get; init; }

    /// <summary>The parameters it was given, as a JSON object.</summary>
    public string ParametersJson { get; init; } = "{}";

    /// <summary>Version of the code that made it.</summary>
    public string CodeVersion { get; init; } = string.Empty;

    /// <summary>Why it was made: <c>schedule</c>, <c>manual</c>, <c>backfill b1</c>, <c>resumes r1</c>.</summary>
    public string Cause { get; init; } = "manual";

    /// <summary>The run it goes on from: what ended well there is taken over; null for none.</summary>
    public string? Resumes { get; init; }

    /// <summary>The task from which on everything runs again, although it ended well in the run it goes on from; null for none.</summary>
    public string? ResumesFrom { get; init; }

    /// <summary>Greater goes first. Default 0.</summary>
    public int Priority { get; init; }
}
