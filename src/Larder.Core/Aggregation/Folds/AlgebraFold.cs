using System.Runtime.CompilerServices;
using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>
/// Folds any algebra: rows one by one at the window's ragged ends and in tiles not settled, cached folds of whole tiles between,
/// always the widest that fits.
/// </summary>
internal sealed partial class AlgebraFold<TAlgebra, TValue, TState, TResult>(TAlgebra algebra, AggregationSpec spec, TilePlan plan, TileStates<TState> tiles)
    : Fold(spec)
    where TAlgebra : IAggregation<TValue, TState, TResult>
{
    private readonly Accumulator<TAlgebra, TValue, TState, TResult> _accumulator = new(algebra, plan.Grid);
    private readonly TileIndex _index = plan.Index;
    private readonly bool _usesQueryTime = algebra.UsesQueryTime;
    private TState _total = algebra.Create();
    private FeatureValue? _result;
    private bool _isAskedAgain;

    public override void Attach(EntityEvents events)
    {
        base.Attach(events);
        _isAskedAgain = false;
    }

    public override FeatureValue Evaluate(WindowRange range, Instant at, bool unchanged)
    {
        if (unchanged && !_usesQueryTime && _result is { } known)
        {
            return known;
        }

        if (!unchanged)
        {
            _total = Fold(range, at);
            _isAskedAgain = true;
        }

        var result = InputValues.Wrap(algebra.Finish(in _total, at));
        _result = result;
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void EvaluateAll(ReadOnlySpan<WindowRange> ranges, ReadOnlySpan<long> times, ReadOnlySpan<bool> unchanged, Span<FeatureValue> results)
    {
        _isAskedAgain |= ranges.Length > 1;
        for (var i = 0; i < ranges.Length; i++)
        {
            results[i] = Evaluate(ranges[i], new Instant(times[i]), unchanged[i]);
        }
    }

    public override bool Fits(ColumnType type) => TypedResults<TResult>.Fits(type);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void EvaluateAll(ReadOnlySpan<WindowRange> ranges, ReadOnlySpan<long> times, ReadOnlySpan<bool> unchanged, Column column, int first)
    {
        _isAskedAgain |= ranges.Length > 1;
        _result = null;
        var results = new TypedResults<TResult>(column, first, ranges.Length);
        for (var i = 0; i < ranges.Length; i++)
        {
            var at = new Instant(times[i]);
            if (!unchanged[i])
            {
                _total = Fold(ranges[i], at);
                _isAskedAgain = true;
            }

            results.Set(i, algebra.Finish(in _total, at));
        }
    }

    /// <summary>Few rows are folded one by one, unless questions about the same events go on: those share the folds of tiles.</summary>
    private TState Fold(WindowRange range, Instant at)
    {
        var isFew = range.End - range.Start <= plan.FewRows;
        if (range.IsSettled && (!isFew || _isAskedAgain))
        {
            if (range.Start >= range.End)
            {
                return algebra.Create();
            }

            _index.Build(Events);
            return CanFoldSparse && TryFoldSparse(range.Start, range.End, out var total) ? total : FoldTiles(range.Start, range.End);
        }

        _accumulator.Begin();
        if (isFew)
        {
            AddRows(range.Start, range.End, range, at);
        }
        else
        {
            AddTiles(range, at);
        }

        return _accumulator.Total();
    }

    private void AddRows(int start, int end, WindowRange range, Instant at)
    {
        var times = Events.EventTimes;
        for (var row = start; row < end; row++)
        {
            if (Takes(row, range, at))
            {
                _accumulator.Add(InputValues.Read<TValue>(Input, row), times[row]);
            }
        }
    }

    private void AddTiles(WindowRange range, Instant at)
    {
        _index.Build(Events);
        tiles.Begin(Events, _index);
        for (var row = range.Start; row < range.End;)
        {
            var level = _index.Levels - 1;
            while (level >= 0 && !IsWhole(level, row, range.End, at))
            {
                level--;
            }

            if (level < 0)
            {
                var end = Math.Min(range.End, _index.End(0, _index.TileOf(0, row)));
                AddRows(row, end, range, at);
                row = end;
                continue;
            }

            var tile = _index.TileOf(level, row);
            if (!IsEmpty(level, tile))
            {
                _accumulator.AddTile(level, Events.EventTimes[row], in tiles.State(level, tile));
            }

            row = _index.End(level, tile);
        }
    }

    private bool IsWhole(int level, int row, int end, Instant at)
    {
        var tile = _index.TileOf(level, row);
        return _index.Start(level, tile) == row && _index.End(level, tile) <= end && _index.SettledAt(level, tile) <= at.Microseconds;
    }
}

/// <summary>How a plan's folds use tiles.</summary>
/// <param name="Grid">The grid.</param>
/// <param name="Index">The entity's rows by tile, shared.</param>
/// <param name="FewRows">Windows of no more rows are folded row by row.</param>
internal sealed record TilePlan(TileGrid Grid, TileIndex Index, int FewRows);
