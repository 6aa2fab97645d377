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

    /// <summary>What it holds, in bytes, decoded states and objects included, about.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Number of nodes, and of their places in line.</summary>
    internal (int Nodes, int InLine) Places => (_entries.Count, _order.Count);

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

        var node = entry.Node;
        if (SizeOf(node) != entry.Size)
        {
            lock (_writing)
            {
                // States are decoded when first asked for.
                Count(entry, node);
            }
        }

        return node;
    }

    /// <summary>Keeps a node in the place of the one before.</summary>
    internal void Keep(AggregatePlan plan, EntityKey entity, long segment, TileNode node)
    {
        if (SizeOf(node) > _capacity)
        {
            return;
        }

        var place = new Place(plan, entity, segment);
        lock (_writing)
        {
            if (!_entries.TryGetValue(place, out var entry))
            {
                _entries[place] = entry = new Entry(place, node);
                _order.Enqueue(entry);
            }

            entry.Node = node;
            Count(entry, node);
        }
    }

    private static long SizeOf(TileNode node) => BytesPerNode + (2 * node.Bytes.Length) + node.DecodedBytes;

    private void Count(Entry entry, TileNode node)
    {
        if (entry.IsGone)
        {
            return;
        }

        var size = SizeOf(node);
        (_bytes, entry.Size) = (_bytes + size - entry.Size, size);

        // Readers mark entries as used meanwhile: at the second round the mark does not count.
        for (var looked = 0; _bytes > _capacity; looked++)
        {
            Leave(_order.Dequeue(), mayStay: looked < _order.Count);
        }
    }

    private void Leave(Entry entry, bool mayStay)
    {
        if (entry.WasUsed && mayStay)
        {
            entry.WasUsed = false;
            _order.Enqueue(entry);
            return;
        }

        _entries.TryRemove(entry.Place, out _);
        _bytes -= entry.Size;
        entry.IsGone = true;
    }

    private readonly record struct Place(AggregatePlan Plan, EntityKey Entity, long Segment)
    {
        public bool Equals(Place other) => Segment == other.Segment && ReferenceEquals(Plan, other.Plan) && Entity == other.Entity;

        public override int GetHashCode() => HashCode.Combine(Segment, Entity.GetHashCode());
    }

    private sealed class Entry(Place place, TileNode node)
    {
        public Place Place => place;

        /// <summary>The node read last; written under the lock.</summary>
        public TileNode Node { get; set; } = node;

        /// <summary>What it counts as.</summary>
        public long Size { get; set; }

        /// <summary>Whether it was found since it was last looked at.</summary>
        public bool WasUsed { get; set; }

        /// <summary>Whether it has left.</summary>
        public bool IsGone { get; set; }
    }
}
