using System.Runtime.InteropServices;
using Larder.Types;

namespace Larder.Offline;

/// <summary>Numbers the keys of one entity in order of first appearance.</summary>
internal sealed class KeyIndex
{
    private readonly Dictionary<long, int> _numbers = [];
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private readonly List<FeatureValue> _keys = [];

    /// <summary>Number of keys.</summary>
    public int Count => _keys.Count;

    /// <summary>A key by its number.</summary>
    public FeatureValue this[int id] => _keys[id];

    /// <summary>The number of a key, a new one if need be; null keys have none and must not be asked for.</summary>
    public int GetOrAdd(FeatureValue key)
    {
        bool known;
        ref var id = ref key.Type == ColumnType.String
            ? ref CollectionsMarshal.GetValueRefOrAddDefault(_texts, key.AsString()!, out known)
            : ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, key.Bits, out known);
        if (!known)
        {
            id = _keys.Count;
            _keys.Add(key);
        }

        return id;
    }

    /// <summary>The number of a key; -1 for one never added and for null, which matches nothing.</summary>
    public int Find(FeatureValue key)
    {
        if (key.IsNull)
        {
            return -1;
        }

        return (key.Type == ColumnType.String ? _texts.TryGetValue(key.AsString()!, out var id) : _numbers.TryGetValue(key.Bits, out id)) ? id : -1;
    }
}
