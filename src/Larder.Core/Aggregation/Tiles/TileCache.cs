using System.Collections.Concurrent;
using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>
/// Tiles of entities that were read, with their states decoded, so that an entity read often costs one read of its row. Nothing in it can
/// be out of date: a segment is used only where the entity's row, read afresh, leads to it by the hash of its content, a row only where it
/// is the array that the store gives out. What was not used since it was last looked at leaves first (the second-chance rule).
/// </summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
public sealed class TileCache
{
    /// <summary>Bytes of a cache of the default size: 64 MiB.</summary>
    public const long DefaultCapacity = 64L << 20;

    /// <summary>A node's objects beside its bytes.</summary>
    private const int BytesPerNode = 1024;

    private readonly ConcurrentDictionary<Place, Entry> _entries = [];
    private readonly Queue<Entry> _order = [];
    private readonly Lock _writing = new();
    private readonly long _capacity;
    private long _bytes;

    /// <summary>Creates a cache.</summary>
    /// <param name="capacity">How much it may hold, in bytes; 0 keeps nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is negative.</exception>
    public TileCache(long capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _capacity = capacity;
    }

    /// <summary>What it holds, in bytes.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The node last read at a place; null where there is none.</summary>
    internal TileNode? Find(AggregatePlan plan, EntityKey entity, long segment)
    {
        if (!_entries.TryGetValue(new Place(plan, entity, segment), out var entry))
        {
            return null;
        }

        if (!entry.WasUsed)
        {
            entry.WasUsed = true;
        }

        return entry.Node;
    }

    /// <summary>Keeps a node in the place of the one before.</summary>
    internal void Keep(AggregatePlan plan, EntityKey entity, long segment, TileNode node)
    {
        var entry = new Entry(new Place(plan, entity, segment), node, BytesPerNode + (2 * node.Bytes.Length));
        if (entry.Size > _capacity)
        {
            return;
        }

        lock (_writing)
        {
            if (_entries.TryGetValue(entry.Place, out var old))
            {
                (_bytes, old.IsGone) = (_bytes - old.Size, true);
            }

            _entries[entry.Place] = entry;
            _bytes += entry.Size;
            _order.Enqueue(entry);
            while (_bytes > _capacity)
            {
                Leave(_order.Dequeue());
            }

            // Replaced entries would otherwise stay in line until others are pushed out.
            while (_order.TryPeek(out var first) && first.IsGone)
            {
                _order.Dequeue();
            }
        }
    }

    private void Leave(Entry entry)
    {
        if (entry.IsGone)
        {
            return;
        }

        if (entry.WasUsed)
        {
            entry.WasUsed = false;
            _order.Enqueue(entry);
            return;
        }

        _entries.TryRemove(entry.Place, out _);
        _bytes -= entry.Size;
    }

    private readonly record struct Place(AggregatePlan Plan, EntityKey Entity, long Segment)
    {
        public bool Equals(Place other) => Segment == other.Segment && ReferenceEquals(Plan, other.Plan) && Entity == other.Entity;

        public override int GetHashCode() => HashCode.Combine(Segment, Entity.GetHashCode());
    }

    private sealed class Entry(Place place, TileNode node, long size)
    {
        public Place Place => place;

        public TileNode Node => node;

        public long Size => size;

        /// <summary>Whether it was found since it was last looked at.</summary>
        public bool WasUsed { get; set; }

        /// <summary>Whether another one took its place.</summary>
        public bool IsGone { get; set; }
    }
}
