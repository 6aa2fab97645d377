using System.Runtime.InteropServices;
using Larder.Aggregation.Folds;
using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>
/// Computes a plan's aggregations of one entity at one time from its stored tiles, exactly as <see cref="AggregationKernel"/> does from its
/// events: states of whole settled tiles in the middle of a window, rows at its ragged ends, folded by the same algebras over the same grid.
/// 1. <see cref="Open"/> takes the head; 2. <see cref="Find"/> cuts the windows and says which segments are missing; 3. those are read and
/// given to <see cref="Load"/>, and step 2 is repeated; 4. <see cref="Evaluate"/> folds. Keeps scratch memory: one per thread.
/// </summary>
public sealed class TileReader : ISegmentReader
{
    private readonly AggregatePlan _plan;
    private readonly TileFolds _folds;
    private readonly StoredTiles _stored;
    private readonly TileWalk _walk;
    private readonly Window[] _windows;
    private readonly WindowBounds[] _bounds;
    private readonly TileCut _cut;
    private readonly int[] _windowOf;
    private readonly (long From, long To)[] _spans;
    private readonly AggregationKernel? _sessions;
    private readonly EntityEvents _events;
    private Instant _at;
    private bool _isAhead;
    private Instant? _newest;

    /// <summary>Creates a reader for a plan.</summary>
    /// <param name="plan">The view's plan.</param>
    /// <param name="cache">Where tiles that were read are kept, shared with other readers.</param>
    public TileReader(AggregatePlan plan, TileCache cache)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(cache);
        _plan = plan;
        _folds = new TileFolds(plan);
        _stored = new StoredTiles(plan, _folds.All.Length, cache);
        var rows = new TileRows(plan);
        _walk = new TileWalk(plan, _stored, rows);
        _windows = [.. plan.Aggregations.Select(a => a.Window).Distinct()];
        _bounds = [.. _windows.Select(w => new WindowBounds(w))];
        _windowOf = [.. plan.Aggregations.Select(a => Array.IndexOf(_windows, a.Window))];
        _cut = new TileCut(plan.Grid, _walk, rows, _windows.Length);
        foreach (var fold in _folds.All)
        {
            fold.Attach(rows.Events);
        }

        _spans = new (long, long)[_windows.Length];
        _events = new EntityEvents(plan.Inputs);
        _sessions = _windows.Any(w => w.Gap is not null) ? plan.CreateKernel() : null;
    }

    /// <summary>Whether a stored row has tiles; else it is one of <see cref="EntityEventsCodec"/>.</summary>
    public static bool IsTiled(ReadOnlySpan<byte> payload) => !payload.IsEmpty && payload[0] == NodeHeader.Format;

    /// <summary>Events from this instant on are complete.</summary>
    public Instant CompleteFrom => _stored.Head.CompleteFrom;

    /// <inheritdoc/>
    public ReadOnlySpan<long> Wanted => CollectionsMarshal.AsSpan(_stored.Wanted);

    /// <inheritdoc/>
    public bool IsTorn => _stored.IsTorn;

    /// <summary>Begins an entity.</summary>
    /// <param name="entity">Its key.</param>
    /// <param name="head">Its stored row.</param>
    /// <param name="at">The query time.</param>
    /// <exception cref="Errors.UnavailableException">The row is damaged.</exception>
    public void Open(EntityKey entity, ReadOnlyMemory<byte> head, Instant at)
    {
        _at = at;
        _isAhead = false;
        _stored.Open(entity, head);
        for (var window = 0; window < _windows.Length; window++)
        {
            var (from, to) = _bounds[window].At(at);
            var start = from is not { } first ? long.MinValue
                : first.Microseconds + (_plan.Edges.TrailingExclusive && _windows[window].IsRolling ? 1 : 0);
            _spans[window] = (start, EndOf(to, _windows[window].EndsAtQueryTime));
        }
    }

    /// <inheritdoc/>
    public bool Find()
    {
        _stored.Wanted.Clear();
        if (_sessions is not null)
        {
            // Where a session begins is known only when the pauses before it are: all events are needed.
            _events.Clear();
            _walk.AddAll(_stored.Head, _events);
        }
        else
        {
            Cut();
            if (_stored.Wanted.Count > 0 && !_isAhead)
            {
                _isAhead = true;
                WantEnds();
            }
        }

        return _stored.Wanted.Count == 0 && !_stored.IsTorn;
    }

    /// <inheritdoc/>
    public void Load(long segment, ReadOnlyMemory<byte>? payload) => _stored.Load(segment, payload);

    /// <summary>Computes every aggregation, once <see cref="Find"/> was true.</summary>
    /// <param name="results">Receives one value per aggregation.</param>
    /// <returns>The newest event that the windows may see, whatever their width; null when the entity is unknown then.</returns>
    /// <exception cref="Errors.UnavailableException">A state is damaged.</exception>
    public Instant? Evaluate(FeatureValue[] results)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (_sessions is not null)
        {
            (_events.CompleteFrom, _events.NewestBefore) = (CompleteFrom, _stored.Head.NewestBefore);
            _sessions.Evaluate(_events, _at, results);
            return _sessions.NewestEvent(_events, _at);
        }

        for (var fold = 0; fold < _folds.All.Length; fold++)
        {
            _folds.All[fold].Share(_cut, _stored, fold, _at);
        }

        for (var i = 0; i < _windowOf.Length; i++)
        {
            results[i] = _folds.All[_folds.Of[i]].Evaluate(_cut, _windowOf[i], _stored, _folds.Of[i], _at);
        }

        // A late event kept at the front may be older than the newest one left out.
        return _stored.Head.NewestBefore is { } before && !(before <= _newest) ? before : _newest;
    }

    /// <summary>
    /// Most segments needed lie at the windows' ends, one below the other: all are asked for at once. Those of narrow levels may not be
    /// there, because a wider one holds its rows itself; others, where tiles are not settled, turn out to be needed later.
    /// </summary>
    private void WantEnds()
    {
        var head = _stored.Head;
        var tiles = head.Children;
        foreach (var (from, to) in _spans)
        {
            WantAt(from);
            WantAt(to);
        }

        void WantAt(long time)
        {
            var tile = Ascending.Find(tiles[BranchFact.Last], 0, time);
            if (tile == tiles.Count || tiles[BranchFact.First][tile] >= time)
            {
                return;
            }

            var narrowest = tiles[BranchFact.Rows][tile] <= TileLayout.Default.SegmentRows ? head.Level - 1 : 0;
            for (var level = head.Level - 1; level >= narrowest; level--)
            {
                _stored.WantUnknown(TileLayout.SegmentOf(level, _plan.Grid.TileOf(level, time)));
            }
        }
    }

    private void Cut()
    {
        _cut.Cut(_spans, _at);
        _newest = _walk.Newest(_stored.Head, EndOf(_at, endsAtQueryTime: true), _at);
    }

    private long EndOf(Instant to, bool endsAtQueryTime) =>
        _plan.Edges.LeadingInclusive && endsAtQueryTime && to.Microseconds < long.MaxValue ? to.Microseconds + 1 : to.Microseconds;
}
