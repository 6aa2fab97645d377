using System.Collections.Concurrent;
using Larder.Errors;
using Larder.Storage;

namespace Larder.Testing;

/// <summary>The calls of a remote that can be made to fail.</summary>
public enum BlobOperation
{
    /// <summary><see cref="IBlobRemote.FindAsync"/>.</summary>
    Find = 1,

    /// <summary><see cref="IBlobRemote.WriteAsync"/>.</summary>
    Write = 2,

    /// <summary><see cref="IBlobRemote.OpenAsync"/>.</summary>
    Open = 3,
}

/// <summary>Lets calls of a remote fail by plan. Injected failures are transient.</summary>
/// <param name="inner">The remote that does the work; disposed with this one.</param>
/// <param name="plan">What happens to a call, by its operation and how often that has been called: 1, 2, … Called from the callers' threads.</param>
public sealed class FaultyBlobRemote(IBlobRemote inner, Func<BlobOperation, int, Fault> plan) : IBlobRemote
{
    private readonly ConcurrentDictionary<BlobOperation, int> _calls = new();

    /// <inheritdoc/>
    public BlobRemoteSettings Settings => inner.Settings;

    /// <inheritdoc/>
    public Task<IReadOnlySet<BlobId>> FindAsync(IReadOnlyCollection<BlobId> ids, CancellationToken cancellationToken = default) =>
        RunAsync(BlobOperation.Find, () => inner.FindAsync(ids, cancellationToken));

    /// <inheritdoc/>
    public Task WriteAsync(BlobId id, Stream content, CancellationToken cancellationToken = default) => RunAsync(
        BlobOperation.Write,
        async () =>
        {
            await inner.WriteAsync(id, content, cancellationToken).ConfigureAwait(false);
            return true;
        });

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(BlobId id, CancellationToken cancellationToken = default) => RunAsync(BlobOperation.Open, () => inner.OpenAsync(id, cancellationToken));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task<T> RunAsync<T>(BlobOperation operation, Func<Task<T>> work)
    {
        var call = _calls.AddOrUpdate(operation, 1, static (_, calls) => calls + 1);
        var fault = plan(operation, call);
        if (fault.FailsBefore)
        {
            throw new UnavailableException($"Injected fault: call {call} of {operation} failed before it was done.", isTransient: true);
        }

        var result = await work().ConfigureAwait(false);
        return fault.FailsAfter ? throw new UnavailableException($"Injected fault: call {call} of {operation} was done and reported as failed.", isTransient: true) : result;
    }
}
