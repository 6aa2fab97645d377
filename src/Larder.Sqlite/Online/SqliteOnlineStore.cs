using System.Collections.Concurrent;
using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>
/// The embedded online store: one SQLite file, two tables per view: rows and segments. Several processes may use it at once: readers never wait for a
/// writer, and writers wait for each other. Safe for use by many threads.
/// </summary>
public sealed class SqliteOnlineStore : IOnlineStore
{
    private readonly ConcurrentDictionary<string, OnlineView> _views = new(StringComparer.Ordinal);
    private readonly SqliteDatabase _database;

    private readonly long _capacity;
    private RowCache? _rows;
    private volatile bool _isWatched;
    private int _watching;

    private SqliteOnlineStore(SqliteDatabase database, long capacity) => (_database, _capacity) = (database, capacity);

    /// <summary>The file's full path.</summary>
    public string Path => _database.Path;

    /// <summary>Opens the store; a missing file or folder is created (<see cref="SqliteOptions.CreatesOnWrite"/> says when).</summary>
    /// <param name="path">The file, for example <c>.larder/online.db</c>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="UnavailableException">The file or its folder cannot be created, read or written.</exception>
    /// <exception cref="InvalidInputException">The file is not SQLite's, not an online store, or of a newer Larder.</exception>
    public static SqliteOnlineStore Open(string path, SqliteOptions? options = null)
        => new(SqliteDatabase.Open(path, SqliteSchema.Online, options), (options ?? new SqliteOptions()).RowCacheBytes);

