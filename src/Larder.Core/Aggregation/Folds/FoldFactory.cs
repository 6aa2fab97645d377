using Larder.Aggregation.Algebra;
using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>Makes the folds of a plan; those of one fold key share their tiles.</summary>
internal sealed class FoldFactory(IReadOnlyList<ColumnType> inputs, TileGrid grid, int fewRows) : IAlgebraVisitor<Fold>
{
    private readonly TileIndex _index = new(grid);
    private readonly Dictionary<(int Input, bool Ordered), CodeBook> _codes = [];
    private readonly Dictionary<string, object> _tiles = new(StringComparer.Ordinal);

    /// <summary>The fold of an aggregation.</summary>
    public Fold Create(AggregationSpec spec) =>
        spec is { Kind: AggregationKind.Count, Input: < 0, Filter: < 0, Bucket: < 0 } ? new RowCountFold(spec) : AlgebraChoice.Visit(spec, inputs, this);

    public Fold Frequencies(Frequencies algebra, FrequencyResult result, AggregationSpec spec)
    {
        if (spec.Bucket >= 0)
        {
            return new BucketFold<Frequencies, FeatureValue, Dictionary<FeatureValue, long>, FeatureValue>(algebra, spec, grid);
        }

        var ordered = result == FrequencyResult.Top;
        if (!_codes.TryGetValue((spec.Input, ordered), out var codes))
        {
            _codes.Add((spec.Input, ordered), codes = new CodeBook(ordered));
        }

        return new FrequencyFold(result, spec, codes);
    }

    public Fold Invertible<TAlgebra, TValue, TState, TResult>(TAlgebra algebra, AggregationSpec spec)
        where TAlgebra : IInvertibleAggregation<TValue, TState, TResult> => spec.Bucket >= 0
        ? new BucketFold<TAlgebra, TValue, TState, TResult>(algebra, spec, grid)
        : new SlidingFold<TAlgebra, TValue, TState, TResult>(algebra, spec);

    public Fold Any<TAlgebra, TValue, TState, TResult>(TAlgebra algebra, AggregationSpec spec)
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
}
