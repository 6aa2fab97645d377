using System.Diagnostics;
using Larder.Errors;
using SQLitePCL;

namespace Larder.Sqlite;

/// <summary>
/// One connection with its prepared statements. Used by one thread at a time, which is why SQLite's own mutexes are off.
/// </summary>
internal sealed class Session : IDisposable
{
    private const string InMemory = ":memory:";

    private static readonly Sql BeginRead = new("BEGIN");
    private static readonly Sql BeginWrite = new("BEGIN IMMEDIATE");
    private static readonly Sql CommitAny = new("COMMIT");
    private static readonly Sql RollbackAny = new("ROLLBACK");
    private static readonly Sql CountTable = new("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?1");

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(1);
    private static readonly Lock Closing = new();

    private readonly Dictionary<Sql, Statement> _statements = [];
    private readonly sqlite3 _handle;
    private readonly string _path;
    private readonly SqliteSchema _schema;

    private Session(sqlite3 handle, string path, SqliteSchema schema)
    {
        _handle = handle;
        _path = path;
        _schema = schema;
    }

    /// <summary>Opens a connection that waits for <paramref name="patience"/> inside SQLite where it meets a lock.</summary>
    public static Session Open(string path, SqliteSchema schema, bool create, TimeSpan patience) => Open(path, path, schema, create, patience);

    /// <summary>Opens a connection to an empty store in memory that stands for a file that is not there.</summary>
    public static Session OpenEmpty(string path, SqliteSchema schema)
    {
        var session = Open(InMemory, path, schema, create: true, TimeSpan.Zero);
        foreach (var script in schema.Migrations)
        {
            session.Execute(script);
        }

        session.StandsForNothing = true;
        return session;
    }

    private static Session Open(string file, string path, SqliteSchema schema, bool create, TimeSpan patience)
    {
        // The first connection of the process chooses the library.
        _ = SqliteLibrary.Version;
        var flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX | (create ? raw.SQLITE_OPEN_CREATE : 0);
        var code = raw.sqlite3_open_v2(file, out var handle, flags, null);
        var session = new Session(handle, path, schema);
        try
        {
            session.Check(code);
            session.Check(raw.sqlite3_extended_result_codes(handle, 1));
            session.Check(raw.sqlite3_busy_timeout(handle, (int)patience.TotalMilliseconds));
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Whether this is the empty stand-in of a missing file, to be used once.</summary>
    public bool StandsForNothing { get; private set; }

    public Statement this[Sql sql]
    {
        get
        {
            if (!_statements.TryGetValue(sql, out var statement))
            {
                Check(raw.sqlite3_prepare_v3(_handle, sql.Text, raw.SQLITE_PREPARE_PERSISTENT, out var handle));
                statement = new Statement(this, handle);
                _statements.Add(sql, statement);
            }

            return statement;
        }
    }

    /// <summary>Runs statements once, without keeping them.</summary>
    public void Execute(string script) => Check(raw.sqlite3_exec(_handle, script));

    /// <summary>The first column of the first row of a statement that is not kept; 0 when there is no row.</summary>
    public long Scalar(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
        using var statement = new Statement(this, handle);
        return statement.Step() ? statement.GetInt64(0) : 0;
    }

    public bool HasTable(string table) => this[CountTable].Bind(1, table).First(row => row.GetInt64(0)) == 1;

    /// <summary>The connection, for functions that the bindings lack.</summary>
    public sqlite3 Handle => _handle;

    /// <summary>Number of rows that the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    public void Begin() => this[BeginRead].Run();

    /// <summary>Begins a write; waits up to <paramref name="timeout"/> for the writer of another process.</summary>
    /// <exception cref="UnavailableException">The other one has not finished in time; transient.</exception>
    public void BeginImmediate(TimeSpan timeout, CancellationToken cancellationToken)
        => Retry(() => this[BeginWrite].Run(), timeout, cancellationToken);

    /// <summary>Repeats what failed on another process's lock.</summary>
    public static void Retry(Action action, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                action();
                return;
            }
            catch (UnavailableException error) when (error.IsTransient && Stopwatch.GetElapsedTime(started) < timeout)
            {
                // SQLite has waited by itself, except where that could have ended in a deadlock.
                cancellationToken.WaitHandle.WaitOne(RetryPause);
            }
        }
    }

    public void Commit() => this[CommitAny].Run();

    /// <summary>Brings the connection back to where the next use may start, whatever happened to the last one.</summary>
    public void Recover()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Reset();
        }

        if (raw.sqlite3_get_autocommit(_handle) == 0)
        {
            this[RollbackAny].Run();
        }
    }

    public LarderException Error(int code) => SqliteErrors.Create(code, raw.sqlite3_errmsg(_handle).utf8_to_string(), _path, _schema);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        // The last connection copies the log into the file and deletes it. Two that close at once would each leave that to the other.
        lock (Closing)
        {
            _handle.Dispose();
        }
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw Error(code);
        }
    }
}
