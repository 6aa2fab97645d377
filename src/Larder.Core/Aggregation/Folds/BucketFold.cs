using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>Folds an algebra once for each value of a text input; the result is a map. Buckets whose result is null are left out.</summary>
internal sealed class BucketFold<TAlgebra, TValue, TState, TResult>(TAlgebra algebra, AggregationSpec spec, TileGrid grid) : Fold(spec)
    where TAlgebra : IAggregation<TValue, TState, TResult>
{
    private readonly List<Accumulator<TAlgebra, TValue, TState, TResult>> _accumulators = [];
    private readonly Dictionary<long, int> _places = [];
    private readonly List<TState> _totals = [];
    private readonly List<string> _names = [];
    private InputColumn _bucket = null!;

    public override void Attach(EntityEvents events)
    {
        base.Attach(events);
        _bucket = events.Inputs[Spec.Bucket];
    }

    public override FeatureValue Evaluate(WindowRange range, Instant at, bool unchanged)
    {
        if (!unchanged)
        {
            Collect(range, at);
        }

        var results = new (string Name, FeatureValue Value)[_names.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = (_names[i], InputValues.Wrap(algebra.Finish(_totals[i], at)));
        }

        return BucketResults.ToMap(results);
    }

    private void Collect(WindowRange range, Instant at)
    {
        _places.Clear();
        _names.Clear();
        _totals.Clear();
        var times = Events.EventTimes;
        for (var row = range.Start; row < range.End; row++)
        {
            if (Takes(row, range, at) && !_bucket.Nulls[row])
            {
                Place(_bucket.Bits[row]).Add(InputValues.Read<TValue>(Input, row), times[row]);
            }
        }

        for (var place = 0; place < _names.Count; place++)
        {
            _totals.Add(_accumulators[place].Total());
        }
    }

    private Accumulator<TAlgebra, TValue, TState, TResult> Place(long code)
    {
        if (!_places.TryGetValue(code, out var place))
        {
            place = _names.Count;
            _places.Add(code, place);
            _names.Add(_bucket.Texts[(int)code]);
            if (place == _accumulators.Count)
            {
                _accumulators.Add(new(algebra, grid));
            }

            _accumulators[place].Begin();
        }

        return _accumulators[place];
    }
}
