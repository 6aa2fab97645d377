using Larder.Aggregation.Algebra;
using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>The one place that says which algebra computes an aggregation; the visitor is compiled for each algebra's types.</summary>
internal static class AlgebraChoice
{
    /// <summary>Calls the visitor with an aggregation's algebra.</summary>
    public static T Visit<T>(AggregationSpec spec, IReadOnlyList<ColumnType> inputs, IAlgebraVisitor<T> visitor)
    {
        var type = spec.Input < 0 ? ColumnType.Boolean : inputs[spec.Input];
        T Moments(Moment moment) => visitor.Any<Moments, double, MomentState, double?>(new Moments(moment), spec);
        T Ends(EndChoice choice, bool single) => visitor.Any<Ends, FeatureValue, List<FeatureValue>, FeatureValue>(new Ends(choice, type, single), spec);
        T Frequencies(FrequencyResult result) => visitor.Frequencies(new Frequencies(result, type, spec.Count), result, spec);
        T Quantiles(bool single) =>
            visitor.Invertible<QuantileSketch, double, SortedDictionary<int, long>, FeatureValue>(new QuantileSketch([.. spec.Percentiles], spec.Number, single), spec);
        T Spans(SpanResult result) => visitor.Any<TimeSpans, bool, SpanState, double?>(new TimeSpans(result), spec);
        T Decayed(bool mean) => visitor.Any<Decayed, double, DecayState, double?>(new Decayed((long)Math.Round(spec.Number * 1e6), mean), spec);

        return spec.Kind switch
        {
            AggregationKind.Count => visitor.Invertible<Counting, bool, long, long>(default, spec),
            AggregationKind.Sum when type is ColumnType.Int64 or ColumnType.Int32 => visitor.Invertible<IntegerSum, long, Int128, FeatureValue>(default, spec),
            AggregationKind.Sum => visitor.Any<DoubleSum, double, SumAndCount, double>(default, spec),
            AggregationKind.Mean => visitor.Any<Mean, double, SumAndCount, double?>(default, spec),
            AggregationKind.Min => visitor.Any<Extreme, FeatureValue, FeatureValue, FeatureValue>(new Extreme(greatest: false, type), spec),
            AggregationKind.Max => visitor.Any<Extreme, FeatureValue, FeatureValue, FeatureValue>(new Extreme(greatest: true, type), spec),
            AggregationKind.VariancePop => Moments(Moment.VariancePop),
            AggregationKind.VarianceSample => Moments(Moment.VarianceSample),
            AggregationKind.StdDevPop => Moments(Moment.StdDevPop),
            AggregationKind.StdDevSample => Moments(Moment.StdDevSample),
            AggregationKind.First => Ends(new EndChoice(false, false, 1), single: true),
            AggregationKind.Last => Ends(new EndChoice(true, false, 1), single: true),
            AggregationKind.FirstN => Ends(new EndChoice(false, false, spec.Count), single: false),
            AggregationKind.LastN => Ends(new EndChoice(true, false, spec.Count), single: false),
            AggregationKind.FirstDistinctN => Ends(new EndChoice(false, true, spec.Count), single: false),
            AggregationKind.LastDistinctN => Ends(new EndChoice(true, true, spec.Count), single: false),
            AggregationKind.CountDistinct => Frequencies(FrequencyResult.Distinct),
            AggregationKind.TopK => Frequencies(FrequencyResult.Top),
            AggregationKind.Histogram => Frequencies(FrequencyResult.Histogram),
            AggregationKind.ApproxCountDistinct => visitor.Any<HyperLogLog, FeatureValue, byte[], long>(new HyperLogLog(spec.Count), spec),
            AggregationKind.ApproxPercentile => Quantiles(single: true),
            AggregationKind.ApproxPercentiles => Quantiles(single: false),
            AggregationKind.SecondsSinceFirst => Spans(SpanResult.SinceFirst),
            AggregationKind.SecondsSinceLast => Spans(SpanResult.SinceLast),
            AggregationKind.MeanGapSeconds => Spans(SpanResult.MeanGap),
            AggregationKind.DecayedSum => Decayed(mean: false),
            AggregationKind.DecayedMean => Decayed(mean: true),
            AggregationKind.Streak => visitor.Any<Streak, bool, RunState, long>(new Streak(longest: false), spec),
            AggregationKind.LongestStreak => visitor.Any<Streak, bool, RunState, long>(new Streak(longest: true), spec),
            AggregationKind.Aggregate => Custom(spec, visitor),
            _ => throw new InvalidOperationException($"There is no algebra for {spec.Kind}."),
        };
    }

    /// <summary>The user's algebra, whose types are known only now.</summary>
    private static T Custom<T>(AggregationSpec spec, IAlgebraVisitor<T> visitor)
    {
        var types = CustomAggregations.TypesOf(spec.Custom!);
        var method = typeof(IAlgebraVisitor<T>).GetMethod(nameof(IAlgebraVisitor<T>.Any))!;
        return (T)method.MakeGenericMethod([typeof(IAggregation<,,>).MakeGenericType(types), .. types]).Invoke(visitor, [spec.Custom, spec])!;
    }
}

/// <summary>Makes something of an aggregation's algebra.</summary>
internal interface IAlgebraVisitor<T>
{
    /// <summary>Any algebra.</summary>
    T Any<TAlgebra, TValue, TState, TResult>(TAlgebra algebra, AggregationSpec spec)
        where TAlgebra : IAggregation<TValue, TState, TResult>;

    /// <summary>One that can take values back.</summary>
    T Invertible<TAlgebra, TValue, TState, TResult>(TAlgebra algebra, AggregationSpec spec)
        where TAlgebra : IInvertibleAggregation<TValue, TState, TResult>;

    /// <summary>How often values occur.</summary>
    T Frequencies(Frequencies algebra, FrequencyResult result, AggregationSpec spec);
}
