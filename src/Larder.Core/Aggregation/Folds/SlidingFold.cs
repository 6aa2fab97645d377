using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>
/// Folds an exact algebra that can take values back: from one query to the next only the rows that entered and left are touched.
/// </summary>
internal sealed class SlidingFold<TAlgebra, TValue, TState, TResult>(TAlgebra algebra, AggregationSpec spec) : Fold(spec)
    where TAlgebra : IInvertibleAggregation<TValue, TState, TResult>
{
    private readonly bool _usesQueryTime = algebra.UsesQueryTime;
    private TState _state = algebra.Create();
    private FeatureValue? _result;
    private int _start;
    private int _end;
    private bool _holds;

    public override void Attach(EntityEvents events)
    {
        base.Attach(events);
        _holds = false;
    }

    public override FeatureValue Evaluate(WindowRange range, Instant at, bool unchanged)
    {
        if (unchanged && !_usesQueryTime && _result is { } known)
        {
            return known;
        }

        if (!unchanged)
        {
            Slide(range, at);
        }

        var result = InputValues.Wrap(algebra.Finish(in _state, at));
        _result = result;
        return result;
    }

    public override bool Fits(ColumnType type) => TypedResults<TResult>.Fits(type);

    public override void EvaluateAll(ReadOnlySpan<WindowRange> ranges, ReadOnlySpan<long> times, ReadOnlySpan<bool> unchanged, Column column, int first)
    {
        _result = null;
        var results = new TypedResults<TResult>(column, first, ranges.Length);
        for (var i = 0; i < ranges.Length; i++)
        {
            var at = new Instant(times[i]);
            if (!unchanged[i])
            {
                Slide(ranges[i], at);
            }

            results.Set(i, algebra.Finish(in _state, at));
        }
    }

    private void Slide(WindowRange range, Instant at)
    {
        var overlaps = _holds && range.IsSettled && range.Start >= _start && range.Start <= _end && range.End >= _end;
        if (!overlaps)
        {
            _state = algebra.Create();
            (_start, _end) = (range.Start, range.Start);
        }

        var times = Events.EventTimes;
        for (; _start < range.Start; _start++)
        {
            if (Takes(_start))
            {
                algebra.Remove(ref _state, InputValues.Read<TValue>(Input, _start), new Instant(times[_start]));
            }
        }

        for (; _end < range.End; _end++)
        {
            if (Takes(_end, range, at))
            {
                algebra.Add(ref _state, InputValues.Read<TValue>(Input, _end), new Instant(times[_end]));
            }
        }

        _holds = range.IsSettled;
    }
}
