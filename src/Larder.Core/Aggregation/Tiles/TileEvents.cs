namespace Larder.Aggregation.Tiles;

/// <summary>
/// Brings all events of one entity out of its stored tiles, for explanations. 1. <see cref="Open"/> takes the head; 2. while <see cref="Find"/> is
/// false read what is <see cref="Wanted"/> and <see cref="Load"/> it; 3. <see cref="Events"/> are whole.
/// </summary>
public sealed class TileEvents
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

    /// <summary>The segments that the last <see cref="Find"/> missed.</summary>
    public IReadOnlyList<long> Wanted => _stored.Wanted;

    /// <summary>Whether head and segments are of different states of the store: read the entity again from its head.</summary>
    public bool IsTorn => _stored.IsTorn;

    /// <summary>The events, in the total order.</summary>
    public EntityEvents Events { get; }

    /// <summary>Begins an entity.</summary>
    /// <param name="head">Its stored row, which has tiles (<see cref="TileReader.IsTiled"/>).</param>
    /// <exception cref="Errors.UnavailableException">The row is damaged.</exception>
    public void Open(ReadOnlyMemory<byte> head) => _stored.Open(default, head);

    /// <summary>Whether all was read; else <see cref="Wanted"/> or <see cref="IsTorn"/> says what is missing.</summary>
    /// <exception cref="Errors.UnavailableException">A row is damaged.</exception>
    public bool Find()
    {
        Events.Clear();
        _stored.Wanted.Clear();
        _walk.AddAll(_stored.Head, Events);
        (Events.CompleteFrom, Events.NewestBefore) = (_stored.Head.CompleteFrom, _stored.Head.NewestBefore);
        return _stored.Wanted.Count == 0 && !_stored.IsTorn;
    }

    /// <summary>Takes a segment that was wanted; null where it is not stored (any more).</summary>
    /// <exception cref="Errors.UnavailableException">It is damaged.</exception>
    public void Load(long segment, ReadOnlyMemory<byte>? payload) => _stored.Load(segment, payload);
}
