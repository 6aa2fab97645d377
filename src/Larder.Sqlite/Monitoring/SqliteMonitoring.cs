using Larder.Errors;

namespace Larder.Sqlite;

/// <summary>What is observed of data and serving, in one SQLite file. Several processes may use it at once. Safe for use by many threads.</summary>
public sealed class SqliteMonitoring : IAsyncDisposable
{
    private readonly SqliteDatabase _database;

    private SqliteMonitoring(SqliteDatabase database)
    {
        _database = database;
        Alerts = new SqliteAlertStore(database);
        Profiles = new SqliteProfileStore(database);
        Drift = new SqliteDriftStore(database);
        Tallies = new SqliteTallyStore(database);
    }

    /// <summary>The file's full path.</summary>
    public string Path => _database.Path;

    /// <summary>Alerts and the outbox of notices.</summary>
    public SqliteAlertStore Alerts { get; }

    /// <summary>Profiles of features.</summary>
    public SqliteProfileStore Profiles { get; }

    /// <summary>Comparisons of profiles.</summary>
    public SqliteDriftStore Drift { get; }

    /// <summary>What serving counted.</summary>
    public SqliteTallyStore Tallies { get; }

    /// <summary>Opens the file; a missing file or folder is created (<see cref="SqliteOptions.CreatesOnWrite"/> says when), an older schema is brought up to date.</summary>
    /// <param name="path">The file, for example <c>.larder/monitoring.db</c>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="UnavailableException">The file or its folder cannot be created, read or written.</exception>
    /// <exception cref="InvalidInputException">The file is not SQLite's, not a monitoring store, or of a newer Larder.</exception>
    public static SqliteMonitoring Open(string path, SqliteOptions? options = null)
        => new(SqliteDatabase.Open(path, MonitoringSchema.Monitoring, options));

    /// <summary>Closes the file; the stores cannot be used any more.</summary>
    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
