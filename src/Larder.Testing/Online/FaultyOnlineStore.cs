using System.Collections.Concurrent;
using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Testing;

/// <summary>Lets calls of an online store fail or wait by plan, for tests of retries. Injected failures are transient.</summary>
/// <param name="inner">The store that does the work; disposed with this one.</param>
/// <param name="plan">What happens to each call. Called from the callers' threads.</param>
/// <param name="time">The clock of the delays; null for the machine's.</param>
public sealed class FaultyOnlineStore(IOnlineStore inner, FaultPlan plan, TimeProvider? time = null) : IOnlineStore
{
    private readonly ConcurrentDictionary<OnlineOperation, int> _calls = new();

    /// <summary>How often a method has been called.</summary>
    public int Calls(OnlineOperation operation) => _calls.GetValueOrDefault(operation);

    /// <inheritdoc/>
    public Task CreateAsync(string view, CancellationToken cancellationToken = default)
        => RunAsync(OnlineOperation.Create, () => Done(inner.CreateAsync(view, cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask ReadAsync(string view, ReadOnlyMemory<EntityKey> keys, Memory<OnlineRow> rows, CancellationToken cancellationToken = default)
        => new(RunAsync(OnlineOperation.Read, () => Done(inner.ReadAsync(view, keys, rows, cancellationToken).AsTask()), cancellationToken));

    /// <inheritdoc/>
    public ValueTask ReadSegmentsAsync(string view, ReadOnlyMemory<SegmentKey> keys, PayloadBuffer payloads, CancellationToken cancellationToken = default)
        => new(RunAsync(OnlineOperation.ReadSegments, () => Done(inner.ReadSegmentsAsync(view, keys, payloads, cancellationToken).AsTask()), cancellationToken));

    /// <inheritdoc/>
    public Task WriteAsync(
        string view, IReadOnlyList<OnlineWrite> rows, MaterializationState state, MaterializationState? expected, CancellationToken cancellationToken = default)
        => RunAsync(OnlineOperation.Write, () => Done(inner.WriteAsync(view, rows, state, expected, cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public Task<MaterializationState?> GetStateAsync(string view, CancellationToken cancellationToken = default)
        => RunAsync(OnlineOperation.GetState, () => inner.GetStateAsync(view, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<long> CountAsync(string view, CancellationToken cancellationToken = default)
        => RunAsync(OnlineOperation.Count, () => inner.CountAsync(view, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<int> RemoveAsync(string view, IReadOnlyCollection<EntityKey> keys, CancellationToken cancellationToken = default)
        => RunAsync(OnlineOperation.Remove, () => inner.RemoveAsync(view, keys, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task DropAsync(string view, CancellationToken cancellationToken = default)
        => RunAsync(OnlineOperation.Drop, () => Done(inner.DropAsync(view, cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static async Task<bool> Done(Task work)
    {
        await work.ConfigureAwait(false);
        return true;
    }

    private async Task<T> RunAsync<T>(OnlineOperation operation, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var call = _calls.AddOrUpdate(operation, 1, static (_, calls) => calls + 1);
        var fault = plan(operation, call);
        if (fault.Delay > TimeSpan.Zero)
        {
            await Task.Delay(fault.Delay, time ?? TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }

        if (fault.FailsBefore)
        {
            throw new UnavailableException($"Injected fault: call {call} of {operation} failed before it was done.", isTransient: true);
        }

        var result = await work().ConfigureAwait(false);
        return fault.FailsAfter
            ? throw new UnavailableException($"Injected fault: call {call} of {operation} was done and reported as failed.", isTransient: true)
            : result;
    }
}
