using System.Runtime.InteropServices;
using Larder.Storage;
using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>
/// Applies new events and retractions to one entity's stored state, reading only the tiles that they touch. The outcome is what
/// <see cref="EntityEncoder"/> makes of all events at once, byte for byte, in whatever order and portions they came; what is stored already
/// changes nothing. 1. <see cref="Open"/> takes the stored row; 2. <see cref="Add"/> and <see cref="Retract"/>; 3. <see cref="Find"/>, and
/// while it is false read what is <see cref="Wanted"/> and <see cref="Load"/> it; 4. <see cref="Apply"/>. Keeps scratch memory: one per thread.
/// </summary>
public sealed class EntityUpdater : ISegmentReader
{
    private readonly AggregatePlan _plan;
    private readonly TileWriter _writer;
    private readonly TileLayout _layout;
    private readonly StoredTiles _stored;
    private readonly EntityChanges _changes = new();
    private readonly EntityEvents _old;
    private readonly EntityEvents _merged;
    private bool _isBranch;

    /// <summary>Creates an updater for a plan.</summary>
    public EntityUpdater(AggregatePlan plan)
        : this(plan, TileLayout.Default)
    {
    }

    internal EntityUpdater(AggregatePlan plan, TileLayout layout)
    {
        ArgumentNullException.ThrowIfNull(plan);
        (_plan, _layout, _writer) = (plan, layout, new TileWriter(plan, layout));
        _stored = new StoredTiles(plan, _writer.Folds);
        (_old, _merged) = (new EntityEvents(plan.Inputs), new EntityEvents(plan.Inputs));
    }

    /// <inheritdoc/>
    public ReadOnlySpan<long> Wanted => CollectionsMarshal.AsSpan(_stored.Wanted);

    /// <inheritdoc/>
    public bool IsTorn => _isBranch && _stored.IsTorn;

    /// <summary>The newest of the events added.</summary>
    public EventOrder Newest => _changes.Newest;

    /// <summary>After <see cref="Apply"/>, how many retractions found no event to retract.</summary>
    public int Unmatched => _changes.Unmatched;

    /// <summary>Begins an entity.</summary>
    /// <param name="row">Its stored row; null where nothing is stored.</param>
    /// <exception cref="Errors.UnavailableException">The row is damaged.</exception>
    public void Open(ReadOnlyMemory<byte>? row)
    {
        _changes.Clear();
        _old.Clear();
        _stored.Wanted.Clear();
        _isBranch = false;
        if (row is not { } bytes)
        {
            return;
        }

        if (!TileReader.IsTiled(bytes.Span))
        {
            EntityEventsCodec.Decode(bytes.Span, _old);
            return;
        }

        _stored.Open(default, bytes);
        _isBranch = _stored.Head.IsBranch;
        if (!_isBranch)
        {
            _stored.Head.Load(_old);
        }

        (_old.CompleteFrom, _old.NewestBefore) = (_stored.Head.CompleteFrom, _stored.Head.NewestBefore);
    }

    /// <summary>Adds an event.</summary>
    /// <param name="order">Its place in the total order.</param>
    /// <param name="inputs">Its prepared inputs, kept.</param>
    public void Add(EventOrder order, FeatureValue[] inputs) => _changes.Add(order, inputs);

    /// <summary>Says that an event counts only until a time.</summary>
    /// <param name="order">The event's place in the total order.</param>
    /// <param name="at">From when on it does not count.</param>
    public void Retract(EventOrder order, Instant at) => _changes.Retract(order, at);

    /// <inheritdoc/>
    public void Load(long segment, ReadOnlyMemory<byte>? payload) => _stored.Load(segment, payload);

    /// <inheritdoc/>
    public bool Find()
    {
        _stored.Wanted.Clear();
        if (!_isBranch)
        {
            return true;
        }

        _changes.Sort();
        Want(_stored.Head, 0, _changes.Count);
        return _stored.Wanted.Count == 0 && !_stored.IsTorn;
    }

