using Larder.Types;

namespace Larder.Aggregation;

/// <summary>
/// One prepared input of an aggregate view for the events of one entity: the raw bits of each value. Text is held as codes into
/// <see cref="Texts"/>, so that distinct values are counted over integers.
/// </summary>
public sealed class InputColumn
{
    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];
    private long[] _bits = [];
    private bool[] _nulls = [];

    internal InputColumn(ColumnType type) => Type = type;

    /// <summary>The type of the values.</summary>
    public ColumnType Type { get; }

    /// <summary>Raw bits per event (see <see cref="FeatureValue.Bits"/>), or the code of the text.</summary>
    public long[] Bits => _bits;

    /// <summary>True where the input is null.</summary>
    public bool[] Nulls => _nulls;

    /// <summary>The distinct texts by code.</summary>
    public IReadOnlyList<string> Texts => _texts;

    internal void Set(int row, FeatureValue value)
    {
        Resize(row + 1);
        _nulls[row] = value.IsNull;
        _bits[row] = value.IsNull ? 0 : Type == ColumnType.String ? Code(value.AsString()!) : value.Bits;
    }

    internal void CopyFrom(InputValues values, int start, int row, int count)
    {
        Resize(row + count);
        Array.Copy(values.Nulls, start, _nulls, row, count);
        if (Type != ColumnType.String)
        {
            Array.Copy(values.Bits, start, _bits, row, count);
            return;
        }

        for (var i = 0; i < count; i++)
        {
            _bits[row + i] = values.Nulls[start + i] ? 0 : Code(values.Texts[start + i]!);
        }
    }

    internal void Resize(int count)
    {
        if (count > _bits.Length)
        {
            var capacity = Math.Max(count, Math.Max(16, _bits.Length * 2));
            Array.Resize(ref _bits, capacity);
            Array.Resize(ref _nulls, capacity);
        }
    }

    /// <summary>Adds a text, its code being the number of texts before it; false when it is there already.</summary>
    internal bool TryAddText(string text)
    {
        var code = _texts.Count;
        return Code(text) == code;
    }

    internal void Clear()
    {
        _codes.Clear();
        _texts.Clear();
    }

    /// <summary>The code of a text, which is added where it is new.</summary>
    internal int Code(string text)
    {
        if (_codes.TryGetValue(text, out var code))
        {
            return code;
        }

        var stored = StoredText.Of(text);
        if (!_codes.TryGetValue(stored, out code))
        {
            code = _texts.Count;
            _texts.Add(stored);
            _codes.Add(stored, code);
        }

        if (!ReferenceEquals(stored, text))
        {
            _codes.Add(text, code);
        }

        return code;
    }
}
