namespace Larder.Pipelines.Tasks;

/// <summary>How long a task may take.</summary>
/// <param name="Attempt">From the start of an attempt to its end; the attempt is then stopped, and counts as failed. Default none.</param>
/// <param name="Queued">From when it may start to the start of an attempt; the task then fails. Default none.</param>
/// <param name="Total">From when it first may start to its end, all attempts and pauses included; it then fails. Default none.</param>
public sealed record TaskLimits(TimeSpan? Attempt = null, TimeSpan? Queued = null, TimeSpan? Total = null);
