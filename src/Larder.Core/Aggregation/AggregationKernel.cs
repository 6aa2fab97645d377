using Larder.Aggregation.Folds;
using Larder.Types;

namespace Larder.Aggregation;

/// <summary>
/// Computes the windowed aggregates of one entity at one time, exactly as DESIGN 2.4, 2.5 and 2.8 define them:
/// 1. the rows of each window are found by their event times, edges as declared;
/// 2. rows not known at t, retracted by then, or not passing the aggregation's filter, are skipped;
/// 3. the rest is folded tile by tile of the grid, each tile from its own start in total order, and the tiles' folds are merged in time order;
/// 4. what an earlier question about the same events has folded is not folded again.
/// Training sets, and online reads of entities with few events, call it; those with many fold the stored states of tiles by the same algebras in the
/// same order (<see cref="Tiles.TileReader"/>), so that results agree to the last bit.
/// </summary>
public sealed class AggregationKernel
{
    private readonly Fold[] _folds;
    private readonly int[] _windowOf;
    private readonly RangeFinder[] _windows;
    private readonly WindowRange[] _ranges;
    private readonly bool[] _unchanged;
    private readonly int[][] _foldsOf;
    private readonly WindowEdges _edges;
    private WindowRange[] _runs = [];
    private bool[] _repeats = [];
    private EntityEvents? _events;
    private int _version;
    private int _seen;

    /// <summary>Creates a kernel for a plan. A kernel keeps scratch memory: one per thread.</summary>
    public AggregationKernel(AggregatePlan plan)
        : this(plan, TileIndex.FewRows)
    {
    }

    internal AggregationKernel(AggregatePlan plan, int fewRows)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var factory = new FoldFactory(plan.Inputs, plan.Grid, fewRows);
        var windows = plan.Aggregations.Select(a => a.Window).Distinct().ToArray();
        _edges = plan.Edges;
        _folds = [.. plan.Aggregations.Select(factory.Create)];
        _windowOf = [.. plan.Aggregations.Select(a => Array.IndexOf(windows, a.Window))];
        _windows = [.. windows.Select(w => new RangeFinder(w, plan.Edges))];
        _ranges = new WindowRange[windows.Length];
        _unchanged = new bool[windows.Length];
        _foldsOf = [.. windows.Select((_, w) => Enumerable.Range(0, _folds.Length).Where(f => _windowOf[f] == w).ToArray())];
    }

    /// <summary>Computes every aggregation of the plan. Questions about one entity are cheapest in the order of time.</summary>
    /// <param name="events">The entity's events, in the total order.</param>
    /// <param name="at">The query time.</param>
    /// <param name="results">Receives one value per aggregation.</param>
    public void Evaluate(EntityEvents events, Instant at, FeatureValue[] results)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(results);
        var isNew = !IsAttached(events);
        if (isNew)
        {
            Attach(events);
        }

        for (var w = 0; w < _windows.Length; w++)
        {
            var range = _windows[w].Find(at);
            _unchanged[w] = !isNew && range.IsSettled && range == _ranges[w];
            _ranges[w] = range;
        }

        for (var i = 0; i < _folds.Length; i++)
        {
            var window = _windowOf[i];
            results[i] = _folds[i].Evaluate(_ranges[window], at, _unchanged[window]);
        }
    }

    /// <summary>Computes every aggregation of the plan at several times, as <see cref="Evaluate"/> does at each: what is the same for all is done once.</summary>
    /// <param name="events">The entity's events, in the total order.</param>
    /// <param name="times">The query times, microseconds, ascending.</param>
    /// <param name="results">By aggregation: receives one value per time.</param>
    /// <param name="columns">By aggregation: a column that it <see cref="Fits"/> and that receives the values instead; null for none.</param>
    /// <param name="first">The row of the first value in those columns; it and those behind it were not set yet.</param>
    public void EvaluateAll(EntityEvents events, ReadOnlySpan<long> times, FeatureValue[][] results, Column?[]? columns = null, int first = 0)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(results);
        if (times.IsEmpty)
        {
            return;
        }

        var isNew = !IsAttached(events);
        if (isNew)
        {
            Attach(events);
        }

        if (_runs.Length < times.Length)
        {
            (_runs, _repeats) = (new WindowRange[times.Length], new bool[times.Length]);
        }

        var runs = _runs.AsSpan(0, times.Length);
        var repeats = _repeats.AsSpan(0, times.Length);
        for (var w = 0; w < _windows.Length; w++)
        {
            _windows[w].FindAll(times, runs);
            repeats[0] = !isNew && runs[0].IsSettled && runs[0] == _ranges[w];
            for (var i = 1; i < runs.Length; i++)
            {
                repeats[i] = runs[i].IsSettled && runs[i] == runs[i - 1];
            }

            _ranges[w] = runs[^1];
            foreach (var fold in _foldsOf[w])
            {
                if (columns?[fold] is { } column)
                {
                    _folds[fold].EvaluateAll(runs, times, repeats, column, first);
                }
                else
                {
                    _folds[fold].EvaluateAll(runs, times, repeats, results[fold]);
                }
            }
        }
    }

    /// <summary>Whether the values of an aggregation can go to a column of a type as they are.</summary>
    public bool Fits(int aggregation, ColumnType type) => _folds[aggregation].Fits(type);

    /// <summary>What <see cref="NewestEvent"/> gives at several times.</summary>
    /// <param name="events">The entity's events.</param>
    /// <param name="times">The query times, microseconds, ascending.</param>
    /// <param name="newest">Receives the event times, microseconds.</param>
    /// <param name="none">Stands for no event.</param>
    public void NewestEvents(EntityEvents events, ReadOnlySpan<long> times, Span<long> newest, long none)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.IsLate || events.NewestBefore is not null || !IsAttached(events))
        {
            for (var i = 0; i < times.Length; i++)
            {
                newest[i] = NewestEvent(events, new Instant(times[i]))?.Microseconds ?? none;
            }

            return;
        }

        var eventTimes = events.EventTimes;
        for (var i = 0; i < times.Length; i++)
        {
            _seen = RangeFinder.Advance(eventTimes, _seen, times[i], _edges.LeadingInclusive);
            newest[i] = _seen > 0 ? eventTimes[_seen - 1] : none;
        }
    }

    /// <summary>The newest event that the windows at <paramref name="at"/> may see, whatever their width; null when the entity is unknown then.</summary>
    public Instant? NewestEvent(EntityEvents events, Instant at)
    {
        ArgumentNullException.ThrowIfNull(events);
        var end = RangeFinder.Seek(events.EventTimes, IsAttached(events) ? _seen : events.Count, at.Microseconds, _edges.LeadingInclusive);
        _seen = end;
        for (var row = end - 1; row >= 0; row--)
        {
            if (events.IsVisible(row, at))
            {
                // A late event kept at the front may be older than the newest one left out.
                var newest = new Instant(events.EventTimes[row]);
                return events.NewestBefore is { } before && before > newest ? before : newest;
            }
        }

        return events.NewestBefore;
    }

    private bool IsAttached(EntityEvents events) => ReferenceEquals(events, _events) && events.Version == _version;

    private void Attach(EntityEvents events)
    {
        (_events, _version, _seen) = (events, events.Version, events.Count);
        foreach (var window in _windows)
        {
            window.Attach(events);
        }

        foreach (var fold in _folds)
        {
            fold.Attach(events);
        }
    }
}
