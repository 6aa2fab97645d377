using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>
/// Cuts windows into whole settled tiles and rows, always the widest tile that fits, and brings the rows needed into
/// <see cref="Events"/>. What lies in segments that were not read yet is noted as wanted.
/// </summary>
internal sealed class TileWalk(AggregatePlan plan, StoredTiles stored)
{
    private readonly List<(int Node, int Start, int End, int Place)> _loaded = [];
    private readonly int[] _cursors = new int[plan.Grid.Levels];

    /// <summary>The rows needed, stretch by stretch.</summary>
    public EntityEvents Events { get; } = new(plan.Inputs);

    /// <summary>Begins an entity.</summary>
    public void Begin()
    {
        _loaded.Clear();
        Events.Clear();
    }

    /// <summary>Appends what a stretch of time is made of at a query time.</summary>
    /// <param name="node">Where to look.</param>
    /// <param name="from">First microsecond.</param>
    /// <param name="to">The microsecond after the last.</param>
    /// <param name="at">The query time.</param>
    /// <param name="pieces">Receives rows and tiles, in time order.</param>
    public void Add(TileNode node, long from, long to, Instant at, List<TilePiece> pieces)
    {
        var bytes = node.Bytes;
        if (!node.IsBranch)
        {
            var times = node.Rows.Times;
            var start = times.Find(bytes, 0, node.Count, from);
            AddRows(node, start, times.Find(bytes, start, node.Count, to), at, pieces);
            return;
        }

        var tiles = node.Children;
        for (var tile = tiles[BranchFact.Last].Find(bytes, 0, tiles.Count, from); tile < tiles.Count; tile++)
        {
            var first = tiles[BranchFact.First].At(bytes, tile);
            if (first >= to)
            {
                return;
            }

            if (first >= from && tiles[BranchFact.Last].At(bytes, tile) < to && tiles[BranchFact.Settled].At(bytes, tile) <= at.Microseconds)
            {
                pieces.Add(new TilePiece(node.Number, 0, node.Level - 1, tile, 0, first));
            }
            else if (stored.Child(node, tile) is { } child)
            {
                Add(child, from, to, at, pieces);
            }
        }
    }

    /// <summary>Brings all rows of a node into <see cref="Events"/>, in the total order.</summary>
    public void AddAll(TileNode node)
    {
        if (!node.IsBranch)
        {
            node.Rows.Load(node.Bytes, 0, node.Count, Events);
            return;
        }

        for (var tile = 0; tile < node.Count; tile++)
        {
            if (stored.Child(node, tile) is { } child)
            {
                AddAll(child);
            }
        }
    }

    /// <summary>The newest event before a time that counts at the query time; null where there is none, or where segments are wanted first.</summary>
    public Instant? Newest(TileNode node, long to, Instant at)
    {
        var bytes = node.Bytes;
        if (!node.IsBranch)
        {
            return node.Rows.Newest(bytes, node.Rows.Times.Find(bytes, 0, node.Count, to), at);
        }

        var tiles = node.Children;
        for (var tile = tiles[BranchFact.First].Find(bytes, 0, tiles.Count, to) - 1; tile >= 0; tile--)
        {
            if (tiles[BranchFact.Last].At(bytes, tile) < to && tiles[BranchFact.Settled].At(bytes, tile) <= at.Microseconds)
            {
                if (tiles[BranchFact.Newest].At(bytes, tile) is var newest and not long.MinValue)
                {
                    return new Instant(newest);
                }
            }
            else if (stored.Child(node, tile) is not { } child)
            {
                return null;
            }
            else if (Newest(child, to, at) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private void AddRows(TileNode node, int row, int end, Instant at, List<TilePiece> pieces)
    {
        var bytes = node.Bytes;
        for (var level = 0; level < node.Level; level++)
        {
            _cursors[level] = node.Tiles(level)[LeafFact.FirstRow].Find(bytes, 0, node.Tiles(level).Count, row);
        }

        while (row < end)
        {
            var next = end;
            var level = node.Level - 1;
            for (; level >= 0 && !IsWhole(node, level, row, end, at, ref next); level--)
            {
            }

            if (level < 0)
            {
                pieces.Add(Load(node, row, next));
                row = next;
                continue;
            }

            var tile = _cursors[level];
            pieces.Add(new TilePiece(node.Number, level, level, tile, 0, node.Rows.Times.At(bytes, row)));
            row = Behind(node, level, tile);
        }
    }

    /// <summary>Whether a tile that begins at a row has a state that counts; else <paramref name="next"/> is brought down to the next tile's first row.</summary>
    private bool IsWhole(TileNode node, int level, int row, int end, Instant at, ref int next)
    {
        var bytes = node.Bytes;
        var tiles = node.Tiles(level);
        ref var tile = ref _cursors[level];
        while (tile < tiles.Count && tiles[LeafFact.FirstRow].At(bytes, tile) < row)
        {
            tile++;
        }

        if (tile < tiles.Count && tiles[LeafFact.FirstRow].At(bytes, tile) == row)
        {
            if (Behind(node, level, tile) <= end && tiles[LeafFact.Settled].At(bytes, tile) <= at.Microseconds)
            {
                return true;
            }

            tile++;
        }

        if (tile < tiles.Count)
        {
            next = (int)Math.Clamp(tiles[LeafFact.FirstRow].At(bytes, tile), row + 1L, next);
        }

        return false;
    }

    private static int Behind(TileNode node, int level, int tile)
    {
        var bytes = node.Bytes;
        var tiles = node.Tiles(level);
        var (row, rows) = (tiles[LeafFact.FirstRow].At(bytes, tile), tiles[LeafFact.Rows].At(bytes, tile));
        return row >= 0 && rows > 0 && rows <= node.Count - row ? (int)(row + rows) : throw VarintReader.Damaged();
    }

    private TilePiece Load(TileNode node, int start, int end)
    {
        foreach (var (number, first, last, place) in _loaded)
        {
            if (number == node.Number && first <= start && end <= last)
            {
                return TilePiece.Rows(place + start - first, place + end - first);
            }
        }

        var at = Events.Count;
        node.Rows.Load(node.Bytes, start, end, Events);
        _loaded.Add((node.Number, start, end, at));
        return TilePiece.Rows(at, at + end - start);
    }
}
