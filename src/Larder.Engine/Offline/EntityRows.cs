using Larder.Types;

namespace Larder.Offline;

/// <summary>Events in the order in which a reader met them: entity, place in the total order, prepared inputs; one array for each.</summary>
internal sealed class EntityRows(IReadOnlyList<ColumnType> inputs)
{
    private readonly InputRows[] _inputs = [.. inputs.Select(type => new InputRows(type))];
    private int[] _entities = new int[1024];
    private long[] _eventTimes = new long[1024];
    private long[] _knownAts = new long[1024];
    private long[] _sequences = new long[1024];
    private long[]? _retractedAts;

    /// <summary>Number of events.</summary>
    public int Count { get; private set; }

    /// <summary>The entity's number by event.</summary>
    public ReadOnlySpan<int> Entities => _entities.AsSpan(0, Count);

    /// <summary>Event times, microseconds.</summary>
    public long[] EventTimes => _eventTimes;

    /// <summary>From when on an event counts no more, microseconds; <see cref="long.MaxValue"/> for never.</summary>
    public long RetractedAt(int row) => _retractedAts is null ? long.MaxValue : _retractedAts[row];

    /// <summary>Notes from when on the event last added counts no more.</summary>
    public void Retract(long at)
    {
        if (_retractedAts is null)
        {
            _retractedAts = new long[_entities.Length];
            _retractedAts.AsSpan().Fill(long.MaxValue);
        }

        _retractedAts[Count - 1] = at;
    }

    /// <summary>Appends an event.</summary>
    public void Add(int entity, long eventTime, long knownAt, long sequence, ReadOnlySpan<FeatureValue> values)
    {
        if (Count == _entities.Length)
        {
            Grow(checked(Count * 2));
        }

        (_entities[Count], _eventTimes[Count], _knownAts[Count], _sequences[Count]) = (entity, eventTime, knownAt, sequence);
        for (var i = 0; i < values.Length; i++)
        {
            _inputs[i].Set(Count, values[i]);
        }

        Count++;
    }

    /// <summary>An event's place in the total order.</summary>
    public EventOrder Order(int row) => new(new Instant(_eventTimes[row]), new Instant(_knownAts[row]), _sequences[row]);

    /// <summary>An event's inputs.</summary>
    public void Read(int row, Span<FeatureValue> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _inputs[i].Get(row);
        }
    }

    private void Grow(int capacity)
    {
        Array.Resize(ref _entities, capacity);
        Array.Resize(ref _eventTimes, capacity);
        Array.Resize(ref _knownAts, capacity);
        Array.Resize(ref _sequences, capacity);
        if (_retractedAts is not null)
        {
            Array.Resize(ref _retractedAts, capacity);
            _retractedAts.AsSpan(Count).Fill(long.MaxValue);
        }

        foreach (var input in _inputs)
        {
            input.Grow(capacity);
        }
    }

    /// <summary>One input: its bits, or its texts.</summary>
    private sealed class InputRows(ColumnType type)
    {
        private long[] _bits = new long[type == ColumnType.String ? 0 : 1024];
        private string?[] _texts = new string?[type == ColumnType.String ? 1024 : 0];
        private bool[] _nulls = new bool[1024];

        public void Set(int row, FeatureValue value)
        {
            _nulls[row] = value.IsNull;
            if (type == ColumnType.String)
            {
                _texts[row] = value.AsString();
            }
            else
            {
                _bits[row] = value.Bits;
            }
        }

        public FeatureValue Get(int row) => _nulls[row] ? FeatureValue.Null
            : type == ColumnType.String ? FeatureValue.From(_texts[row])
            : FeatureValue.FromBits(type, _bits[row]);

        public void Grow(int capacity)
        {
            Array.Resize(ref _nulls, capacity);
            if (type == ColumnType.String)
            {
                Array.Resize(ref _texts, capacity);
            }
            else
            {
                Array.Resize(ref _bits, capacity);
            }
        }
    }
}
