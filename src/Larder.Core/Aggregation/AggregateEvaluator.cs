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
    private readonly int[] _featureOf;
    private readonly int[] _computed;
    private readonly Column?[] _columns;
    private FeatureValue[][] _results = [];
    private FeatureValue[] _values = [];

    /// <summary>Creates an evaluator.</summary>
    public AggregateEvaluator(CompiledAggregateView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        _view = view;
        _kernel = view.Plan.CreateKernel();
        _aggregates = new FeatureValue[view.Plan.Aggregations.Count];
        _columns = new Column?[_aggregates.Length];
        _featureOf = [.. _aggregates.Select((_, a) => FeatureOf(a))];
        _computed = [.. Enumerable.Range(0, view.Features.Count).Except(_featureOf)];
        Features = new FeatureValue[view.Features.Count];
    }

    /// <summary>The features of the last evaluation, overwritten by the next.</summary>
    public FeatureValue[] Features { get; }

    /// <summary>Computes the features at several times, as <see cref="Evaluate"/> does at each.</summary>
    /// <param name="events">The entity's events.</param>
    /// <param name="times">The query times, microseconds, ascending.</param>
    /// <param name="features">By feature: receives one value per time, in rows that were not set yet.</param>
    /// <param name="first">The row of the first one.</param>
    /// <param name="newest">Receives the newest event the windows may see at each time, microseconds, or what <paramref name="none"/> is.</param>
    /// <param name="none">Stands for no event.</param>
    /// <exception cref="UserCodeException">An expression around the aggregations threw.</exception>
    public void EvaluateAll(EntityEvents events, ReadOnlySpan<long> times, IReadOnlyList<Column> features, int first, Span<long> newest, long none)
    {
        ArgumentNullException.ThrowIfNull(features);
        var count = times.Length;
        if (_values.Length < count)
        {
            _values = new FeatureValue[count];
            _results = [.. _featureOf.Select(f => f < 0 ? new FeatureValue[count] : [])];
        }

        for (var a = 0; a < _columns.Length; a++)
        {
            _columns[a] = _featureOf[a] < 0 ? null : features[_featureOf[a]];
        }

        _kernel.EvaluateAll(events, times, _results, _columns, first);
        _kernel.NewestEvents(events, times, newest, none);
        Finish(features, first, count);
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

    /// <summary>The features that are more than an aggregation's value, row by row.</summary>
    private void Finish(IReadOnlyList<Column> features, int first, int count)
    {
        for (var f = 0; f < _computed.Length; f++)
        {
            var (feature, finalizer) = (features[_computed[f]], _view.Finalizers[_computed[f]]);
            for (var i = 0; i < count; i++)
            {
                foreach (var a in _view.FeatureSlots[_computed[f]])
                {
                    _aggregates[a] = _results[a][i];
                }

                _values[i] = finalizer(_aggregates);
            }

            feature.Set(first, _values.AsSpan(0, count));
        }
    }

    /// <summary>The one feature that is made of an aggregation, if it is its value as it comes and fits the feature's column; else -1.</summary>
    private int FeatureOf(int aggregation)
    {
        int[] readers = [.. Enumerable.Range(0, _view.Features.Count).Where(f => _view.FeatureSlots[f].Contains(aggregation))];
        return readers is [var only] && _view.PlainSlots[only] == aggregation && _kernel.Fits(aggregation, _view.Features[only].Type) ? only : -1;
    }
}
