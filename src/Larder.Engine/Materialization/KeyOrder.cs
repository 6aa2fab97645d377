using Larder.Offline;
using Larder.Types;

namespace Larder.Materialization;

/// <summary>Sorts the entities of a <see cref="KeyIndex"/> by their stored keys.</summary>
internal sealed class KeyOrder
{
    private readonly EntityKey[] _keys;

    public KeyOrder(KeyIndex index)
    {
        _keys = new EntityKey[index.Count];
        for (var id = 0; id < _keys.Length; id++)
        {
            _keys[id] = EntityKey.From(index[id]);
        }
    }

    /// <summary>The stored key of an entity.</summary>
    public EntityKey this[int id] => _keys[id];

    /// <summary>The numbers of the entities behind <paramref name="after"/>, in the order of their keys.</summary>
    public int[] After(EntityKey? after)
    {
        var ids = Enumerable.Range(0, _keys.Length).Where(id => after is not { } key || _keys[id] > key).ToArray();
        var keys = Array.ConvertAll(ids, id => _keys[id]);
        Array.Sort(keys, ids);
        return ids;
    }
}
