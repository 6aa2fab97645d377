using System.Numerics;
using System.Runtime.CompilerServices;
using Larder.Engine;

namespace Larder.Offline;

/// <summary>Numbers whole numbers in order of first appearance: open addressing, never more than half full.</summary>
internal sealed class NumberKeys
{
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    // A place is the number of a key plus one; zero marks a free entry.
    private (long Key, int Place)[] _table = new (long, int)[64];
    private long[] _keys = new long[32];

    /// <summary>Number of keys.</summary>
    public int Count { get; private set; }

    /// <summary>A key by its number.</summary>
    public long this[int id] => _keys[id];

    /// <summary>The number of a key; -1 for one never added.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    public int Find(long key)
    {
        var table = _table;
        for (var slot = SlotOf(key, table.Length); ; slot = (slot + 1) & (table.Length - 1))
        {
            ref readonly var entry = ref table[slot];
            if (entry.Key == key || entry.Place == 0)
            {
                return entry.Place - 1;
            }
        }
    }

    /// <summary>The number of a key, a new one if need be.</summary>
    public int GetOrAdd(long key)
    {
        var id = Find(key);
        return id < 0 ? Add(key) : id;
    }

    private int Add(long key)
    {
        if (Count == _keys.Length)
        {
            Grow();
        }

        _keys[Count] = key;
        Place(key, ++Count);
        return Count - 1;
    }

    private void Place(long key, int place)
    {
        var slot = SlotOf(key, _table.Length);
        while (_table[slot].Place != 0)
        {
            slot = (slot + 1) & (_table.Length - 1);
        }

        _table[slot] = (key, place);
    }

    private void Grow()
    {
        Array.Resize(ref _keys, checked(_keys.Length * 2));
        _table = new (long, int)[checked(_table.Length * 2)];
        for (var id = 0; id < Count; id++)
        {
            Place(_keys[id], id + 1);
        }
    }

    private static int SlotOf(long key, int size) => (int)(((ulong)key * Spread) >> (64 - BitOperations.Log2((uint)size)));
}
