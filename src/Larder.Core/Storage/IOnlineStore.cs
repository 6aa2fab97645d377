using Larder.Types;

namespace Larder.Storage;

/// <summary>
/// What serving needs now, per view and entity: a row, and segments that belong to it and come and go with it. Implementations guarantee:
/// a batch is visible whole or not at all; for one entity the row with the greatest <see cref="OnlineRow.Order"/> wins, with its segments,
/// whatever the order or number of writes; readers in other processes are never blocked by a writer. All of one entity lies together, so
/// that a store spread over machines finds it in one place. Instances are safe for use by many threads.
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

    /// <summary>
    /// Reads payloads of rows and segments into <paramref name="payloads"/>, which is emptied first: one per key, in the order of
    /// <paramref name="keys"/>, missing where it is not stored. All come from one consistent state of the store.
    /// </summary>
    /// <exception cref="Errors.NotFoundException">The view was never created here.</exception>
    ValueTask ReadSegmentsAsync(string view, ReadOnlyMemory<SegmentKey> keys, PayloadBuffer payloads, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes a batch and, in the same transaction, how far the materialization has come, provided that the stored state is still what
    /// the caller saw. A call repeated after it was done (its answer was lost) does no harm: a stored state equal to
    /// <paramref name="state"/> is taken as well.
    /// </summary>
    /// <param name="view">The view.</param>
    /// <param name="rows">The batch. With <see cref="MaterializationState.ReplacesRows"/> it takes the place of all rows of its stretch of keys.</param>
    /// <param name="state">How far the materialization has come with it.</param>
    /// <param name="expected">The state the caller saw last; null for none.</param>
    /// <param name="cancellationToken">Stops the write; nothing of it is kept then.</param>
    /// <exception cref="Errors.NotFoundException">The view was never created here.</exception>
    /// <exception cref="Errors.ConflictException">The state is another one: somebody else materializes the view.</exception>
    Task WriteAsync(
        string view, IReadOnlyList<OnlineWrite> rows, MaterializationState state, MaterializationState? expected, CancellationToken cancellationToken = default);

    /// <summary>How far the last materialization of the view has come; null before the first.</summary>
    Task<MaterializationState?> GetStateAsync(string view, CancellationToken cancellationToken = default);

    /// <summary>Number of entities stored for a view; 0 when it does not exist.</summary>
    Task<long> CountAsync(string view, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes entities from a view, rows and segments, whatever their rank, in one transaction; the state stays. Stores on disk overwrite the bytes. Idempotent; nothing happens where the
    /// view does not exist.
    /// </summary>
    /// <returns>How many of the entities were stored.</returns>
    Task<int> RemoveAsync(string view, IReadOnlyCollection<EntityKey> keys, CancellationToken cancellationToken = default);

    /// <summary>Removes a view and all its rows. Idempotent.</summary>
    Task DropAsync(string view, CancellationToken cancellationToken = default);
}
