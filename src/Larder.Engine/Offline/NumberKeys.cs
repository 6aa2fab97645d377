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

    // Where keys lie close together: the places of all within a stretch, from its first key on, and whether no key lies outside.
    private int[] _dense = [];
    private long _least;
    private bool _isWhole;

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
        var index = (ulong)key - (ulong)_least;
        if (index < (ulong)_dense.Length && _dense[index] > 0)
        {
            return _dense[index] - 1;
        }

        var id = Find(key);
        return id < 0 ? Add(key) : id;
    }

    /// <summary>The number of each key, new ones if need be.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    public void GetOrAdd(ReadOnlySpan<long> keys, Span<int> ids)
    {
        for (var row = 0; row < keys.Length; row++)
        {
            ids[row] = GetOrAdd(keys[row]);
        }
    }

    /// <summary>The number of each key; -1 for those never added.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    public void Find(ReadOnlySpan<long> keys, Span<int> ids)
    {
        var (dense, least) = (_dense, _least);
        if (!_isWhole)
        {
            for (var row = 0; row < keys.Length; row++)
            {
                ids[row] = Find(keys[row]);
            }

            return;
        }

        for (var row = 0; row < keys.Length; row++)
        {
            var index = (ulong)keys[row] - (ulong)least;
            ids[row] = index < (ulong)dense.Length ? dense[index] - 1 : -1;
        }
    }

    /// <summary>Prepares for many searches, as does the growth of the table: keys that fill a good part of their range are found by a look at one number, not at a table of keys.</summary>
    public void Seal()
    {
        const int MostPerKey = 8;
        if (Count == 0)
        {
            return;
        }

        var keys = _keys.AsSpan(0, Count);
        var (least, greatest) = (keys[0], keys[0]);
        foreach (var key in keys)
        {
            (least, greatest) = (Math.Min(least, key), Math.Max(greatest, key));
        }

        var range = (UInt128)((Int128)greatest - least) + 1;
        if (range > (UInt128)((long)MostPerKey * Count) || range > (UInt128)Array.MaxLength)
        {
            return;
        }

        (_dense, _least, _isWhole) = (new int[(int)range], least, true);
        for (var id = 0; id < keys.Length; id++)
        {
            _dense[keys[id] - least] = id + 1;
        }
    }

    [MethodImpl(HotLoop.AtOnce)]
    private int Add(long key)
    {
        if (Count == _keys.Length)
        {
            Grow();
        }

        _keys[Count] = key;
        Place(key, ++Count);
        var index = (ulong)key - (ulong)_least;
        if (index < (ulong)_dense.Length)
        {
            _dense[index] = Count;
        }
        else
        {
            _isWhole = false;
        }

        return Count - 1;
    }

    [MethodImpl(HotLoop.AtOnce)]
    private void Place(long key, int place)
    {
        var slot = SlotOf(key, _table.Length);
        while (_table[slot].Place != 0)
        {
            slot = (slot + 1) & (_table.Length - 1);
        }

        _table[slot] = (key, place);
    }

    [MethodImpl(HotLoop.AtOnce)]
    private void Grow()
    {
        Array.Resize(ref _keys, checked(_keys.Length * 2));
        _table = new (long, int)[checked(_table.Length * 2)];
        for (var id = 0; id < Count; id++)
        {
            Place(_keys[id], id + 1);
        }

        Seal();
    }

    private static int SlotOf(long key, int size) => (int)(((ulong)key * Spread) >> (64 - BitOperations.Log2((uint)size)));
}
