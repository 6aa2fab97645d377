using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>
/// A stored node: the head, or the segment of one tile. It holds rows with tables of the narrower levels' tiles, or one table of the tiles
/// of the next narrower level, which are nodes of their own.
/// </summary>
/// <threadsafety>Safe for use by many threads: states are decoded when first asked for, by each that asks first, to the same values.</threadsafety>
internal sealed class TileNode
{
    private readonly RowColumns _rows;
    private readonly TileTable[] _tables;
    private readonly byte[] _bytes;
    private readonly AggregatePlan _plan;
    private RowFacts? _facts;

    /// <summary>Reads a node.</summary>
    /// <param name="plan">The view's plan.</param>
    /// <param name="folds">Number of its folds.</param>
    /// <param name="bytes">The stored bytes, kept.</param>
    /// <param name="level">The level of its tile; the number of levels for the head.</param>
    /// <exception cref="Errors.UnavailableException">The bytes are damaged.</exception>
    public TileNode(AggregatePlan plan, int folds, byte[] bytes, int level)
    {
        (_plan, _bytes, Level, _rows) = (plan, bytes, level, new RowColumns(plan.Inputs));
        NodeHeader.Check(bytes);
        IsBranch = bytes[1] == NodeHeader.Tiles;
        Count = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4));
        var at = NodeHeader.Length;
        _tables = new TileTable[IsBranch ? 1 : level];
        if (!IsBranch)
        {
            _rows.Open(bytes, (uint)Count <= (uint)bytes.Length ? Count : throw VarintReader.Damaged(), ref at);
        }

        for (var table = 0; table < _tables.Length; table++)
        {
            _tables[table] = new TileTable(bytes, IsBranch ? BranchFact.Count : LeafFact.Count, folds, ref at);
        }

        if (at != bytes.Length || (IsBranch && (Count != Children.Count || level == 0)))
        {
            throw VarintReader.Damaged();
        }
    }

    /// <summary>The level of its tile; the number of levels for the head.</summary>
    public int Level { get; }

    /// <summary>Whether its tiles are nodes of their own.</summary>
    public bool IsBranch { get; }

    /// <summary>Number of rows, or of tiles.</summary>
    public int Count { get; }

    /// <summary>The stored bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The hash of its content.</summary>
    public long Stamp => BinaryPrimitives.ReadInt64LittleEndian(Bytes[8..]);

    /// <summary>Of a head: events from here on are complete.</summary>
    public Instant CompleteFrom => new(BinaryPrimitives.ReadInt64LittleEndian(Bytes[16..]));

    /// <summary>Of a head: the newest event left out.</summary>
    public Instant? NewestBefore => (Bytes[2] & NodeHeader.HasNewestBefore) == 0 ? null : new Instant(BinaryPrimitives.ReadInt64LittleEndian(Bytes[24..]));

    /// <summary>The rows of a node that is no branch, decoded once; not to be changed.</summary>
    /// <exception cref="Errors.UnavailableException">They are damaged.</exception>
    public EntityEvents Events => Facts.Events;

    /// <summary>By row, how many levels' tiles, from the narrowest on, the row before lies in and it does not.</summary>
    public ReadOnlySpan<byte> Left => Facts.Left;

    /// <summary>From when on nothing changes about any row any more, microseconds.</summary>
    public long SettledAt => Facts.SettledAt;

    private RowFacts Facts
    {
        get
        {
            if (Volatile.Read(ref _facts) is { } known)
            {
                return known;
            }

            var events = new EntityEvents(_plan.Inputs);
            Load(events);
            var facts = new RowFacts(events, _plan.Grid);
            Volatile.Write(ref _facts, facts);
            return facts;
        }
    }

    /// <summary>The tiles of a branch.</summary>
    public TileTable Children => _tables[0];

    /// <summary>The tiles of a narrower level of a node with rows; table 0 of a branch are its children.</summary>
    public TileTable Tiles(int table) => _tables[table];

    /// <summary>Whether the node was made of this very array.</summary>
    public bool IsOf(ReadOnlyMemory<byte> payload) => ReferenceEquals(WholeArray(payload), _bytes);

    /// <summary>The array that a payload is the whole of, which then never changes; null where it is memory that is used again.</summary>
    public static byte[]? WholeArray(ReadOnlyMemory<byte> payload) =>
        MemoryMarshal.TryGetArray(payload, out var array) && array.Offset == 0 && array.Count == array.Array!.Length ? array.Array : null;

    /// <summary>Appends the rows of a node that is no branch to other events.</summary>
    /// <exception cref="Errors.UnavailableException">They are damaged.</exception>
    public void Load(EntityEvents events) => _rows.Load(_bytes, Count, events);

    /// <summary>Rows, with what each read asks of them.</summary>
    private sealed class RowFacts
    {
        public RowFacts(EntityEvents events, TileGrid grid)
        {
            (Events, Left, SettledAt) = (events, new byte[events.Count], long.MinValue);
            var times = events.EventTimes;
            for (var row = 0; row < times.Length; row++)
            {
                SettledAt = Math.Max(SettledAt, events.SettledAt(row));
                while (row > 0 && Left[row] < grid.Levels && grid.TileOf(Left[row], times[row]) != grid.TileOf(Left[row], times[row - 1]))
                {
                    Left[row]++;
                }
            }
        }

        public EntityEvents Events { get; }

        public byte[] Left { get; }

        public long SettledAt { get; }
    }
}
