using Larder.Storage;
using Larder.Testing;
using Larder.Types;

namespace Larder.Support;

/// <summary>The online store in memory; counts its reads and can be made slow or unavailable.</summary>
public sealed class WatchedOnlineStore : IOnlineStore
{
    private readonly InMemoryOnlineStore _store = new();
    private int _reads;
    private long _keysRead;

    public int Reads => _reads;

    public long KeysRead => _keysRead;

    public Exception? Failure { get; set; }

    public bool IsAsynchronous { get; set; }

    public Task CreateAsync(string view, CancellationToken cancellationToken = default) => _store.CreateAsync(view, cancellationToken);

    public ValueTask ReadAsync(string view, ReadOnlyMemory<EntityKey> keys, Memory<OnlineRow> rows, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _reads);
        Interlocked.Add(ref _keysRead, keys.Length);
        return Failure is not null ? throw Failure
            : IsAsynchronous ? SlowAsync(view, keys, rows, cancellationToken)
            : _store.ReadAsync(view, keys, rows, cancellationToken);
    }

    public ValueTask ReadSegmentsAsync(string view, ReadOnlyMemory<SegmentKey> keys, PayloadBuffer payloads, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _reads);
        Interlocked.Add(ref _keysRead, keys.Length);
        return Failure is not null ? throw Failure
            : IsAsynchronous ? SlowAsync(view, keys, payloads, cancellationToken)
            : _store.ReadSegmentsAsync(view, keys, payloads, cancellationToken);
    }

    public Task WriteAsync(
        string view, IReadOnlyList<OnlineWrite> rows, MaterializationState state, MaterializationState? expected, CancellationToken cancellationToken = default) =>
        _store.WriteAsync(view, rows, state, expected, cancellationToken);

    public Task<MaterializationState?> GetStateAsync(string view, CancellationToken cancellationToken = default) =>
        Failure is null ? _store.GetStateAsync(view, cancellationToken) : Task.FromException<MaterializationState?>(Failure);

    public Task<int> RemoveAsync(string view, IReadOnlyCollection<EntityKey> keys, CancellationToken cancellationToken = default) => _store.RemoveAsync(view, keys, cancellationToken);

    public Task<long> CountAsync(string view, CancellationToken cancellationToken = default) => _store.CountAsync(view, cancellationToken);

    public Task DropAsync(string view, CancellationToken cancellationToken = default) => _store.DropAsync(view, cancellationToken);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async ValueTask SlowAsync(string view, ReadOnlyMemory<SegmentKey> keys, PayloadBuffer payloads, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await _store.ReadSegmentsAsync(view, keys, payloads, cancellationToken);
    }

    private async ValueTask SlowAsync(string view, ReadOnlyMemory<EntityKey> keys, Memory<OnlineRow> rows, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await _store.ReadAsync(view, keys, rows, cancellationToken);
    }
}
