using Larder.Offline;
using Larder.Types;

namespace Larder.Materialization;

/// <summary>Sorts the entities of a <see cref="KeyIndex"/> by their stored keys.</summary>
internal sealed class KeyOrder(KeyIndex keys)
{
    /// <summary>The stored key of an entity.</summary>
    public EntityKey this[int id] => keys.KeyOf(id);

    /// <summary>The numbers of the entities behind <paramref name="after"/>, in the order of their keys.</summary>
    public int[] After(EntityKey? after)
    {
        var ids = new int[keys.Count];
        var bytes = new ulong[keys.Count];
        var shared = keys.SharedLength();
        for (var id = 0; id < ids.Length; id++)
        {
            (ids[id], bytes[id]) = (id, keys.BytesOf(id, shared));
        }

        Array.Sort(bytes, ids);
        SortEqual(bytes, ids);
        return after is { } key ? ids[FirstBehind(ids, key)..] : ids;
    }

    /// <summary>Sorts the stretches that eight bytes leave open.</summary>
    private void SortEqual(ulong[] bytes, int[] ids)
    {
        for (int first = 0, end; first < ids.Length; first = end)
        {
            for (end = first + 1; end < ids.Length && bytes[end] == bytes[first]; end++)
            {
            }

            if (end - first > 1)
            {
                ids.AsSpan(first, end - first).Sort(keys.Compare);
            }
        }
    }

    private int FirstBehind(int[] ids, EntityKey key)
    {
        var (low, high) = (0, ids.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = keys.KeyOf(ids[middle]) > key ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
