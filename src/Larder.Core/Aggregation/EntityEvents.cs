using Larder.Types;

namespace Larder.Aggregation;

/// <summary>
/// The events of one entity with their prepared inputs, in the total order. This is what the kernel folds, wherever the events came
/// from: history, the online store, a stream. Reusable: <see cref="Clear"/> and fill again.
/// </summary>
public sealed class EntityEvents
{
    private long[] _eventTimes = [];
    private long[] _knownAts = [];
    private long[] _sequences = [];
    private long[] _retractedAts = [];
    private bool _hasRetractions;
    private (int Version, bool IsLate) _late = (-1, false);

    /// <summary>Creates an empty list for the inputs of a plan.</summary>
    public EntityEvents(IReadOnlyList<ColumnType> inputTypes)
    {
        ArgumentNullException.ThrowIfNull(inputTypes);
        Inputs = [.. inputTypes.Select(type => new InputColumn(type))];
    }

    /// <summary>Number of events.</summary>
    public int Count { get; private set; }

    /// <summary>Changes whenever the events do.</summary>
    internal int Version { get; private set; }

    /// <summary>Event times in microseconds, ascending.</summary>
    public ReadOnlySpan<long> EventTimes => _eventTimes.AsSpan(0, Count);

    /// <summary>Known times in microseconds.</summary>
    public ReadOnlySpan<long> KnownAts => _knownAts.AsSpan(0, Count);

    /// <summary>Ingest order.</summary>
    public ReadOnlySpan<long> Sequences => _sequences.AsSpan(0, Count);

    /// <summary>From when on each event counts no more, in microseconds; <see cref="long.MaxValue"/> for never. Empty while <see cref="HasRetractions"/> is false.</summary>
    public ReadOnlySpan<long> RetractedAts => _hasRetractions ? _retractedAts.AsSpan(0, Count) : [];

    /// <summary>Whether any event is ever retracted.</summary>
    public bool HasRetractions => _hasRetractions;

    /// <summary>Whether any event is known only after it happened, or ever retracted: else each one counts from its own time on.</summary>
    internal bool IsLate
    {
        get
        {
            if (_late.Version != Version)
            {
                _late = (Version, _hasRetractions || FirstLate() < Count);
            }

            return _late.IsLate;
        }
    }

    /// <summary>The inputs, in the plan's order.</summary>
    public IReadOnlyList<InputColumn> Inputs { get; }

    /// <summary>
    /// The newest event left out at the front, if any: it lies before every window that may still be asked for. It keeps the entity
    /// known after its last event has left the windows.
    /// </summary>
    public Instant? NewestBefore { get; set; }

    /// <summary>Events from this instant on are complete; those before it may have been left out.</summary>
    public Instant CompleteFrom { get; set; } = new(long.MinValue);

    /// <summary>Appends an event; it must not come before the last one in the total order.</summary>
    /// <exception cref="ArgumentException">It does, or it has more or fewer inputs than the plan.</exception>
    public void Add(EventOrder order, ReadOnlySpan<FeatureValue> inputs)
    {
        if (inputs.Length != Inputs.Count)
        {
            throw new ArgumentException($"An event has {inputs.Length} inputs, the plan {Inputs.Count}.", nameof(inputs));
        }

        if (Count > 0 && order < Order(Count - 1))
        {
            throw new ArgumentException($"Event {order} comes before {Order(Count - 1)}; events must be added in the total order.", nameof(order));
        }

        Grow(Count + 1);
        _eventTimes[Count] = order.EventTime.Microseconds;
        _knownAts[Count] = order.KnownAt.Microseconds;
        _sequences[Count] = order.Sequence;
        for (var i = 0; i < inputs.Length; i++)
        {
            Inputs[i].Set(Count, inputs[i]);
        }

        Count++;
        Version++;
    }

