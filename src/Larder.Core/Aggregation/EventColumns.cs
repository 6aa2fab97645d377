using Larder.Types;

namespace Larder.Aggregation;

/// <summary>
/// Events of many entities column by column, those of one entity next to each other in the total order: what
/// <see cref="EntityEvents.AddRange"/> takes whole stretches from. Reusable: <see cref="Resize"/> and fill again.
/// </summary>
public sealed class EventColumns
{
    private readonly bool _isRevised;
    private long[] _eventTimes = [];
    private long[] _knownAts = [];
    private long[] _sequences = [];
    private long[] _retractedAts = [];

    /// <summary>Creates columns for the inputs of a plan.</summary>
    /// <param name="inputTypes">The types of the inputs.</param>
    /// <param name="isRevised">Whether events may be retracted.</param>
    public EventColumns(IReadOnlyList<ColumnType> inputTypes, bool isRevised = false)
    {
        ArgumentNullException.ThrowIfNull(inputTypes);
        _isRevised = isRevised;
        Inputs = [.. inputTypes.Select(type => new InputValues(type))];
    }

    /// <summary>Number of events.</summary>
    public int Count { get; private set; }

    /// <summary>Event times in microseconds.</summary>
    public Span<long> EventTimes => _eventTimes.AsSpan(0, Count);

    /// <summary>Known times in microseconds.</summary>
    public Span<long> KnownAts => _knownAts.AsSpan(0, Count);

    /// <summary>Ingest order.</summary>
    public Span<long> Sequences => _sequences.AsSpan(0, Count);

    /// <summary>From when on each event counts no more, in microseconds; <see cref="long.MaxValue"/> for never. Empty where events are not revised.</summary>
    public Span<long> RetractedAts => _retractedAts.AsSpan(0, _isRevised ? Count : 0);

    /// <summary>The prepared inputs, in the plan's order.</summary>
    public IReadOnlyList<InputValues> Inputs { get; }

    /// <summary>Makes room for a number of events; what the columns hold then is arbitrary.</summary>
    public void Resize(int count)
    {
        if (count > _eventTimes.Length)
        {
            var capacity = Math.Max(count, 2 * _eventTimes.Length);
            (_eventTimes, _knownAts, _sequences) = (new long[capacity], new long[capacity], new long[capacity]);
            _retractedAts = _isRevised ? new long[capacity] : [];
        }

        Count = count;
        foreach (var input in Inputs)
        {
            input.Resize(count);
        }
    }
}

/// <summary>One prepared input of <see cref="EventColumns"/>.</summary>
public sealed class InputValues
{
    private long[] _bits = [];
    private bool[] _nulls = [];
    private string?[] _texts = [];

    internal InputValues(ColumnType type) => Type = type;

    /// <summary>The type of the values.</summary>
    public ColumnType Type { get; }

    /// <summary>Raw bits per event (see <see cref="FeatureValue.Bits"/>), 0 for nulls; not used for text.</summary>
    public long[] Bits => _bits;

    /// <summary>True where the input is null.</summary>
    public bool[] Nulls => _nulls;

    /// <summary>The texts; used for text alone.</summary>
    public string?[] Texts => _texts;

    internal void Resize(int count)
    {
        if (count > _nulls.Length)
        {
            var capacity = Math.Max(count, 2 * _nulls.Length);
            _nulls = new bool[capacity];
            if (Type == ColumnType.String)
            {
                _texts = new string?[capacity];
            }
            else
            {
                _bits = new long[capacity];
            }
        }
    }
}
