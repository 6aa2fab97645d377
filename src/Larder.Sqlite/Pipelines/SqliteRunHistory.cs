using Larder.Pipelines.Runs;
using Larder.Pipelines.Time;
using Larder.Storage;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>Runs in SQLite, for who reads them.</summary>
public sealed class SqliteRunHistory : IRunHistory
{
    private static readonly Sql SelectRuns = new(
        $"SELECT {RunRows.Columns} FROM run WHERE (?1 IS NULL OR pipeline = ?1) AND (?2 IS NULL OR run_id = ?2) AND (NOT ?3 OR ended_at IS NULL) ORDER BY created_at DESC, run_id DESC LIMIT ?4");

    private static readonly Sql SelectResult = new("SELECT bytes FROM run_result WHERE digest = ?1");

    private static readonly Sql SelectCached = new("SELECT json FROM cached_result WHERE cache_key = ?1 AND at >= ?2");

    private static readonly Sql SelectRows = new(
        "SELECT t.interval_start, t.interval_end, rows FROM task_rows t JOIN run USING (run_id) WHERE t.pipeline = ?1 AND task = ?2 AND state = ?3 ORDER BY t.interval_start DESC, t.interval_end DESC, ended_at DESC LIMIT ?4");

    private readonly SqliteDatabase _database;

    internal SqliteRunHistory(SqliteDatabase database) => _database = database;

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunRecord>> ListAsync(RunQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _database.ReadAsync<IReadOnlyList<RunRecord>>(
            session => session[SelectRuns].BindOptional(1, query.Pipeline).BindOptional(2, query.RunId).Bind(3, query.OnlyOpen).Bind(4, query.AtMost).All(RunRows.Map), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunEvent>> EventsAsync(string runId, int after = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runId);
        return _database.ReadAsync(session => RunRows.EventsOf(session, runId, after), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredResult?> ResultAsync(string digest, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(digest);
        return _database.ReadAsync(session => session[SelectResult].Bind(1, digest).First(r => new StoredResult(digest, r.GetBytes(0))), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<RunEvent?> CachedAsync(string cacheKey, Instant notBefore, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cacheKey);
        return _database.ReadAsync(session => session[SelectCached].Bind(1, cacheKey).Bind(2, notBefore.Microseconds).First(r => RunEventJson.Read(r.GetText(0))), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<(DataInterval Interval, long Rows)>> RowsAsync(string pipeline, string task, int atMost, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(task);
        return _database.ReadAsync<IReadOnlyList<(DataInterval, long)>>(
            session => session[SelectRows].Bind(1, pipeline).Bind(2, task).Bind(3, (int)RunState.Succeeded).Bind(4, atMost)
                .All(r => (new DataInterval(new(r.GetInt64(0)), new(r.GetInt64(1))), r.GetInt64(2))),
            cancellationToken);
    }
}
