using System.Globalization;
using Larder.Errors;

namespace Larder.Sqlite;

/// <summary>
/// One SQLite file in WAL mode: any number of readers, on connections of their own, beside one writer. Writers of this process queue
/// here, writers of other processes at the file.
/// </summary>
internal sealed class SqliteDatabase : IAsyncDisposable
{
    /// <summary>How long SQLite itself waits for a lock before a writer looks whether it was cancelled.</summary>
    private static readonly TimeSpan WriterPatience = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _writerGate = new(1, 1);
    private readonly SqliteSchema _schema;
    private readonly SqliteOptions _options;
    private readonly SessionPool _readers;
    private Session? _writer;
    private volatile bool _isMissing;
    private bool _isDisposed;

    private SqliteDatabase(string path, SqliteSchema schema, SqliteOptions options)
    {
        Path = path;
        _schema = schema;
        _options = options;
        _readers = new SessionPool(() => OpenSession(create: false, options.BusyTimeout));
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>Opens or creates the file and brings its schema up to date; see <see cref="SqliteOptions.CreatesOnWrite"/>.</summary>
    /// <exception cref="UnavailableException">The file or its folder cannot be created, read or written.</exception>
    /// <exception cref="InvalidInputException">The file is not SQLite's, not of this kind, or of a newer Larder.</exception>
    public static SqliteDatabase Open(string path, SqliteSchema schema, SqliteOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = System.IO.Path.GetFullPath(path);
        var database = new SqliteDatabase(full, schema, options ?? new SqliteOptions());
        if (database._options.CreatesOnWrite && !File.Exists(full))
        {
            database._isMissing = true;
        }
        else
        {
            database._writer = database.OpenWriter();
        }

        return database;
    }

    public Session RentReader()
    {
        if (!_isMissing)
        {
            return _readers.Rent();
        }

        if (!File.Exists(Path))
        {
            return Session.OpenEmpty(Path, _schema);
        }

        // Another process has made it since, perhaps not to its end.
        OpenWriter().Dispose();
        return _readers.Rent();
    }

    /// <summary>Whether there is no file yet.</summary>
    public bool IsMissing => _isMissing;

    /// <summary>A look at the file's commits, on a connection of its own; null where SQLite does not show it or no connection can be had now.</summary>
    public WalIndex? TryWatch()
    {
        try
        {
            return WalIndex.TryOpen(OpenSession(create: false, TimeSpan.Zero));
        }
        catch (LarderException)
        {
            return null;
        }
    }

    /// <summary>Puts a reader back that has ended its work in order.</summary>
    public void ReturnReader(Session session)
    {
        if (session.StandsForNothing)
        {
            session.Dispose();
            return;
        }

        _readers.Return(session);
    }

    /// <summary>Puts a reader back whose work ended in an exception.</summary>
    public void RecoverReader(Session session)
    {
        try
        {
            session.Recover();
        }
        catch (LarderException)
        {
            session.Dispose();
            return;
        }

        ReturnReader(session);
    }

    /// <summary>Reads from one consistent state. Completes before it returns.</summary>
    public Task<T> ReadAsync<T>(Func<Session, T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        try
        {
            return Task.FromResult(Read(work));
        }
        catch (Exception error)
        {
            return Task.FromException<T>(error);
        }
    }

    /// <summary>Runs <paramref name="work"/> in one transaction, which is committed when it returns and rolled back when it throws.</summary>
    /// <exception cref="UnavailableException">Another process did not stop writing within the busy timeout (transient), or the disk is full.</exception>
    public async Task<T> WriteAsync<T>(Func<Session, T> work, CancellationToken cancellationToken)
    {
        await _writerGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return await Task.Run(() => Write(work, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writerGate.Release();
        }
    }

    /// <summary>Writes what is in the log into the file and cuts the log off, unless readers still need it.</summary>
    /// <param name="compacts">Whether the file is written anew first, without its free pages.</param>
    /// <param name="cancellationToken">Stops the wait for other processes.</param>
    /// <exception cref="UnavailableException">Another process writes (transient), or the disk is full.</exception>
    public async Task ScrubAsync(bool compacts, CancellationToken cancellationToken)
    {
        await _writerGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var session = _writer ??= OpenWriter();
            if (compacts)
            {
                Session.Retry(() => session.Execute("VACUUM"), _options.BusyTimeout, cancellationToken);
            }

            session.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        finally
        {
            _writerGate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writerGate.WaitAsync().ConfigureAwait(false);
        _isDisposed = true;
        _readers.Dispose();
        _writer?.Dispose();
        _writer = null;
        _writerGate.Release();
    }

    private T Read<T>(Func<Session, T> work)
    {
        var session = RentReader();
        try
        {
            session.Begin();
            var result = work(session);
            session.Commit();
            ReturnReader(session);
            return result;
        }
        catch
        {
            RecoverReader(session);
            throw;
        }
    }

    private T Write<T>(Func<Session, T> work, CancellationToken cancellationToken)
    {
        var session = _writer ??= OpenWriter();
        try
        {
            session.BeginImmediate(_options.BusyTimeout, cancellationToken);
            var result = work(session);
            cancellationToken.ThrowIfCancellationRequested();
            session.Commit();
            return result;
        }
        catch
        {
            RecoverWriter(session);
            throw;
        }
    }

    private void RecoverWriter(Session session)
    {
        try
        {
            session.Recover();
        }
        catch (LarderException)
        {
            // Closing rolls back; the next write opens a fresh connection.
            _writer = null;
            session.Dispose();
        }
    }

    private Session OpenWriter()
    {
        CreateFolder(Path, _schema);
        var session = OpenSession(create: true, WriterPatience);
        try
        {
            SqliteMigrator.Migrate(session, Path, _schema, _options.BusyTimeout);
            Configure(session, $"PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = {_options.CheckpointPages}");
            Configure(session, $"PRAGMA journal_size_limit = {(long)_options.CheckpointPages * SqliteMigrator.PageBytes}");
            if (_options.MaxPages > 0)
            {
                Configure(session, $"PRAGMA max_page_count = {_options.MaxPages}");
            }

            _isMissing = false;

            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private Session OpenSession(bool create, TimeSpan patience)
    {
        var session = Session.Open(Path, _schema, create, patience);
        try
        {
            Configure(session, $"PRAGMA synchronous = NORMAL; PRAGMA mmap_size = {_options.MemoryMapBytes}");
            Configure(session, $"PRAGMA cache_size = {-_options.CacheBytes / 1024}");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Even a setting of the connection alone makes SQLite look into the file, where it may meet a lock.</summary>
    private void Configure(Session session, FormattableString script)
        => Session.Retry(() => session.Execute(script.ToString(CultureInfo.InvariantCulture)), _options.BusyTimeout, CancellationToken.None);

    private static void CreateFolder(string path, SqliteSchema schema)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path) ?? path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw SqliteErrors.CannotOpen(path, schema, "its folder cannot be created", error);
        }
    }
}
