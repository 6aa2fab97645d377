using Larder.Pipelines.Runs;

namespace Larder.Storage;

/// <summary>Reads runs of pipelines.</summary>
/// <threadsafety>Safe for use by many threads and processes.</threadsafety>
public interface IRunHistory
{
    /// <summary>Runs, the newest first.</summary>
    Task<IReadOnlyList<RunRecord>> ListAsync(RunQuery query, CancellationToken cancellationToken = default);

    /// <summary>What happened in a run, in order; nothing where there is no such run.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="after">How many events are left out at the front.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<RunEvent>> EventsAsync(string runId, int after = 0, CancellationToken cancellationToken = default);

    /// <summary>A result; null where there is none of that digest.</summary>
    Task<StoredResult?> ResultAsync(string digest, CancellationToken cancellationToken = default);

    /// <summary>The end of the newest attempt that made the result of a cache key; null for none.</summary>
    /// <param name="cacheKey">See <see cref="RunEvent.CacheKey"/>.</param>
    /// <param name="notBefore">Older ones do not count.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<RunEvent?> CachedAsync(string cacheKey, Types.Instant notBefore, CancellationToken cancellationToken = default);

    /// <summary>The rows that a task made in runs of its pipeline that ended well, by data interval, the newest first.</summary>
    Task<IReadOnlyList<(Pipelines.Time.DataInterval Interval, long Rows)>> RowsAsync(string pipeline, string task, int atMost, CancellationToken cancellationToken = default);
}
