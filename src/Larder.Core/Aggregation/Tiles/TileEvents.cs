using System.Runtime.InteropServices;

namespace Larder.Aggregation.Tiles;

/// <summary>
/// Brings all events of one entity out of its stored tiles, for explanations. 1. <see cref="Open"/> takes the head; 2. while <see cref="Find"/> is
/// false read what is <see cref="Wanted"/> and <see cref="Load"/> it; 3. <see cref="Events"/> are whole.
/// </summary>
public sealed class TileEvents : ISegmentReader
{
    private readonly StoredTiles _stored;
    private readonly TileWalk _walk;

    /// <summary>Creates a reader for a plan.</summary>
    public TileEvents(AggregatePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _stored = new StoredTiles(plan, new TileFolds(plan).All.Length);
        Events = new EntityEvents(plan.Inputs);
        _walk = new TileWalk(plan, _stored, new TileRows(plan));
    }

    /// <inheritdoc/>
    public ReadOnlySpan<long> Wanted => CollectionsMarshal.AsSpan(_stored.Wanted);

    /// <inheritdoc/>
    public bool IsTorn => _stored.IsTorn;

    /// <summary>The events, in the total order.</summary>
    public EntityEvents Events { get; }

    /// <summary>Begins an entity.</summary>
    /// <param name="head">Its stored row, which has tiles (<see cref="TileReader.IsTiled"/>).</param>
    /// <exception cref="Errors.UnavailableException">The row is damaged.</exception>
    public void Open(ReadOnlyMemory<byte> head) => _stored.Open(default, head);

    /// <inheritdoc/>
    public bool Find()
    {
        Events.Clear();
        _stored.Wanted.Clear();
        _walk.AddAll(_stored.Head, Events);
        (Events.CompleteFrom, Events.NewestBefore) = (_stored.Head.CompleteFrom, _stored.Head.NewestBefore);
        return _stored.Wanted.Count == 0 && !_stored.IsTorn;
    }

    /// <inheritdoc/>
    public void Load(long segment, ReadOnlyMemory<byte>? payload) => _stored.Load(segment, payload);
}
