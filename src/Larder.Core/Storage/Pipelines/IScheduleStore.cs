using Larder.Types;

namespace Larder.Storage;

/// <summary>How far the schedules of pipelines have come.</summary>
/// <threadsafety>Safe for use by many threads and processes.</threadsafety>
public interface IScheduleStore
{
    /// <summary>How far each schedule has come; those that never were written have no entry.</summary>
    Task<IReadOnlyDictionary<string, SchedulePosition>> PositionsAsync(CancellationToken cancellationToken = default);

    /// <summary>Moves a schedule on, unless it has come as far already.</summary>
    Task MoveAsync(string pipeline, Instant upTo, CancellationToken cancellationToken = default);

    /// <summary>Stops a schedule, or lets it go on.</summary>
    Task PauseAsync(string pipeline, bool isPaused, CancellationToken cancellationToken = default);
}

/// <summary>How far a schedule has come.</summary>
/// <param name="UpTo">Times up to this one were looked at; null for none.</param>
/// <param name="IsPaused">Whether no runs are made.</param>
public sealed record SchedulePosition(Instant? UpTo, bool IsPaused);
