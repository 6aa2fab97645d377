using Larder.Types;

namespace Larder.Serving.Online;

/// <summary>
/// One read: the entities asked for with their request data, then their features. Fill the rows, give the frame to
/// <see cref="FeatureReader.ReadAsync"/>, read the results, dispose of it. Its memory is reused.
/// </summary>
/// <threadsafety>For one thread at a time.</threadsafety>
public sealed class FeatureFrame : IDisposable
{
    /// <summary>A frame that has grown beyond this is left to the garbage collector instead of the pool.</summary>
    private const int LargestKept = 1024;

    private readonly ReadPlan _plan;
    private readonly AggregateScratch?[] _scratch;
    private readonly FrameKeys[] _entities;
    private readonly int _keyColumns;
    private readonly EventBatch[] _checked;
    private FeatureValue[][] _slots = [];
    private SourceState[] _states = [];
    private EntityKey?[] _keys = [];
    private int _next;
    private int _read;

    internal FeatureFrame(ReadPlan plan)
    {
        _plan = plan;
        _scratch = [.. plan.Readers.Select(r => r.CreateScratch())];
        _entities = [.. plan.Plan.Keys.Entities.Select((_, entity) => new FrameKeys(plan.Plan.Keys, entity))];
        _keyColumns = plan.Plan.Keys.Columns.Count;
        _checked = plan.Checks?.CreateBatches() ?? [];
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>The plan read.</summary>
    public ReadPlan Plan => _plan;

    /// <summary>Set while a store may write into the frame; a read that failed leaves it set, and the frame is not used again.</summary>
    internal bool IsReading { get; set; }

    /// <summary>Makes a row exist, and all before it; new rows have null keys and null request data.</summary>
    public void EnsureRow(int row)
    {
        if (row >= _slots.Length)
        {
            Grow(Math.Max(row + 1, _slots.Length * 2));
        }

        for (; Count <= row; Count++)
        {
            _keys.AsSpan(Count * _keyColumns, _keyColumns).Clear();
            (_slots[Count] ??= new FeatureValue[_plan.Plan.SlotCount]).AsSpan(0, _plan.Plan.Request.Count).Clear();
        }
    }

    /// <summary>Sets a row's entity, of a plan with one join key; a null key never matches.</summary>
    public void SetKey(int row, EntityKey? key) => SetKey(row, 0, key);

    /// <summary>Sets a row's value of a join key, by its position in the plan's key columns; an entity that lacks a part of its key never matches.</summary>
    public void SetKey(int row, int column, EntityKey? key)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, _keyColumns);
        EnsureRow(row);
        _keys[(row * _keyColumns) + column] = key;
    }

    /// <summary>Sets all of a row's join keys.</summary>
    /// <param name="row">The row.</param>
    /// <param name="keys">One per key column of the plan, of its type or null.</param>
    public void SetKeys(int row, IReadOnlyList<FeatureValue> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        for (var column = 0; column < keys.Count; column++)
        {
            SetKey(row, column, keys[column].IsNull ? null : EntityKey.From(keys[column]));
        }
    }

    /// <summary>Sets a row's value of a request column, by its position in the plan's request columns.</summary>
    public void SetRequest(int row, int column, FeatureValue value)
    {
        EnsureRow(row);
        _slots[row][column] = value;
    }

    /// <summary>A row's value of a join key, by its position in the plan's key columns. Default: the first.</summary>
    public EntityKey? Key(int row, int column = 0) => _keys[(row * _keyColumns) + column];

    /// <summary>A row's value of a request column.</summary>
    public FeatureValue Request(int row, int column) => _slots[row][column];

    /// <summary>A row's value of a feature, by its position in the plan's outputs.</summary>
    public FeatureValue Value(int row, int output) => _slots[row][_plan.Slots[output]];

    /// <summary>How that value came about.</summary>
    public FeatureStatus Status(int row, int output)
    {
        if (_plan.IsOnDemand[output])
        {
            return FeatureStatuses.OfOnDemand(Value(row, output), IsUnknown(row, _plan.SourcesOf[output]));
        }

        var status = _states[(row * _plan.Readers.Length) + _plan.SourcesOf[output][0]].Status;
        return status == FeatureStatus.Present ? FeatureStatuses.Of(Value(row, output)) : status;
    }

    /// <summary>The newest event the value rests on; null when there is none.</summary>
    public Instant? EventTime(int row, int output)
    {
        Instant? newest = null;
        foreach (var source in _plan.SourcesOf[output])
        {
            var time = _states[(row * _plan.Readers.Length) + source].EventTime;
            newest = newest is null || time > newest ? time : newest;
        }

        return newest;
    }

    /// <summary>Gives the frame back, emptied.</summary>
    public void Dispose()
    {
        Count = 0;
        foreach (var entity in _entities)
        {
            entity.Clear();
        }

        if (_slots.Length <= LargestKept && !IsReading)
        {
            _plan.Return(this);
        }
    }

    /// <summary>A row's value in a slot of the plan.</summary>
    internal FeatureValue Slot(int row, int slot) => _slots[row][slot];

    /// <summary>Room for one row that a check looks at.</summary>
    internal EventBatch CheckBatch(int number) => _checked[number];

    /// <summary>The keys by which a source view is read.</summary>
    internal FrameKeys KeysOf(int source) => _entities[_plan.EntityOf[source]];

    /// <summary>Finds the distinct keys of each entity; each is read and computed once.</summary>
    internal void CollectKeys()
    {
        foreach (var entity in _entities)
        {
            entity.Collect(_keys, Count);
        }
    }

    /// <summary>The scratch memory of a source that reads segments.</summary>
    internal AggregateScratch ScratchOf(int source) => _scratch[source]!;

    /// <summary>The entity that needs segments before <see cref="Apply"/> can go on with a source view.</summary>
    internal EntityKey WaitingOf(int source) => KeysOf(source)[_next]!.Value;

    /// <summary>Begins with a source view.</summary>
    internal void Begin() => (_next, _read) = (0, 0);

    /// <summary>Computes a source view's features for the rows from what was read; false where the next one needs segments first.</summary>
    internal bool Apply(int source, Instant at)
    {
        var (reader, keys) = (_plan.Readers[source], KeysOf(source));
        var sources = _plan.Readers.Length;
        for (; _next < Count; _next++)
        {
            var features = _slots[_next].AsSpan(reader.Offset, reader.Source.Features.Count);
            ref var state = ref _states[(_next * sources) + source];
            var owner = keys.OwnerOf(_next);
            if (owner != _next)
            {
                _slots[owner].AsSpan(reader.Offset, features.Length).CopyTo(features);
                state = _states[(owner * sources) + source];
                continue;
            }

            var key = keys[_next];
            var stored = key is null ? default
                : reader.ReadsSegments ? new StoredEntity(default, ScratchOf(source).Heads[_read])
                : new StoredEntity(keys.Stored.Span[_read], null);
            if (!reader.TryRead(in stored, key ?? default, at, features, _scratch[source], out state))
            {
                return false;
            }

            _read += key is null ? 0 : 1;
        }

        return true;
    }

    internal void ComputeOnDemand()
    {
        for (var row = 0; row < Count; row++)
        {
            _plan.Plan.ComputeOnDemand(_slots[row]);
        }
    }

    private bool IsUnknown(int row, int[] sources)
    {
        foreach (var source in sources)
        {
            if (_states[(row * _plan.Readers.Length) + source].Status != FeatureStatus.NotFound)
            {
                return false;
            }
        }

        return sources.Length > 0;
    }

    private void Grow(int rows)
    {
        Array.Resize(ref _slots, rows);
        Array.Resize(ref _keys, rows * _keyColumns);
        Array.Resize(ref _states, rows * _plan.Readers.Length);
        foreach (var entity in _entities)
        {
            entity.Grow(rows);
        }
    }
}
