using Larder.Catalog;
using Larder.Errors;
using Larder.Types;

namespace Larder.Aggregation;

/// <summary>Computes a view's features for one entity at one time: the kernel, then the finalizers. One per thread.</summary>
public sealed class AggregateEvaluator
{
    private readonly CompiledAggregateView _view;
    private readonly AggregationKernel _kernel;
    private readonly FeatureValue[] _aggregates;

    /// <summary>Creates an evaluator.</summary>
    public AggregateEvaluator(CompiledAggregateView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        _view = view;
        _kernel = view.Plan.CreateKernel();
        _aggregates = new FeatureValue[view.Plan.Aggregations.Count];
        Features = new FeatureValue[view.Features.Count];
    }

    /// <summary>The features of the last evaluation, overwritten by the next.</summary>
    public FeatureValue[] Features { get; }

    /// <summary>Fills <see cref="Features"/> and returns the newest event the windows may see; null when the entity is unknown then.</summary>
    /// <exception cref="UserCodeException">An expression around the aggregations threw.</exception>
    public Instant? Evaluate(EntityEvents events, Instant at)
    {
        _kernel.Evaluate(events, at, _aggregates);
        for (var f = 0; f < Features.Length; f++)
        {
            Features[f] = _view.Finalizers[f](_aggregates);
        }

        return _kernel.NewestEvent(events, at);
    }
}
