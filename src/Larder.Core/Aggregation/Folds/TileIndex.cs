using System.Runtime.CompilerServices;

namespace Larder.Aggregation.Folds;

/// <summary>Which rows of an entity lie in which tile, level by level; made when a window is wide enough to gain by it.</summary>
internal sealed class TileIndex(TileGrid grid)
{
    /// <summary>Windows of no more rows are folded row by row: there is nothing to gain from an index.</summary>
    public const int FewRows = 64;

    private const int FewPerTile = 4;

    private readonly Level[] _levels = [.. Enumerable.Range(0, grid.Levels).Select(_ => new Level())];
    private EntityEvents? _events;
    private int _version;

    public int Levels => _levels.Length;

    /// <summary>Makes the index, unless it is that of these events already.</summary>
    public void Build(EntityEvents events)
    {
        if (ReferenceEquals(events, _events) && events.Version == _version)
        {
            return;
        }

        (_events, _version) = (events, events.Version);
        for (var level = 0; level < _levels.Length; level++)
        {
            _levels[level].Build(grid, level, events);
        }

        IsSparse = _levels.Length == 2 && events.Count <= FewPerTile * _levels[1].Count;
    }

    /// <summary>Whether the grid has two levels and a tile of the wider one has few rows on average.</summary>
    public bool IsSparse { get; private set; }

    /// <summary>Number of tiles that hold a row.</summary>
    public int Count(int level) => _levels[level].Count;

    /// <summary>The tile of a row, counted among those that hold one.</summary>
    public int TileOf(int level, int row) => _levels[level].OfRow[row];

    /// <summary>The tile of each row, see <see cref="TileOf"/>.</summary>
    public ReadOnlySpan<int> TilesOfRows(int level) => _levels[level].OfRow;

    /// <summary>The first row of each tile, and after the last the number of rows.</summary>
    public ReadOnlySpan<int> Starts(int level) => _levels[level].Starts.AsSpan(0, _levels[level].Count + 1);

    /// <summary>A tile's first row.</summary>
    public int Start(int level, int tile) => _levels[level].Starts[tile];

    /// <summary>The row after a tile's last.</summary>
    public int End(int level, int tile) => _levels[level].Starts[tile + 1];

    /// <summary>From when on a tile's fold changes no more: its events are known and, if ever, retracted.</summary>
    public long SettledAt(int level, int tile) => _levels[level].SettledAt(tile);

    private sealed class Level
    {
        private long[] _settledAts = [];
        private EntityEvents? _unsettled;

        public int[] OfRow { get; private set; } = [];

        public int[] Starts { get; private set; } = [];

        public int Count { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Build(TileGrid grid, int level, EntityEvents events)
        {
            if (OfRow.Length < events.Count)
            {
                (OfRow, Starts, _settledAts) = (new int[events.Count], new int[events.Count + 1], new long[events.Count]);
            }
            else if (Starts.Length == 0)
            {
                Starts = new int[1];
            }

            var (count, tile) = (0, 0L);
            var times = events.EventTimes;
            var (ofRow, starts) = (OfRow, Starts);
            for (var row = 0; row < times.Length; row++)
            {
                var next = grid.TileOf(level, times[row]);
                if (row == 0 || next != tile)
                {
                    tile = next;
                    starts[count++] = row;
                }

                ofRow[row] = count - 1;
            }

            Count = count;
            Starts[Count] = events.Count;
            _unsettled = events;
        }

        /// <summary>Found out for all tiles when one is asked for: folds of events that count from their own time on never ask.</summary>
        public long SettledAt(int tile)
        {
            if (_unsettled is { } events)
            {
                Array.Fill(_settledAts, long.MinValue, 0, Count);
                for (var row = 0; row < events.Count; row++)
                {
                    _settledAts[OfRow[row]] = Math.Max(_settledAts[OfRow[row]], events.SettledAt(row));
                }

                _unsettled = null;
            }

            return _settledAts[tile];
        }
    }
}
