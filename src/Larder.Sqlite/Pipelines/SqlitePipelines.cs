using Larder.Errors;

namespace Larder.Sqlite;

/// <summary>Runs and schedules of pipelines in one SQLite file. Several processes may use it at once. Safe for use by many threads.</summary>
public sealed class SqlitePipelines : IAsyncDisposable
{
    private readonly SqliteDatabase _database;

    private SqlitePipelines(SqliteDatabase database, TimeProvider clock)
    {
        _database = database;
        Runs = new(database, clock);
        History = new(database);
        Schedules = new(database);
    }

    /// <summary>The runs, for who owns them.</summary>
    public SqliteRunStore Runs { get; }

    /// <summary>The runs, for who reads.</summary>
    public SqliteRunHistory History { get; }

    /// <summary>How far schedules have come.</summary>
    public SqliteScheduleStore Schedules { get; }

    /// <summary>Opens the file; a missing file or folder is created (<see cref="SqliteOptions.CreatesOnWrite"/> says when), an older schema is brought up to date.</summary>
    /// <param name="path">The file, for example <c>.larder/pipelines.db</c>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="clock">By which leases end; null for the system's.</param>
    /// <exception cref="UnavailableException">The file or its folder cannot be created, read or written.</exception>
    /// <exception cref="InvalidInputException">The file is not SQLite's, not of this kind, or of a newer Larder.</exception>
    public static SqlitePipelines Open(string path, SqliteOptions? options = null, TimeProvider? clock = null) =>
        new(SqliteDatabase.Open(path, SqliteSchema.Pipelines, options), clock ?? TimeProvider.System);

    /// <summary>Closes the file; the stores cannot be used any more.</summary>
    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
