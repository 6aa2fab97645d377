using System.Numerics;
using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>
/// Folds values and whole tiles in time order over a grid: a value is added to the state of its smallest tile; when time leaves a tile,
/// its state is merged into the next wider one's, and that of the widest into the total. An exact algebra needs no tiles. Either each value
/// comes with its time, or who knows better when tiles are left says so by <see cref="Leave"/>.
/// </summary>
internal sealed class Accumulator<TAlgebra, TValue, TState, TResult>
    where TAlgebra : IAggregation<TValue, TState, TResult>
{
    private readonly TAlgebra _algebra;
    private readonly TileGrid? _grid;
    private readonly int _levels;
    private readonly TState[] _states;

    // By level, when the tile that its state belongs to ends; nested, so they ascend. One more, for the total, never comes.
    private readonly long[] _ends;

    // The levels that have a state, as bits.
    private ulong _open;
    private bool _isTimed = true;

    public Accumulator(TAlgebra algebra, TileGrid grid)
    {
        _algebra = algebra;
        _grid = algebra.IsExact ? null : grid;
        _levels = _grid?.Levels ?? 0;
        _states = new TState[_levels + 1];
        _ends = new long[_levels + 1];
        Begin();
    }

    /// <summary>Forgets everything.</summary>
    public void Begin()
    {
        _open = 0;
        if (_isTimed)
        {
            _ends.AsSpan().Fill(long.MinValue);
            (_ends[_levels], _isTimed) = (long.MaxValue, false);
        }
    }

    /// <summary>Adds the next value.</summary>
    public void Add(TValue value, long time)
    {
        _isTimed = true;
        if (time >= _ends[0])
        {
            Move(0, time);
        }

        AddHere(value, time);
    }

    /// <summary>Leaves the tiles of the narrowest levels.</summary>
    public void Leave(int levels)
    {
        if (_algebra.IsExact)
        {
            return;
        }

        levels = Math.Min(levels, _levels);
        for (var level = BitOperations.TrailingZeroCount(_open); level < levels; level++)
        {
            Flush(level);
        }
    }

    /// <summary>Adds the next value, of the tiles that were not left.</summary>
    public void AddHere(TValue value, long time)
    {
        Open(0);
        _algebra.Add(ref _states[0], value, new Instant(time));
    }

    /// <summary>Adds the state of a whole tile that comes next; it is not changed.</summary>
    /// <param name="level">The tile's level.</param>
    /// <param name="time">A time in it.</param>
    /// <param name="tile">Its state.</param>
    public void AddTile(int level, long time, in TState tile)
    {
        var into = 0;
        _isTimed = true;
        if (_grid is not null)
        {
            // What is open at this level and below belongs to earlier tiles.
            for (; into <= level; into++)
            {
                Flush(into);
                _ends[into] = long.MinValue;
            }

            if (time >= _ends[into])
            {
                Move(into, time);
            }
        }

        Merge(into, in tile);
    }

    /// <summary>Adds the state of a whole tile that comes next, in the wider tiles that were not left; it is not changed.</summary>
    public void AddTileHere(int level, in TState tile)
    {
        Leave(level + 1);
        Merge(_algebra.IsExact ? 0 : level + 1, in tile);
    }

    /// <summary>The state of everything added.</summary>
    public TState Total()
    {
        Leave(_levels);
        Open(_levels);
        return _states[_levels];
    }

    private void Merge(int into, in TState tile)
    {
        Open(into);
        _algebra.Merge(ref _states[into], in tile);
    }

    private void Open(int level)
    {
        if (!Has(level))
        {
            _open |= 1UL << level;
            _states[level] = _algebra.Create();
        }
    }

    private bool Has(int level) => (_open & (1UL << level)) != 0;

    /// <summary>Turns to the tiles of a time, from a level on; a wider one that holds it already holds the widest too.</summary>
    private void Move(int level, long time)
    {
        for (; level < _levels && time >= _ends[level]; level++)
        {
            Flush(level);
            _ends[level] = _grid!.EndOf(level, _grid.TileOf(level, time));
        }
    }

    private void Flush(int level)
    {
        if (!Has(level))
        {
            return;
        }

        if (Has(level + 1))
        {
            _algebra.Merge(ref _states[level + 1], in _states[level]);
        }
        else
        {
            _states[level + 1] = _states[level];
        }

        _open = (_open | (2UL << level)) & ~(1UL << level);
        _states[level] = default!;
    }
}
