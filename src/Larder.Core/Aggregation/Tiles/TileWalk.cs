using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>
/// Cuts stretches of time into whole settled tiles and rows, always the widest tile that fits. What lies in segments that were not read
/// yet is noted as wanted.
/// </summary>
internal sealed class TileWalk(AggregatePlan plan, StoredTiles stored, TileRows rows)
{
    private readonly int[] _cursors = new int[plan.Grid.Levels];

    // By level, when the tile ends that the last piece lies in; the least number where it is left anyway.
    private readonly long[] _ends = new long[plan.Grid.Levels];

    /// <summary>Begins a stretch.</summary>
    public void Begin() => Array.Fill(_ends, long.MinValue);

    /// <summary>How many levels' tiles are left on the way from the last piece to one at a time, of which the levels below <paramref name="level"/> are.</summary>
    public int LeftAt(int level, long time)
    {
        for (; level < _ends.Length && time >= _ends[level]; level++)
        {
            _ends[level] = plan.Grid.EndOf(level, plan.Grid.TileOf(level, time));
        }

        return level;
    }

    /// <summary>Appends what a stretch of time is made of at a query time.</summary>
    /// <param name="number">The node to look in.</param>
    /// <param name="from">First microsecond.</param>
    /// <param name="to">The microsecond after the last.</param>
    /// <param name="at">The query time.</param>
    /// <param name="pieces">Receives rows and tiles, in time order.</param>
    public void Add(int number, long from, long to, Instant at, List<TilePiece> pieces)
    {
        var node = stored[number];
        if (!node.IsBranch)
        {
            var times = node.Rows.Times;
            var start = times.Find(node.Bytes, 0, node.Count, from);
            AddRows(number, start, times.Find(node.Bytes, start, node.Count, to), at, pieces);
            return;
        }

        var tiles = node.Children;
        var (firsts, lasts, settled) = (tiles[BranchFact.First], tiles[BranchFact.Last], tiles[BranchFact.Settled]);
        for (var tile = Ascending.Find(lasts, 0, from); tile < firsts.Length; tile++)
        {
            if (firsts[tile] >= to)
            {
                return;
            }

            if (firsts[tile] >= from && lasts[tile] < to && settled[tile] <= at.Microseconds)
            {
                pieces.Add(TilePiece.Tile(number, 0, node.Level - 1, tile, LeftBy(node.Level - 1, firsts[tile])));
            }
            else if (stored.Child(node, tile) is >= 0 and var child)
            {
                Add(child, from, to, at, pieces);
            }
        }
    }

    /// <summary>Appends all rows of a node to <paramref name="events"/>, in the total order.</summary>
    public void AddAll(TileNode node, EntityEvents events)
    {
        if (!node.IsBranch)
        {
            node.Load(events);
            return;
        }

        for (var tile = 0; tile < node.Count; tile++)
        {
            if (stored.Child(node, tile) is >= 0 and var child)
            {
                AddAll(stored[child], events);
            }
        }
    }

    /// <summary>The newest event before a time that counts at the query time; null where there is none, or where segments are wanted first.</summary>
    public Instant? Newest(TileNode node, long to, Instant at)
    {
        if (!node.IsBranch)
        {
            return node.Rows.Newest(node.Bytes, node.Rows.Times.Find(node.Bytes, 0, node.Count, to), at);
        }

        var tiles = node.Children;
        for (var tile = Ascending.Find(tiles[BranchFact.First], 0, to) - 1; tile >= 0; tile--)
        {
            if (tiles[BranchFact.Last][tile] < to && tiles[BranchFact.Settled][tile] <= at.Microseconds)
            {
                if (tiles[BranchFact.Newest][tile] is var newest and not long.MinValue)
                {
                    return new Instant(newest);
                }
            }
            else if (stored.Child(node, tile) is not (>= 0 and var child))
            {
                return null;
            }
            else if (Newest(stored[child], to, at) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>How many levels are left where a whole tile comes next: all up to its own, and wider ones that have ended.</summary>
    private int LeftBy(int level, long time)
    {
        _ends.AsSpan(0, level + 1).Fill(long.MinValue);
        return LeftAt(level + 1, time);
    }

    private void AddRows(int number, int row, int end, Instant at, List<TilePiece> pieces)
    {
        var node = stored[number];
        for (var level = 0; level < node.Level; level++)
        {
            _cursors[level] = Ascending.Find(node.Tiles(level)[LeafFact.FirstRow], 0, row);
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
                var (start, settledAt) = rows.Take(node, number, row, next);
                var times = rows.Events.EventTimes.Slice(start, next - row);
                pieces.Add(TilePiece.Rows(start, start + times.Length, LeftAt(0, times[0]), settledAt <= at.Microseconds));
                LeftAt(0, times[^1]);
                row = next;
                continue;
            }

            pieces.Add(TilePiece.Tile(number, level, level, _cursors[level], LeftBy(level, node.Rows.Times.At(node.Bytes, row))));
            row = Behind(node, level, _cursors[level]);
        }
    }

    /// <summary>Whether a tile that begins at a row has a state that counts; else <paramref name="next"/> is brought down to the next tile's first row.</summary>
    private bool IsWhole(TileNode node, int level, int row, int end, Instant at, ref int next)
    {
        var tiles = node.Tiles(level);
        var firsts = tiles[LeafFact.FirstRow];
        ref var tile = ref _cursors[level];
        while (tile < firsts.Length && firsts[tile] < row)
        {
            tile++;
        }

        if (tile < firsts.Length && firsts[tile] == row)
        {
            if (Behind(node, level, tile) <= end && tiles[LeafFact.Settled][tile] <= at.Microseconds)
            {
                return true;
            }

            tile++;
        }

        if (tile < firsts.Length)
        {
            next = (int)Math.Clamp(firsts[tile], row + 1L, next);
        }

        return false;
    }

    private static int Behind(TileNode node, int level, int tile)
    {
        var (row, rows) = (node.Tiles(level)[LeafFact.FirstRow][tile], node.Tiles(level)[LeafFact.Rows][tile]);
        return row >= 0 && rows > 0 && rows <= node.Count - row ? (int)(row + rows) : throw VarintReader.Damaged();
    }
}
