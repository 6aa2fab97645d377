using System.Numerics;
using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>Keeps the values of a column and measures them at the end, in the plainest way.</summary>
internal sealed class AggregateMeter(AggregateCheck check) : CheckMeter
{
    private readonly List<FeatureValue> _values = [];
    private long _rows;

    public override CheckTally Tally => new(check.Measure is Measure.RowCount or Measure.NullCount or Measure.NullRatio ? _rows : _values.Count, 0, Value);

    private FeatureValue Value => check.Measure switch
    {
        Measure.RowCount => FeatureValue.From(_rows),
        Measure.NullCount => FeatureValue.From(_rows - _values.Count),
        Measure.NullRatio => Measures.Ratio(_rows - _values.Count, _rows),
        Measure.DistinctCount => FeatureValue.From((long)_values.Distinct().Count()),
        Measure.DistinctRatio => Measures.Ratio(_values.Distinct().Count(), _values.Count),
        Measure.OnceRatio => Measures.Ratio(_values.GroupBy(v => v).Count(g => g.Count() == 1), _values.Count),
        _ when _values.Count == 0 => FeatureValue.Null,
        Measure.Min => _values.Min(ValueOrder.Comparer),
        Measure.Max => _values.Max(ValueOrder.Comparer),
        Measure.Quantile => Ordered[(int)Measures.Place(check.Quantile, _values.Count)],
        Measure.QuantileContinuous => Interpolated,
        Measure.Sum => IsWhole ? Measures.Sum(WholeSum, _values.Count) : FeatureValue.From(Numbers.Sum()),
        Measure.Mean => IsWhole ? Measures.Mean(WholeSum, _values.Count) : Measures.Mean(Numbers.Sum(), _values.Count),
        _ => Spread,
    };

    private bool IsWhole => !ValueOrder.IsFloating(_values[0].Type);

    private BigInteger WholeSum => _values.Aggregate(BigInteger.Zero, (sum, v) => sum + v.Bits);

    private IEnumerable<double> Numbers => _values.Select(v => v.ToNumber()!.Value);

    private FeatureValue[] Ordered => [.. _values.Order(ValueOrder.Comparer)];

    private FeatureValue Interpolated
    {
        get
        {
            var at = check.Quantile * (_values.Count - 1);
            var (below, above) = ((int)Math.Floor(at), (int)Math.Ceiling(at));
            var (low, high) = (Ordered[below].ToNumber()!.Value, Ordered[above].ToNumber()!.Value);
            return FeatureValue.From(below == above ? low : Measures.Between(low, high, at - below));
        }
    }

    private FeatureValue Spread
    {
        get
        {
            var mean = Numbers.Sum() / _values.Count;
            return Measures.Spread(check.Measure, Numbers.Sum(n => (n - mean) * (n - mean)), _values.Count);
        }
    }

    /// <summary>What a check measures of values, in the form in which they are looked up by.</summary>
    public static FeatureValue ValueOf(AggregateCheck check, IEnumerable<FeatureValue> values)
    {
        var meter = new AggregateMeter(check);
        meter._values.AddRange(values);
        meter._rows = meter._values.Count;
        return meter.Value;
    }

    public override void Add(EventBatch batch, int row, long number)
    {
        _rows++;
        if (check.Column is { } column && !batch.Columns[column].Nulls[row])
        {
            _values.Add(ValueOrder.Key(batch.Columns[column].Value(row)));
        }
    }
}