    /// <summary>Makes the new state, once <see cref="Find"/> was true.</summary>
    /// <param name="segments">Receives the segments that changed; the others stay as they are.</param>
    /// <returns>The new row; null where nothing changed.</returns>
    public byte[]? Apply(List<OnlineSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        _changes.Sort();
        if (_isBranch)
        {
            return Update(_stored.Head, 0, _changes.Count, segments) is { } tiles
                ? _writer.Branch(tiles, _stored.Head.CompleteFrom, _stored.Head.NewestBefore)
                : null;
        }

        if (!_changes.Merge(_old, 0, _changes.Count, _merged))
        {
            return null;
        }

        if (_merged.Count <= _layout.FewRows)
        {
            return EntityEventsCodec.Encode(_merged);
        }

        _writer.Attach(_merged);
        return _writer.Head(segments);
    }

    private void Want(TileNode branch, int start, int end)
    {
        for (var change = start; change < end;)
        {
            var (tile, next) = (TileOf(branch, change), EndOf(branch.Level - 1, change, end));
            if (tile >= 0 && _stored.Child(branch, tile) is >= 0 and var child && _stored[child].IsBranch)
            {
                Want(_stored[child], change, next);
            }

            change = next;
        }
    }

    /// <summary>The tiles of a branch with the changes in them; null where nothing changed.</summary>
    private List<TileEntry>? Update(TileNode branch, int start, int end, List<OnlineSegment> segments)
    {
        List<TileEntry> tiles = [.. Enumerable.Range(0, branch.Count).Select(tile => EntryOf(branch, tile))];
        var (hasChanged, added) = (false, 0);
        for (var change = start; change < end;)
        {
            var next = EndOf(branch.Level - 1, change, end);
            var tile = TileOf(branch, change);
            var changed = tile >= 0 ? Changed(branch, tile, change, next, segments) : New(branch.Level - 1, change, next, segments);
            if (changed is not null)
            {
                hasChanged = true;
                var place = (tile >= 0 ? tile : ~tile) + added;
                if (tile >= 0)
                {
                    tiles[place] = changed;
                }
                else
                {
                    tiles.Insert(place, changed);
                    added++;
                }
            }

            change = next;
        }

        return hasChanged ? tiles : null;
    }

    private TileEntry? Changed(TileNode branch, int tile, int start, int end, List<OnlineSegment> segments)
    {
        var child = _stored[_stored.Child(branch, tile)];
        if (child.IsBranch)
        {
            return Update(child, start, end, segments) is { } tiles ? _writer.Tile(child.Level, tiles, segments) : null;
        }

        _old.Clear();
        child.Load(_old);
        return Merged(child.Level, start, end, segments);
    }

    private TileEntry? New(int level, int start, int end, List<OnlineSegment> segments)
    {
        _old.Clear();
        return Merged(level, start, end, segments);
    }

    private TileEntry? Merged(int level, int start, int end, List<OnlineSegment> segments)
    {
        if (!_changes.Merge(_old, start, end, _merged))
        {
            return null;
        }

        _writer.Attach(_merged);
        return _writer.Tile(level, 0, segments);
    }

    /// <summary>The child that holds a change's time; the complement of where it would be, if there is none.</summary>
    private int TileOf(TileNode branch, int change)
    {
        var (level, time, firsts) = (branch.Level - 1, _changes.TimeOf(change), branch.Children[BranchFact.First]);
        var place = Ascending.Find(firsts, 0, _plan.Grid.BoundsOf(level, time).Start);
        return place < firsts.Length && _plan.Grid.TileOf(level, firsts[place]) == _plan.Grid.TileOf(level, time) ? place : ~place;
    }

    /// <summary>The change after the last one in the same tile.</summary>
    private int EndOf(int level, int change, int end)
    {
        var tile = _plan.Grid.TileOf(level, _changes.TimeOf(change));
        for (change++; change < end && _plan.Grid.TileOf(level, _changes.TimeOf(change)) == tile; change++)
        {
        }

        return change;
    }

    private TileEntry EntryOf(TileNode branch, int tile)
    {
        var (facts, states) = (new long[BranchFact.Count], new ReadOnlyMemory<byte>[_writer.Folds]);
        for (var fact = 0; fact < facts.Length; fact++)
        {
            facts[fact] = branch.Children[fact][tile];
        }

        for (var fold = 0; fold < states.Length; fold++)
        {
            states[fold] = branch.Children.StateOf(tile, fold).ToArray();
        }

        return new TileEntry(facts, states);
    }
}