    /// <inheritdoc/>
    public async Task CreateAsync(string view, CancellationToken cancellationToken = default)
    {
        var known = View(view);

        // A view that exists is left alone without waiting for whoever is writing.
        if (!await _database.ReadAsync(session => session.HasTable(known.Table) && session.HasTable(known.SegmentTable), cancellationToken).ConfigureAwait(false))
        {
            await _database.WriteAsync(session => Execute(session, known.Create), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads one row per key, on the calling thread: the returned task is complete. Allocates the payloads only, and nothing for rows read since the last commit.</summary>
    /// <inheritdoc/>
    public ValueTask ReadAsync(string view, ReadOnlyMemory<EntityKey> keys, Memory<OnlineRow> rows, CancellationToken cancellationToken = default)
    {
        var known = View(view);
        if (rows.Length < keys.Length)
        {
            throw new ArgumentException($"{keys.Length} keys need as many rows, but there is room for {rows.Length}.", nameof(rows));
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        try
        {
            Read(known, keys.Span, rows.Span, cancellationToken);
            return ValueTask.CompletedTask;
        }
        catch (Exception error)
        {
            return ValueTask.FromException(error);
        }
    }

    /// <summary>Reads on the calling thread: the returned task is complete. Allocates nothing once the buffer has grown, but for rows read for the first time since a commit.</summary>
    /// <inheritdoc/>
    public ValueTask ReadSegmentsAsync(string view, ReadOnlyMemory<SegmentKey> keys, PayloadBuffer payloads, CancellationToken cancellationToken = default)
    {
        var known = View(view);
        ArgumentNullException.ThrowIfNull(payloads);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        try
        {
            Read(known, keys.Span, payloads, cancellationToken);
            return ValueTask.CompletedTask;
        }
        catch (Exception error)
        {
            return ValueTask.FromException(error);
        }
    }

    /// <inheritdoc/>
    public Task WriteAsync(
        string view, IReadOnlyList<OnlineWrite> rows, MaterializationState state, MaterializationState? expected, CancellationToken cancellationToken = default)
    {
        var known = View(view);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(state);
        return _database.WriteAsync(session => OnlineWriter.Write(session, known, rows, state, expected, Path, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<MaterializationState?> GetStateAsync(string view, CancellationToken cancellationToken = default)
    {
        var known = View(view);
        return _database.ReadAsync(session => OnlineState.Read(session, known.Key), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(string view, CancellationToken cancellationToken = default)
    {
        var known = View(view);
        return _database.ReadAsync(session => Count(session, known), cancellationToken);
    }

    /// <summary>The bytes are overwritten in the file and, unless another process reads meanwhile, gone from the log beside it when the call returns.</summary>
    /// <inheritdoc/>
    public async Task<int> RemoveAsync(string view, IReadOnlyCollection<EntityKey> keys, CancellationToken cancellationToken = default)
    {
        var known = View(view);
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Count == 0 || !await _database.ReadAsync(session => session.HasTable(known.Table), cancellationToken).ConfigureAwait(false))
        {
            return 0;
        }

        var removed = await _database.WriteAsync(session => OnlineWriter.Remove(session, known, keys), cancellationToken).ConfigureAwait(false);
        // Earlier rows of the entity may lie in pages that are free now, and in the log.
        await _database.ScrubAsync(compacts: removed > 0, cancellationToken).ConfigureAwait(false);
        return removed;
    }

    /// <inheritdoc/>
    public Task DropAsync(string view, CancellationToken cancellationToken = default)
    {
        var known = View(view);
        return _database.WriteAsync(
            session =>
            {
                OnlineState.Delete(session, known.Key);
                return OnlineWriter.Overwriting(session, () => Execute(session, known.Drop));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _rows?.Dispose();
        return _database.DisposeAsync();
    }

    private OnlineView View(string view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return _views.TryGetValue(view, out var known) ? known : _views.GetOrAdd(view, static name => new OnlineView(name));
    }

    private void Read(OnlineView view, ReadOnlySpan<EntityKey> keys, Span<OnlineRow> rows, CancellationToken cancellationToken)
    {
        var snapshot = Rows()?.Current();
        if (snapshot is not null && snapshot.TryRead(view, keys, rows))
        {
            return;
        }

        var session = _database.RentReader();
        try
        {
            OnlineReader.Read(session, view, Path, keys, rows, cancellationToken);
        }
        catch (Exception error)
        {
            Recover(session, view, error);
            throw;
        }

        _database.ReturnReader(session);
        if (snapshot is not null && _rows!.IsCurrent(snapshot))
        {
            snapshot.Add(view, keys, rows);
        }
    }

    private void Read(OnlineView view, ReadOnlySpan<SegmentKey> keys, PayloadBuffer payloads, CancellationToken cancellationToken)
    {
        var snapshot = Rows()?.Current();
        if (snapshot is not null && snapshot.TryRead(view, keys, payloads))
        {
            return;
        }

        var session = _database.RentReader();
        try
        {
            OnlineReader.Read(session, view, Path, keys, payloads, cancellationToken);
        }
        catch (Exception error)
        {
            Recover(session, view, error);
            throw;
        }

        _database.ReturnReader(session);
        if (snapshot is not null && _rows!.IsCurrent(snapshot))
        {
            snapshot.Add(view, keys, payloads);
        }
    }

    /// <summary>The rows kept in memory; null where there is no file yet, or none are kept.</summary>
    private RowCache? Rows()
    {
        if (_isWatched || _database.IsMissing)
        {
            return _rows;
        }

        // One reader opens the watch; the others read the file meanwhile.
        if (Interlocked.Exchange(ref _watching, 1) == 0)
        {
            _rows = _capacity > 0 && _database.TryWatch() is { } index ? new RowCache(index, _capacity) : null;
            _isWatched = true;
        }

        return _isWatched ? _rows : null;
    }

    /// <exception cref="NotFoundException">The read failed because the view is not there.</exception>
    private void Recover(Session session, OnlineView view, Exception error)
    {
        var isMissing = error is LarderException && OnlineReader.IsMissing(session, view);
        _database.RecoverReader(session);
        if (isMissing)
        {
            throw StoreErrors.ViewNotMaterialized(view.Name, Path);
        }
    }

    private static bool Execute(Session session, string sql)
    {
        session.Execute(sql);
        return true;
    }

    private static long Count(Session session, OnlineView view)
        => session.HasTable(view.Table) ? session[view.Count].First(row => row.GetInt64(0)) : 0;
}
