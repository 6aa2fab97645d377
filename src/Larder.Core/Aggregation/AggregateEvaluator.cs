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
    private FeatureValue[][] _results = [];

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

    /// <summary>Computes the features at several times, as <see cref="Evaluate"/> does at each.</summary>
    /// <param name="events">The entity's events.</param>
    /// <param name="times">The query times, microseconds, ascending.</param>
    /// <param name="features">By feature: receives one value per time.</param>
    /// <param name="newest">Receives the newest event the windows may see at each time, microseconds, or what <paramref name="none"/> is.</param>
    /// <param name="none">Stands for no event.</param>
    /// <exception cref="UserCodeException">An expression around the aggregations threw.</exception>
    public void EvaluateAll(EntityEvents events, ReadOnlySpan<long> times, FeatureValue[][] features, Span<long> newest, long none)
    {
        ArgumentNullException.ThrowIfNull(features);
        var count = times.Length;
        if (_results.Length == 0 || _results[0].Length < count)
        {
            _results = [.. _aggregates.Select(_ => new FeatureValue[count])];
        }

        _kernel.EvaluateAll(events, times, _results);
        for (var i = 0; i < times.Length; i++)
        {
            for (var a = 0; a < _aggregates.Length; a++)
            {
                _aggregates[a] = _results[a][i];
            }

            for (var f = 0; f < features.Length; f++)
            {
                features[f][i] = _view.Finalizers[f](_aggregates);
            }

            newest[i] = _kernel.NewestEvent(events, new Instant(times[i]))?.Microseconds ?? none;
        }
    }

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
