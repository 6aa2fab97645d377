using Larder.Aggregation.Algebra;
using Larder.Aggregation.Folds;
using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>The folds of a plan, one for each fold key, whatever the windows.</summary>
internal sealed class TileFolds : IAlgebraVisitor<TileFold>
{
    private readonly AggregatePlan _plan;

    public TileFolds(AggregatePlan plan)
    {
        _plan = plan;
        var keys = plan.Aggregations.Select(a => a.FoldKey).Distinct(StringComparer.Ordinal).ToList();
        All = [.. keys.Select(key => AlgebraChoice.Visit(plan.Aggregations.First(a => a.FoldKey == key), plan.Inputs, this))];
        Of = [.. plan.Aggregations.Select(a => keys.IndexOf(a.FoldKey))];
    }

    /// <summary>The folds, by their number in stored tiles.</summary>
    public TileFold[] All { get; }

    /// <summary>The number of each aggregation's fold.</summary>
    public int[] Of { get; }

    public TileFold Frequencies(Frequencies algebra, FrequencyResult result, AggregationSpec spec) =>
        Any<Frequencies, FeatureValue, Dictionary<FeatureValue, long>, FeatureValue>(algebra, spec);

    public TileFold Invertible<TAlgebra, TValue, TState, TResult>(TAlgebra algebra, AggregationSpec spec)
        where TAlgebra : IInvertibleAggregation<TValue, TState, TResult> => Any<TAlgebra, TValue, TState, TResult>(algebra, spec);

    public TileFold Any<TAlgebra, TValue, TState, TResult>(TAlgebra algebra, AggregationSpec spec)
        where TAlgebra : IAggregation<TValue, TState, TResult> => spec.Bucket < 0
        ? new TileFold<ValueReader<TValue>, TAlgebra, TValue, TState, TResult>(algebra, spec, _plan.Grid)
        : new TileFold<BucketReader<TValue>, Bucketed<TAlgebra, TValue, TState, TResult>, BucketValue<TValue>, SortedDictionary<string, TState>, FeatureValue>(
            new Bucketed<TAlgebra, TValue, TState, TResult>(algebra), spec, _plan.Grid);
}
