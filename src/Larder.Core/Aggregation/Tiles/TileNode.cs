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
    private readonly ArraySegment<byte> _bytes;

    /// <summary>Reads a node.</summary>
    /// <param name="plan">The view's plan.</param>
    /// <param name="folds">Number of its folds.</param>
    /// <param name="bytes">The stored bytes, kept.</param>
    /// <param name="level">The level of its tile; the number of levels for the head.</param>
    /// <param name="isKept">Whether it will be read again, so that decoding all states pays.</param>
    /// <exception cref="Errors.UnavailableException">The bytes are damaged.</exception>
    public TileNode(AggregatePlan plan, int folds, ArraySegment<byte> bytes, int level, bool isKept = true)
    {
        (_bytes, Level, _rows) = (bytes, level, new RowColumns(plan.Inputs));
        NodeHeader.Check(bytes);
        IsBranch = bytes[1] == NodeHeader.Tiles;
        Count = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4));
        var at = NodeHeader.Length;
        _tables = new TileTable[IsBranch ? 1 : level];
        if (!IsBranch)
        {
            _rows.Open(bytes, (uint)Count <= (uint)bytes.Count ? Count : throw VarintReader.Damaged(), ref at);
        }

        for (var table = 0; table < _tables.Length; table++)
        {
            _tables[table] = new TileTable(bytes, IsBranch ? BranchFact.Count : LeafFact.Count, folds, isKept, ref at);
        }

        if (at != bytes.Count || (IsBranch && (Count != Children.Count || level == 0)))
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

    /// <summary>What its decoded states take, in bytes, about.</summary>
    public long DecodedBytes
    {
        get
        {
            var bytes = 0L;
            foreach (var table in _tables)
            {
                bytes += table.DecodedBytes;
            }

            return bytes;
        }
    }

    /// <summary>The hash of its content.</summary>
    public long Stamp => BinaryPrimitives.ReadInt64LittleEndian(Bytes[8..]);

    /// <summary>Of a head: events from here on are complete.</summary>
    public Instant CompleteFrom => new(BinaryPrimitives.ReadInt64LittleEndian(Bytes[16..]));

    /// <summary>Of a head: the newest event left out.</summary>
    public Instant? NewestBefore => (Bytes[2] & NodeHeader.HasNewestBefore) == 0 ? null : new Instant(BinaryPrimitives.ReadInt64LittleEndian(Bytes[24..]));

    /// <summary>The rows of a node that is no branch.</summary>
    public RowColumns Rows => _rows;

    /// <summary>The tiles of a branch.</summary>
    public TileTable Children => _tables[0];

    /// <summary>The tiles of a narrower level of a node with rows; table 0 of a branch are its children.</summary>
    public TileTable Tiles(int table) => _tables[table];

    /// <summary>Whether the node is of this very array.</summary>
    public bool IsOf(ReadOnlyMemory<byte> payload) => WholeArray(payload) is { } array && ReferenceEquals(array, _bytes.Array);

    /// <summary>The array that a payload is the whole of, which then never changes; null where it is memory that is used again.</summary>
    public static byte[]? WholeArray(ReadOnlyMemory<byte> payload) =>
        MemoryMarshal.TryGetArray(payload, out var array) && array.Offset == 0 && array.Count == array.Array!.Length ? array.Array : null;

    public static ArraySegment<byte> SegmentOf(ReadOnlyMemory<byte> payload) => MemoryMarshal.TryGetArray(payload, out var array) ? array : payload.ToArray();

    /// <summary>Appends all rows of a node that is no branch to other events.</summary>
    /// <exception cref="Errors.UnavailableException">They are damaged.</exception>
    public void Load(EntityEvents events) => _rows.Load(_bytes, 0, Count, events);
}
