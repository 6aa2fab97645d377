using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>
/// A stored node: the head, or the segment of one tile. It holds rows with tables of the narrower levels' tiles, or one table of the tiles
/// of the next narrower level, which are nodes of their own. Opened again for other bytes.
/// </summary>
internal sealed class TileNode
{
    private readonly RowColumns _rows;
    private readonly TileTable[] _tiles;
    private readonly TileTable _children;
    private ArraySegment<byte> _bytes;

    public TileNode(AggregatePlan plan, int folds)
    {
        _rows = new RowColumns(plan.Inputs);
        _tiles = [.. Enumerable.Range(0, plan.Grid.Levels).Select(_ => new TileTable(LeafFact.Count, folds))];
        _children = new TileTable(BranchFact.Count, folds);
    }

    /// <summary>The level of its tile; the number of levels for the head.</summary>
    public int Level { get; private set; }

    /// <summary>Its number among the nodes opened.</summary>
    public int Number { get; private set; }

    /// <summary>Whether its tiles are nodes of their own.</summary>
    public bool IsBranch { get; private set; }

    /// <summary>Number of rows, or of tiles.</summary>
    public int Count { get; private set; }

    /// <summary>The stored bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The hash of its content.</summary>
    public long Stamp => BinaryPrimitives.ReadInt64LittleEndian(Bytes[8..]);

    /// <summary>Of a head: events from here on are complete.</summary>
    public Instant CompleteFrom => new(BinaryPrimitives.ReadInt64LittleEndian(Bytes[16..]));

    /// <summary>Of a head: the newest event left out.</summary>
    public Instant? NewestBefore => (Bytes[2] & NodeHeader.HasNewestBefore) == 0 ? null : new Instant(BinaryPrimitives.ReadInt64LittleEndian(Bytes[24..]));

    /// <summary>The rows of a node that is no branch.</summary>
    public RowColumns Rows => _rows;

    /// <summary>The tiles of a branch.</summary>
    public TileTable Children => _children;

    /// <summary>The tiles of a narrower level of a node with rows.</summary>
    public TileTable Tiles(int level) => _tiles[level];

    /// <summary>Reads a node.</summary>
    /// <exception cref="Errors.UnavailableException">The bytes are damaged.</exception>
    public void Open(ReadOnlyMemory<byte> bytes, int level, int number)
    {
        // Of an array a span costs next to nothing, and it is asked for at each tile.
        _bytes = MemoryMarshal.TryGetArray(bytes, out var array) ? array : new ArraySegment<byte>(bytes.ToArray());
        (Level, Number) = (level, number);
        var span = Bytes;
        NodeHeader.Check(span);
        IsBranch = span[1] == NodeHeader.Tiles;
        Count = BinaryPrimitives.ReadInt32LittleEndian(span[4..]);
        var at = NodeHeader.Length;
        if (IsBranch)
        {
            _children.Open(span, ref at);
        }
        else
        {
            _rows.Open(span, (uint)Count <= (uint)span.Length ? Count : throw VarintReader.Damaged(), ref at);
            for (var narrower = 0; narrower < level; narrower++)
            {
                _tiles[narrower].Open(span, ref at);
            }
        }

        if (at != span.Length || (IsBranch && (Count != _children.Count || level == 0)))
        {
            throw VarintReader.Damaged();
        }
    }

    /// <summary>The stored state of a tile: of a child of a branch, or of a tile of the level given.</summary>
    public ReadOnlySpan<byte> StateOf(int table, int tile, int fold) => (IsBranch ? _children : _tiles[table]).StateOf(Bytes, tile, fold);
}
