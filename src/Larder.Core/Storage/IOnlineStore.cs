using Larder.Types;

namespace Larder.Storage;

/// <summary>
/// What serving needs now, per view and entity. Implementations guarantee: a batch is visible whole or not at all; for one entity the
/// row with the greatest <see cref="OnlineRow.Order"/> wins whatever the order or number of writes; readers in other processes are
/// never blocked by a writer. Instances are safe for use by many threads.
/// </summary>
public interface IOnlineStore : IAsyncDisposable
{
    /// <summary>Makes a view known. Idempotent.</summary>
    Task CreateAsync(string view, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads one row per key, in the order of <paramref name="keys"/>; a missing entity leaves <see cref="OnlineRow.Payload"/> null.
    /// All rows come from one consistent state of the store.
    /// </summary>
    /// <exception cref="Errors.NotFoundException">The view was never created here.</exception>
    ValueTask ReadAsync(string view, ReadOnlyMemory<EntityKey> keys, Memory<OnlineRow> rows, CancellationToken cancellationToken = default);

    /// <summary>Writes a batch and, in the same transaction, how far the materialization has come.</summary>
    /// <exception cref="Errors.NotFoundException">The view was never created here.</exception>
    Task WriteAsync(string view, IReadOnlyList<OnlineWrite> rows, MaterializationState state, CancellationToken cancellationToken = default);

    /// <summary>How far the last materialization of the view has come; null before the first.</summary>
    Task<MaterializationState?> GetStateAsync(string view, CancellationToken cancellationToken = default);

    /// <summary>Number of entities stored for a view; 0 when it does not exist.</summary>
    Task<long> CountAsync(string view, CancellationToken cancellationToken = default);

    /// <summary>Removes a view and all its rows. Idempotent.</summary>
    Task DropAsync(string view, CancellationToken cancellationToken = default);
}
