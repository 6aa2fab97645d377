using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Conformance;

/// <summary>What a caller does about transient failures: repeat the same call. Run over a faulty store, a suite proves that this is safe.</summary>
public sealed class RetryingOnlineStore(IOnlineStore inner) : IOnlineStore
{
    private const int Attempts = 100;

    public Task CreateAsync(string view, CancellationToken cancellationToken = default)
        => Retry(() => Done(inner.CreateAsync(view, cancellationToken)));

    public ValueTask ReadAsync(string view, ReadOnlyMemory<EntityKey> keys, Memory<OnlineRow> rows, CancellationToken cancellationToken = default)
        => new(Retry(() => Done(inner.ReadAsync(view, keys, rows, cancellationToken).AsTask())));

    public ValueTask ReadSegmentsAsync(string view, ReadOnlyMemory<SegmentKey> keys, PayloadBuffer payloads, CancellationToken cancellationToken = default)
        => new(Retry(() => Done(inner.ReadSegmentsAsync(view, keys, payloads, cancellationToken).AsTask())));

    public Task WriteAsync(
        string view, IReadOnlyList<OnlineWrite> rows, MaterializationState state, MaterializationState? expected, CancellationToken cancellationToken = default)
        => Retry(() => Done(inner.WriteAsync(view, rows, state, expected, cancellationToken)));

    public Task<MaterializationState?> GetStateAsync(string view, CancellationToken cancellationToken = default)
        => Retry(() => inner.GetStateAsync(view, cancellationToken));

    public Task<long> CountAsync(string view, CancellationToken cancellationToken = default)
        => Retry(() => inner.CountAsync(view, cancellationToken));

    public Task<int> RemoveAsync(string view, IReadOnlyCollection<EntityKey> keys, CancellationToken cancellationToken = default)
        => Retry(() => inner.RemoveAsync(view, keys, cancellationToken));

    public Task DropAsync(string view, CancellationToken cancellationToken = default)
        => Retry(() => Done(inner.DropAsync(view, cancellationToken)));

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static async Task<bool> Done(Task call)
    {
        await call;
        return true;
    }

    private static async Task<T> Retry<T>(Func<Task<T>> call)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (UnavailableException error) when (error.IsTransient && attempt < Attempts)
            {
            }
        }
    }
}
