using System.Buffers;
using Larder.Aggregation.Folds;
using Larder.Storage;
using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>Writes nodes: whole trees from an entity's events, and branches from tiles of which some have changed. One per thread.</summary>
internal sealed class TileWriter
{
    private readonly AggregatePlan _plan;
    private readonly TileLayout _layout;
    private readonly TileFold[] _folds;
    private readonly TileIndex _index;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private EntityEvents _events = null!;

    public TileWriter(AggregatePlan plan, TileLayout layout)
    {
        (_plan, _layout) = (plan, layout);
        _folds = new TileFolds(plan).All;
        _index = new TileIndex(plan.Grid);
    }

    /// <summary>Number of folds.</summary>
    public int Folds => _folds.Length;

    /// <summary>Turns to events: all of an entity, or those of one tile.</summary>
    public void Attach(EntityEvents events)
    {
        _events = events;
        _index.Build(events);
        foreach (var fold in _folds)
        {
            fold.Attach(events);
        }
    }

    /// <summary>The head of all events; segments are added to <paramref name="segments"/>.</summary>
    public byte[] Head(List<OnlineSegment> segments)
    {
        var levels = _plan.Grid.Levels;
        if (_events.Count <= _layout.HeadRows)
        {
            return Rows(levels, 0, _events.Count);
        }

        var tiles = new List<TileEntry>(_index.Count(levels - 1));
        for (var tile = 0; tile < _index.Count(levels - 1); tile++)
        {
            tiles.Add(Tile(levels - 1, tile, segments));
        }

        return Branch(tiles, _events.CompleteFrom, _events.NewestBefore);
    }

    /// <summary>A tile of the events as a segment, and what its parent says of it.</summary>
    public TileEntry Tile(int level, int tile, List<OnlineSegment> segments)
    {
        var (start, end) = (_index.Start(level, tile), _index.End(level, tile));
        if (level == 0 || end - start <= _layout.SegmentRows)
        {
            var newest = end - 1;
            while (newest >= start && _events.IsRetracted(newest))
            {
                newest--;
            }

            var times = _events.EventTimes;
            var settled = long.MinValue;
            for (var row = start; row < end; row++)
            {
                settled = Math.Max(settled, _events.SettledAt(row));
            }

            long[] facts = [times[start], times[end - 1], newest < start ? long.MinValue : times[newest], end - start, settled, 0];
            return Seal(level, Rows(level, start, end), new TileEntry(facts, StatesOf(start, end)), segments);
        }

        var children = new List<TileEntry>();
        for (var row = start; row < end; row = _index.End(level - 1, _index.TileOf(level - 1, row)))
        {
            children.Add(Tile(level - 1, _index.TileOf(level - 1, row), segments));
        }

        return Tile(level, children, segments);
    }

    /// <summary>A tile made of tiles of the next narrower level as a segment, and what its parent says of it.</summary>
    public TileEntry Tile(int level, IReadOnlyList<TileEntry> children, List<OnlineSegment> segments)
    {
        long[] facts =
        [
            children[0].Facts[BranchFact.First],
            children[^1].Facts[BranchFact.Last],
            children.Max(c => c.Facts[BranchFact.Newest]),
            children.Sum(c => c.Facts[BranchFact.Rows]),
            children.Max(c => c.Facts[BranchFact.Settled]),
            0,
        ];
        return Seal(level, Branch(children, new Instant(0), null), new TileEntry(facts, StatesOf(level - 1, children)), segments);
    }

    /// <summary>A node of tiles.</summary>
    public byte[] Branch(IReadOnlyList<TileEntry> tiles, Instant completeFrom, Instant? newestBefore)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        NodeHeader.Write(buffer, NodeHeader.Tiles, tiles.Count, completeFrom, newestBefore);
        TileTable.Write(buffer, tiles, BranchFact.Count, _folds.Length);
        return buffer.WrittenSpan.ToArray();
    }

    private TileEntry Seal(int level, byte[] payload, TileEntry entry, List<OnlineSegment> segments)
    {
        entry.Facts[BranchFact.Stamp] = NodeHeader.Stamp(payload);
        segments.Add(new OnlineSegment(TileLayout.SegmentOf(level, _plan.Grid.TileOf(level, entry.Facts[BranchFact.First])), payload));
        return entry;
    }

    private byte[] Rows(int level, int start, int end)
    {
        var isHead = level == _plan.Grid.Levels;
        var buffer = new ArrayBufferWriter<byte>(1024);
        NodeHeader.Write(buffer, NodeHeader.Rows, end - start, isHead ? _events.CompleteFrom : new Instant(0), isHead ? _events.NewestBefore : null);
        RowColumns.Write(buffer, _events, start, end);
        var tiles = new List<TileEntry>();
        for (var narrower = 0; narrower < level; narrower++)
        {
            tiles.Clear();
            for (var row = start; row < end;)
            {
                var tile = _index.TileOf(narrower, row);
                var next = _index.End(narrower, tile);
                if (next - row >= _layout.TileRows)
                {
                    tiles.Add(new TileEntry([row - start, next - row, _index.SettledAt(narrower, tile)], StatesOf(row, next)));
                }

                row = next;
            }

            TileTable.Write(buffer, tiles, LeafFact.Count, _folds.Length);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private ReadOnlyMemory<byte>[] StatesOf(int start, int end)
    {
        var states = new ReadOnlyMemory<byte>[_folds.Length];
        for (var fold = 0; fold < states.Length; fold++)
        {
            _folds[fold].Begin();
            _folds[fold].AddSettled(start, end);
            states[fold] = Written(_folds[fold]);
        }

        return states;
    }

    private ReadOnlyMemory<byte>[] StatesOf(int level, IReadOnlyList<TileEntry> tiles)
    {
        var states = new ReadOnlyMemory<byte>[_folds.Length];
        for (var fold = 0; fold < states.Length; fold++)
        {
            _folds[fold].Begin();
            foreach (var tile in tiles)
            {
                _folds[fold].AddTile(level, tile.Facts[BranchFact.First], tile.States[fold].Span);
            }

            states[fold] = Written(_folds[fold]);
        }

        return states;
    }

    private ReadOnlyMemory<byte> Written(TileFold fold)
    {
        _buffer.ResetWrittenCount();
        fold.Write(_buffer);
        return _buffer.WrittenSpan.ToArray();
    }
}