    /// <summary>Appends a stretch of events at once; none may come before the last one in the total order.</summary>
    /// <param name="columns">Events with the plan's inputs.</param>
    /// <param name="start">The first one to take.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentException">One does, or the inputs are not the plan's.</exception>
    public void AddRange(EventColumns columns, int start, int count)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Inputs.Count != Inputs.Count)
        {
            throw new ArgumentException($"An event has {columns.Inputs.Count} inputs, the plan {Inputs.Count}.", nameof(columns));
        }

        var first = Count;
        Grow(first + count);
        columns.EventTimes.Slice(start, count).CopyTo(_eventTimes.AsSpan(first));
        columns.KnownAts.Slice(start, count).CopyTo(_knownAts.AsSpan(first));
        columns.Sequences.Slice(start, count).CopyTo(_sequences.AsSpan(first));
        for (var row = Math.Max(first, 1); row < first + count; row++)
        {
            if (_eventTimes[row] <= _eventTimes[row - 1] && Order(row) < Order(row - 1))
            {
                throw new ArgumentException($"Event {Order(row)} comes before {Order(row - 1)}; events must be added in the total order.", nameof(columns));
            }
        }

        for (var i = 0; i < Inputs.Count; i++)
        {
            Inputs[i].CopyFrom(columns.Inputs[i], start, first, count);
        }

        Count = first + count;
        Version++;
        for (var row = 0; columns.RetractedAts.Length > 0 && row < count; row++)
        {
            if (columns.RetractedAts[start + row] is var retracted and not long.MaxValue)
            {
                Retract(first + row, new Instant(retracted));
            }
        }
    }

    /// <summary>Notes that an event counts only until a time: it was withdrawn, or replaced by a correction, that is known from then on.</summary>
    /// <param name="row">The event.</param>
    /// <param name="at">From when on it does not count.</param>
    public void Retract(int row, Instant at)
    {
        if (!_hasRetractions)
        {
            _hasRetractions = true;
            Array.Resize(ref _retractedAts, _eventTimes.Length);
            _retractedAts.AsSpan().Fill(long.MaxValue);
        }

        _retractedAts[row] = at.Microseconds;
        Version++;
    }

    /// <summary>Whether an event counts at a time: it is known by then and not retracted.</summary>
    public bool IsVisible(int row, Instant at) =>
        _knownAts[row] <= at.Microseconds && (!_hasRetractions || at.Microseconds < _retractedAts[row]);

    /// <summary>Whether an event is retracted at some time.</summary>
    public bool IsRetracted(int row) => _hasRetractions && _retractedAts[row] != long.MaxValue;

    /// <summary>From when on nothing changes about an event any more: it is known and, if ever, retracted. Microseconds.</summary>
    public long SettledAt(int row) =>
        IsRetracted(row) ? Math.Max(_knownAts[row], _retractedAts[row]) : _knownAts[row];

    /// <summary>Makes room for exactly <paramref name="count"/> events, to be filled by <see cref="SetOrder"/> or in columns.</summary>
    internal void Resize(int count)
    {
        Grow(count);
        Count = count;
        Version++;
    }

    internal void SetOrder(int row, long eventTime, long knownAt, long sequence) =>
        (_eventTimes[row], _knownAts[row], _sequences[row]) = (eventTime, knownAt, sequence);

    /// <summary>Event times, known times or sequences from a row on, to be filled.</summary>
    internal Span<long> EventTimesFrom(int row) => _eventTimes.AsSpan(row, Count - row);

    internal Span<long> KnownAtsFrom(int row) => _knownAts.AsSpan(row, Count - row);

    internal Span<long> SequencesFrom(int row) => _sequences.AsSpan(row, Count - row);

    /// <summary>The place of an event in the total order.</summary>
    public EventOrder Order(int row) => new(new Instant(_eventTimes[row]), new Instant(_knownAts[row]), _sequences[row]);

    /// <summary>The prepared input of an event.</summary>
    public FeatureValue Input(int input, int row)
    {
        var column = Inputs[input];
        if (column.Nulls[row])
        {
            return FeatureValue.Null;
        }

        return column.Type == ColumnType.String
            ? FeatureValue.From(column.Texts[(int)column.Bits[row]])
            : FeatureValue.FromBits(column.Type, column.Bits[row]);
    }

    /// <summary>Empties the list, keeping its memory.</summary>
    public void Clear()
    {
        Count = 0;
        Version++;
        _hasRetractions = false;
        NewestBefore = null;
        CompleteFrom = new Instant(long.MinValue);

        // An enumerator of the interface would be an object per read.
        for (var i = 0; i < Inputs.Count; i++)
        {
            Inputs[i].Clear();
        }
    }

    private int FirstLate()
    {
        var times = EventTimes;
        var known = KnownAts;
        var row = 0;
        while (row < times.Length && known[row] <= times[row])
        {
            row++;
        }

        return row;
    }

    private void Grow(int count)
    {
        if (count > _eventTimes.Length)
        {
            var capacity = Math.Max(count, Math.Max(16, _eventTimes.Length * 2));
            Array.Resize(ref _eventTimes, capacity);
            Array.Resize(ref _knownAts, capacity);
            Array.Resize(ref _sequences, capacity);
            if (_hasRetractions)
            {
                var filled = _retractedAts.Length;
                Array.Resize(ref _retractedAts, capacity);
                _retractedAts.AsSpan(filled).Fill(long.MaxValue);
            }
        }
    }
}
