using Larder.Aggregation.Algebra;
using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>Makes the folds of a plan; those of one fold key share their tiles.</summary>
internal sealed class FoldFactory(IReadOnlyList<ColumnType> inputs, TileGrid grid, int fewRows)
{
    private readonly TileIndex _index = new(grid);
    private readonly Dictionary<(int Input, bool Ordered), CodeBook> _codes = [];
    private readonly Dictionary<string, object> _tiles = new(StringComparer.Ordinal);

    /// <summary>The fold of an aggregation.</summary>
    public Fold Create(AggregationSpec spec)
    {
        var type = spec.Input < 0 ? ColumnType.Boolean : inputs[spec.Input];
        return spec.Kind switch
        {
            AggregationKind.Count when spec is { Input: < 0, Filter: < 0, Bucket: < 0 } => new RowCountFold(spec),
            AggregationKind.Count => Sliding<Counting, bool, long, long>(default, spec),
            AggregationKind.Sum when type is ColumnType.Int64 or ColumnType.Int32 => Sliding<IntegerSum, long, Int128, FeatureValue>(default, spec),
            AggregationKind.Sum => Any<DoubleSum, double, SumAndCount, double>(default, spec),
            AggregationKind.Mean => Any<Mean, double, SumAndCount, double?>(default, spec),
            AggregationKind.Min => Any<Extreme, FeatureValue, FeatureValue, FeatureValue>(new Extreme(greatest: false), spec),
            AggregationKind.Max => Any<Extreme, FeatureValue, FeatureValue, FeatureValue>(new Extreme(greatest: true), spec),
            AggregationKind.VariancePop => Moments(Moment.VariancePop, spec),
            AggregationKind.VarianceSample => Moments(Moment.VarianceSample, spec),
            AggregationKind.StdDevPop => Moments(Moment.StdDevPop, spec),
            AggregationKind.StdDevSample => Moments(Moment.StdDevSample, spec),
            AggregationKind.First => Ends(new EndChoice(false, false, 1), type, single: true, spec),
            AggregationKind.Last => Ends(new EndChoice(true, false, 1), type, single: true, spec),
            AggregationKind.FirstN => Ends(new EndChoice(false, false, spec.Count), type, single: false, spec),
            AggregationKind.LastN => Ends(new EndChoice(true, false, spec.Count), type, single: false, spec),
            AggregationKind.FirstDistinctN => Ends(new EndChoice(false, true, spec.Count), type, single: false, spec),
            AggregationKind.LastDistinctN => Ends(new EndChoice(true, true, spec.Count), type, single: false, spec),
            AggregationKind.CountDistinct => Frequencies(FrequencyResult.Distinct, type, spec),
            AggregationKind.TopK => Frequencies(FrequencyResult.Top, type, spec),
            AggregationKind.Histogram => Frequencies(FrequencyResult.Histogram, type, spec),
            AggregationKind.ApproxCountDistinct => Any<HyperLogLog, FeatureValue, byte[], long>(new HyperLogLog(spec.Count), spec),
            AggregationKind.ApproxPercentile => Quantiles(single: true, spec),
            AggregationKind.ApproxPercentiles => Quantiles(single: false, spec),
            AggregationKind.SecondsSinceFirst => Spans(SpanResult.SinceFirst, spec),
            AggregationKind.SecondsSinceLast => Spans(SpanResult.SinceLast, spec),
            AggregationKind.MeanGapSeconds => Spans(SpanResult.MeanGap, spec),
            AggregationKind.DecayedSum => Any<Decayed, double, DecayState, double?>(new Decayed(HalfLife(spec), mean: false), spec),
            AggregationKind.DecayedMean => Any<Decayed, double, DecayState, double?>(new Decayed(HalfLife(spec), mean: true), spec),
            AggregationKind.Streak => Any<Streak, bool, RunState, long>(new Streak(longest: false), spec),
            AggregationKind.LongestStreak => Any<Streak, bool, RunState, long>(new Streak(longest: true), spec),
            AggregationKind.Aggregate => Custom(spec),
            _ => throw new InvalidOperationException($"There is no fold for {spec.Kind}."),
        };
    }

    private static long HalfLife(AggregationSpec spec) => (long)Math.Round(spec.Number * 1e6);

    private Fold Moments(Moment moment, AggregationSpec spec) => Any<Moments, double, MomentState, double?>(new Moments(moment), spec);

    private Fold Ends(EndChoice choice, ColumnType type, bool single, AggregationSpec spec) =>
        Any<Ends, FeatureValue, List<FeatureValue>, FeatureValue>(new Ends(choice, type, single), spec);

    private Fold Frequencies(FrequencyResult result, ColumnType type, AggregationSpec spec)
    {
        if (spec.Bucket >= 0)
        {
            return new BucketFold<Frequencies, FeatureValue, Dictionary<FeatureValue, long>, FeatureValue>(new Frequencies(result, type, spec.Count), spec, grid);
        }

        var ordered = result == FrequencyResult.Top;
        if (!_codes.TryGetValue((spec.Input, ordered), out var codes))
        {
            _codes.Add((spec.Input, ordered), codes = new CodeBook(ordered));
        }

        return new FrequencyFold(result, spec, codes);
    }

    private Fold Quantiles(bool single, AggregationSpec spec) =>
        Sliding<QuantileSketch, double, SortedDictionary<int, long>, FeatureValue>(new QuantileSketch([.. spec.Percentiles], spec.Number, single), spec);

    private Fold Spans(SpanResult result, AggregationSpec spec) => Any<TimeSpans, bool, SpanState, double?>(new TimeSpans(result), spec);

    private Fold Sliding<TAlgebra, TValue, TState, TResult>(TAlgebra algebra, AggregationSpec spec)
        where TAlgebra : IInvertibleAggregation<TValue, TState, TResult> => spec.Bucket >= 0
        ? new BucketFold<TAlgebra, TValue, TState, TResult>(algebra, spec, grid)
        : new SlidingFold<TAlgebra, TValue, TState, TResult>(algebra, spec);

    private Fold Any<TAlgebra, TValue, TState, TResult>(TAlgebra algebra, AggregationSpec spec)
        where TAlgebra : IAggregation<TValue, TState, TResult>
    {
        if (spec.Bucket >= 0)
        {
            return new BucketFold<TAlgebra, TValue, TState, TResult>(algebra, spec, grid);
        }

        if (!_tiles.TryGetValue(spec.FoldKey, out var tiles))
        {
            _tiles.Add(spec.FoldKey, tiles = new TileStates<TState>(grid.Levels));
        }

        return new AlgebraFold<TAlgebra, TValue, TState, TResult>(algebra, spec, new TilePlan(grid, _index, fewRows), (TileStates<TState>)tiles);
    }

    /// <summary>The user's algebra, whose types are known only now.</summary>
    private Fold Custom(AggregationSpec spec)
    {
        var types = CustomAggregations.TypesOf(spec.Custom!);
        var method = typeof(FoldFactory).GetMethod(nameof(Any), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!;
        return (Fold)method.MakeGenericMethod([typeof(IAggregation<,,>).MakeGenericType(types), .. types]).Invoke(this, [spec.Custom, spec])!;
    }
}
