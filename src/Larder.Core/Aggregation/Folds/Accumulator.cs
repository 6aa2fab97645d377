using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>
/// Folds values and whole tiles in time order over a grid: a value is added to the state of its smallest tile; when time leaves a tile,
/// its state is merged into the next wider one's, and that of the widest into the total. An exact algebra needs no tiles.
/// </summary>
internal sealed class Accumulator<TAlgebra, TValue, TState, TResult>
    where TAlgebra : IAggregation<TValue, TState, TResult>
{
    private readonly TAlgebra _algebra;
    private readonly TileGrid? _grid;
    private readonly int _levels;
    private readonly TState[] _states;
    private readonly bool[] _has;

    // By level, when the tile that its state belongs to ends; nested, so they ascend. One more, for the total, never comes.
    private readonly long[] _ends;

    public Accumulator(TAlgebra algebra, TileGrid grid)
    {
        _algebra = algebra;
        _grid = algebra.IsExact ? null : grid;
        _levels = _grid?.Levels ?? 0;
        _states = new TState[_levels + 1];
        _has = new bool[_levels + 1];
        _ends = new long[_levels + 1];
        Begin();
    }

    /// <summary>Forgets everything.</summary>
    public void Begin()
    {
        Array.Clear(_has);
        Array.Fill(_ends, long.MinValue);
        _ends[_levels] = long.MaxValue;
    }

    /// <summary>Adds the next value.</summary>
    public void Add(TValue value, long time)
    {
        if (time >= _ends[0])
        {
            Move(0, time);
        }

        if (!_has[0])
        {
            (_has[0], _states[0]) = (true, _algebra.Create());
        }

        _algebra.Add(ref _states[0], value, new Instant(time));
    }

    /// <summary>Adds the state of a whole tile that comes next; it is not changed.</summary>
    /// <param name="level">The tile's level.</param>
    /// <param name="time">A time in it.</param>
    /// <param name="tile">Its state.</param>
    public void AddTile(int level, long time, in TState tile)
    {
        var into = 0;
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

        if (!_has[into])
        {
            (_has[into], _states[into]) = (true, _algebra.Create());
        }

        _algebra.Merge(ref _states[into], in tile);
    }

    /// <summary>The state of everything added.</summary>
    public TState Total()
    {
        for (var level = 0; level < _levels; level++)
        {
            Flush(level);
        }

        if (!_has[_levels])
        {
            (_has[_levels], _states[_levels]) = (true, _algebra.Create());
        }

        return _states[_levels];
    }

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
        if (!_has[level])
        {
            return;
        }

        if (_has[level + 1])
        {
            _algebra.Merge(ref _states[level + 1], in _states[level]);
        }
        else
        {
            (_has[level + 1], _states[level + 1]) = (true, _states[level]);
        }

        _has[level] = false;
        _states[level] = default!;
    }
}
