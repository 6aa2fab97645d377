using Larder.Aggregation.Algebra;
using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>
/// Numbers the different values of an input of one entity, so that they are counted in an array; in their order, where that decides
/// between equally frequent ones. Made when first asked for, and shared by all windows over the input.
/// </summary>
internal sealed class CodeBook(bool ordered)
{
    private readonly Dictionary<FeatureValue, int> _known = [];
    private readonly List<FeatureValue> _values = [];
    private int[] _codes = [];
    private int[] _ranks = [];
    private long[] _numbers = [];
    private EntityEvents? _events;
    private InputColumn _input = null!;
    private int _version;

    /// <summary>Number of different values.</summary>
    public int Count => _input.Type == ColumnType.String ? _input.Texts.Count : _values.Count;

    /// <summary>Makes the codes, unless they are of these events.</summary>
    public void Build(EntityEvents events, InputColumn input)
    {
        if (ReferenceEquals(events, _events) && events.Version == _version)
        {
            return;
        }

        (_events, _version, _input) = (events, events.Version, input);
        _values.Clear();
        if (input.Type != ColumnType.String)
        {
            Number(events, input);
        }
        else if (ordered)
        {
            _values.AddRange(input.Texts.Select(text => FeatureValue.From(text)));
        }

        if (ordered)
        {
            Rank();
        }
    }

    /// <summary>The code of a row whose value is not null.</summary>
    public int Of(int row)
    {
        var code = _input.Type == ColumnType.String ? (int)_input.Bits[row] : _codes[row];
        return ordered ? _ranks[code] : code;
    }

    /// <summary>The value of a code.</summary>
    public FeatureValue Value(int code) => _input.Type == ColumnType.String && !ordered ? FeatureValue.From(_input.Texts[code]) : _values[code];

    /// <summary>The values of the most frequent codes as the list type of features.</summary>
    public FeatureValue Top(FrequencyLevels levels, int count)
    {
        if (_input.Type is ColumnType.Int64)
        {
            var numbers = GC.AllocateUninitializedArray<long>(count);
            levels.Top<long>(_numbers, numbers);
            return FeatureValue.From(numbers);
        }

        var values = new FeatureValue[count];
        levels.Top(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values), values.AsSpan());
        return ValueCodec.ListOf(_input.Type, values);
    }

    private void Number(EntityEvents events, InputColumn input)
    {
        if (_codes.Length < events.Count)
        {
            _codes = new int[Math.Max(events.Count, _codes.Length * 2)];
        }

        _known.Clear();
        for (var row = 0; row < events.Count; row++)
        {
            if (input.Nulls[row])
            {
                continue;
            }

            var value = ValueCodec.Canonical(FeatureValue.FromBits(input.Type, input.Bits[row]));
            if (!_known.TryGetValue(value, out var code))
            {
                _known.Add(value, code = _values.Count);
                _values.Add(value);
            }

            _codes[row] = code;
        }
    }

    /// <summary>Codes become places in the order of values.</summary>
    private void Rank()
    {
        var order = Enumerable.Range(0, _values.Count).ToArray();
        FeatureValue[] values = [.. _values];
        Array.Sort(values, order, Comparer<FeatureValue>.Create(ValueCodec.Compare));
        if (_ranks.Length < order.Length)
        {
            (_ranks, _numbers) = (new int[order.Length], new long[order.Length]);
        }

        for (var rank = 0; rank < order.Length; rank++)
        {
            _ranks[order[rank]] = rank;
            _values[rank] = values[rank];
            _numbers[rank] = values[rank].Bits;
        }
    }
}
