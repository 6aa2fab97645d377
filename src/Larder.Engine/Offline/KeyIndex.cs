using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Types;

namespace Larder.Offline;

/// <summary>
/// Numbers the keys of one entity in order of first appearance. Keys are taken from whole vectors as they lie in memory, numbers as
/// they are and text as UTF-8, so that no row makes a string. Many threads may search it while nobody adds.
/// </summary>
/// <param name="type">The key's type.</param>
internal sealed class KeyIndex(ColumnType type)
{
    private readonly NumberKeys _numbers = new();
    private readonly TextKeys _texts = new();
    private readonly bool _isText = type == ColumnType.String;

    /// <summary>An index of some keys.</summary>
    public static KeyIndex Of(ColumnType type, IEnumerable<FeatureValue> keys)
    {
        var index = new KeyIndex(type);
        foreach (var key in keys)
        {
            index.GetOrAdd(key);
        }

        return index;
    }

    /// <summary>Number of keys.</summary>
    public int Count => _isText ? _texts.Count : _numbers.Count;

    /// <summary>A key by its number.</summary>
    public FeatureValue this[int id] => _isText ? FeatureValue.From(Encoding.UTF8.GetString(_texts[id])) : FeatureValue.FromBits(type, _numbers[id]);

    /// <summary>A key by its number, in its stored form.</summary>
    public EntityKey KeyOf(int id) => _isText ? new EntityKey(_texts[id].ToArray()) : EntityKey.From(_numbers[id]);

    /// <summary>Length of the beginning that all keys share; 0 for numbers.</summary>
    public int SharedLength()
    {
        var length = _isText && Count > 0 ? _texts[0].Length : 0;
        for (var id = 1; id < Count && length > 0; id++)
        {
            length = _texts[0][..length].CommonPrefixLength(_texts[id]);
        }

        return length;
    }

    /// <summary>Eight bytes of a key's stored form as a number, such that the order of the numbers is that of the bytes; all of it where keys are numbers.</summary>
    /// <param name="id">The key's number.</param>
    /// <param name="skipped">How many of its first bytes to leave out.</param>
    public ulong BytesOf(int id, int skipped)
    {
        if (!_isText)
        {
            return (ulong)_numbers[id] ^ (1UL << 63);
        }

        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        var utf8 = _texts[id][skipped..];
        utf8[..Math.Min(utf8.Length, bytes.Length)].CopyTo(bytes);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    /// <summary>Compares two keys in their stored form.</summary>
    public int Compare(int left, int right) => _isText ? _texts[left].SequenceCompareTo(_texts[right]) : _numbers[left].CompareTo(_numbers[right]);

    /// <summary>The number of a key, a new one if need be; null keys have none and must not be asked for.</summary>
    public int GetOrAdd(FeatureValue key) => _isText ? _texts.GetOrAdd(key.AsString()!) : _numbers.GetOrAdd(key.Bits);

    /// <summary>The number of a key; -1 for one never added and for null, which matches nothing.</summary>
    public int Find(FeatureValue key)
    {
        if (key.IsNull)
        {
            return -1;
        }

        return _isText ? _texts.Find(key.AsString()!) : _numbers.Find(key.Bits);
    }

    /// <summary>The number of each key of a vector, new ones if need be; -1 for null.</summary>
    /// <param name="keys">Text, or numbers of either width.</param>
    /// <param name="ids">Receives the numbers.</param>
    [MethodImpl(HotLoop.AtOnce)]
    public void GetOrAdd(DuckDbVector keys, Span<int> ids)
    {
        if (_isText)
        {
            for (var row = 0; row < keys.RowCount; row++)
            {
                ids[row] = keys.IsValid(row) ? _texts.GetOrAdd(keys.Bytes(row)) : -1;
            }
        }
        else if (keys.Type.Kind == DuckDbTypeKind.Integer)
        {
            var values = keys.Values<int>();
            for (var row = 0; row < values.Length; row++)
            {
                ids[row] = !keys.HasNulls || keys.IsValid(row) ? _numbers.GetOrAdd(values[row]) : -1;
            }
        }
        else
        {
            var values = keys.Values<long>();
            if (!keys.HasNulls)
            {
                _numbers.GetOrAdd(values, ids);
                return;
            }

            for (var row = 0; row < values.Length; row++)
            {
                ids[row] = keys.IsValid(row) ? _numbers.GetOrAdd(values[row]) : -1;
            }
        }
    }

    /// <summary>Prepares for many searches, until a key is added.</summary>
    public void Seal() => _numbers.Seal();

    /// <summary>The number of each key of a vector; -1 for those never added and for null.</summary>
    /// <param name="keys">Text, or numbers of either width.</param>
    /// <param name="ids">Receives the numbers.</param>
    [MethodImpl(HotLoop.AtOnce)]
    public void Find(DuckDbVector keys, Span<int> ids)
    {
        if (_isText)
        {
            _texts.Find(keys, ids);
            return;
        }

        if (keys.Type.Kind == DuckDbTypeKind.Integer)
        {
            var values = keys.Values<int>();
            for (var row = 0; row < values.Length; row++)
            {
                ids[row] = _numbers.Find(values[row]);
            }
        }
        else
        {
            _numbers.Find(keys.Values<long>(), ids);
        }

        // What lies behind a null is arbitrary and may look like a key.
        for (var row = 0; keys.HasNulls && row < keys.RowCount; row++)
        {
            ids[row] = keys.IsValid(row) ? ids[row] : -1;
        }
    }
}
