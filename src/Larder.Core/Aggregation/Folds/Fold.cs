using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>Computes one aggregation of a plan for one entity after the other. Keeps scratch memory: one per thread.</summary>
internal abstract class Fold(AggregationSpec spec) : RowFold(spec)
{
    /// <summary>The aggregation's value.</summary>
    /// <param name="range">The rows of its window.</param>
    /// <param name="at">The query time.</param>
    /// <param name="unchanged">Whether the rows, settled, are those of the call before.</param>
    public abstract FeatureValue Evaluate(WindowRange range, Instant at, bool unchanged);

    /// <summary>The aggregation's values at several times, see <see cref="Evaluate"/>.</summary>
    /// <param name="ranges">The rows of its window at each.</param>
    /// <param name="times">The query times, microseconds, ascending.</param>
    /// <param name="unchanged">Whether the rows, settled, are those of the time before.</param>
    /// <param name="results">Receives the values.</param>
    public virtual void EvaluateAll(ReadOnlySpan<WindowRange> ranges, ReadOnlySpan<long> times, ReadOnlySpan<bool> unchanged, Span<FeatureValue> results)
    {
        for (var i = 0; i < ranges.Length; i++)
        {
            results[i] = Evaluate(ranges[i], new Instant(times[i]), unchanged[i]);
        }
    }

    /// <summary>Whether the values can go to a column of a type as they are.</summary>
    public virtual bool Fits(ColumnType type) => false;

    /// <summary>As the other form does, to a column that <see cref="Fits"/> and whose rows were not set yet.</summary>
    /// <param name="ranges">The rows of the window at each time.</param>
    /// <param name="times">The query times, microseconds, ascending.</param>
    /// <param name="unchanged">Whether the rows, settled, are those of the time before.</param>
    /// <param name="column">Receives the values.</param>
    /// <param name="first">The row of the first one.</param>
    public virtual void EvaluateAll(ReadOnlySpan<WindowRange> ranges, ReadOnlySpan<long> times, ReadOnlySpan<bool> unchanged, Column column, int first) =>
        throw new InvalidOperationException($"{Spec} does not fit a column of {column.Type}.");
}

/// <summary>Knows which of an entity's events count in an aggregation.</summary>
internal abstract class RowFold(AggregationSpec spec)
{
    private InputColumn? _filter;

    /// <summary>What is computed.</summary>
    protected AggregationSpec Spec { get; } = spec;

    /// <summary>The entity's events.</summary>
    protected EntityEvents Events { get; private set; } = null!;

    /// <summary>The aggregated input; null where the events themselves are.</summary>
    protected InputColumn? Input { get; private set; }

    /// <summary>Turns to an entity, or to one whose events have changed.</summary>
    public virtual void Attach(EntityEvents events)
    {
        Events = events;
        Input = Spec.Input < 0 ? null : events.Inputs[Spec.Input];
        _filter = Spec.Filter < 0 ? null : events.Inputs[Spec.Filter];
    }

    /// <summary>Whether every settled row with a value counts: none is ever retracted and there is no filter.</summary>
    protected bool TakesAllValues => _filter is null && !Events.HasRetractions;

    /// <summary>Whether a settled row counts: it was never retracted, passes the filter (a null condition does not) and has a value.</summary>
    protected bool Takes(int row) => !Events.IsRetracted(row) && Passes(row);

    /// <summary>Whether a row counts in a range.</summary>
    protected bool Takes(int row, WindowRange range, Instant at) =>
        range.IsSettled ? Takes(row) : Events.IsVisible(row, at) && Passes(row);

    private bool Passes(int row) =>
        (_filter is null || (_filter.Bits[row] != 0 && !_filter.Nulls[row])) && (Input is null || !Input.Nulls[row]);
}
