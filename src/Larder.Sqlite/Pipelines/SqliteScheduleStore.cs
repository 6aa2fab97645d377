using Larder.Storage;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>Positions of schedules in SQLite.</summary>
public sealed class SqliteScheduleStore : IScheduleStore
{
    private static readonly Sql SelectAll = new("SELECT pipeline, up_to, is_paused FROM schedule");

    private static readonly Sql Move = new(
        "INSERT INTO schedule (pipeline, up_to, is_paused) VALUES (?1, ?2, 0) ON CONFLICT (pipeline) DO UPDATE SET up_to = max(coalesce(up_to, excluded.up_to), excluded.up_to)");

    private static readonly Sql Pause = new("INSERT INTO schedule (pipeline, up_to, is_paused) VALUES (?1, NULL, ?2) ON CONFLICT (pipeline) DO UPDATE SET is_paused = excluded.is_paused");

    private readonly SqliteDatabase _database;

    internal SqliteScheduleStore(SqliteDatabase database) => _database = database;

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, SchedulePosition>> PositionsAsync(CancellationToken cancellationToken = default) =>
        _database.ReadAsync<IReadOnlyDictionary<string, SchedulePosition>>(
            session => session[SelectAll].All(r => (Pipeline: r.GetText(0), Position: new SchedulePosition(r.IsNull(1) ? null : new Instant(r.GetInt64(1)), r.GetBoolean(2))))
                .ToDictionary(p => p.Pipeline, p => p.Position, StringComparer.Ordinal),
            cancellationToken);

    /// <inheritdoc/>
    public Task MoveAsync(string pipeline, Instant upTo, CancellationToken cancellationToken = default) => Run(session => session[Move].Bind(1, pipeline).Bind(2, upTo.Microseconds).Run(), cancellationToken);

    /// <inheritdoc/>
    public Task PauseAsync(string pipeline, bool isPaused, CancellationToken cancellationToken = default) => Run(session => session[Pause].Bind(1, pipeline).Bind(2, isPaused).Run(), cancellationToken);

    private Task<bool> Run(Action<Session> work, CancellationToken cancellationToken) => _database.WriteAsync(
        session =>
        {
            work(session);
            return true;
        },
        cancellationToken);
}
