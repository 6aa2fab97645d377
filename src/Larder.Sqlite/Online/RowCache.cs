namespace Larder.Sqlite;

/// <summary>
/// Entities' rows read since the last commit of any process. Each look asks the file's <see cref="WalIndex"/> first, so that a row committed
/// before a read began is always seen; after a commit all is forgotten. When full it is emptied.
/// </summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
internal sealed class RowCache(WalIndex index, long capacity) : IDisposable
{
    private RowSnapshot? _snapshot;

    /// <summary>The rows of the state committed last; null where it is not known or is changing.</summary>
    public RowSnapshot? Current()
    {
        if (index.Read() is not { } state)
        {
            return null;
        }

        var snapshot = Volatile.Read(ref _snapshot);
        if (snapshot is null || snapshot.State != state || snapshot.Bytes > capacity)
        {
            Volatile.Write(ref _snapshot, snapshot = new RowSnapshot(state));
        }

        return snapshot;
    }

    /// <summary>Whether a snapshot is still that of the state committed last: what was read since <see cref="Current"/> returned it belongs to it.</summary>
    public bool IsCurrent(RowSnapshot snapshot) => index.Read() == snapshot.State;

    public void Dispose() => index.Dispose();
}
