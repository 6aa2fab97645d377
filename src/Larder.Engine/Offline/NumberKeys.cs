using System.Numerics;
using System.Runtime.CompilerServices;
using Larder.Engine;

namespace Larder.Offline;

/// <summary>
/// Numbers whole numbers in order of first appearance. Keys that fill a good part of their range are found by a look at one number; all others in a
/// table with open addressing, never more than half full. There is one of the two at a time.
/// </summary>
internal sealed class NumberKeys
{
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;
    private const int MostPerKey = 8;

    private long[] _keys = new long[32];
    private (long Least, long Greatest) _range = (long.MaxValue, long.MinValue);

    // A place is the number of a key plus one; zero marks a free entry.
    private (long Key, int Place)[] _table = new (long, int)[64];

    // The places of the keys from a first one on; none while there is a table.
    private int[] _dense = [];
    private long _first;

    /// <summary>Number of keys.</summary>
    public int Count { get; private set; }

    private bool IsDense => _table.Length == 0;

    /// <summary>A key by its number.</summary>
    public long this[int id] => _keys[id];

    /// <summary>The number of a key; -1 for one never added.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    public int Find(long key)
    {
        if (IsDense)
        {
            var index = (ulong)key - (ulong)_first;
            return index < (ulong)_dense.Length ? _dense[index] - 1 : -1;
        }

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

    /// <summary>The number of each key, new ones if need be.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    public void GetOrAdd(ReadOnlySpan<long> keys, Span<int> ids)
    {
        for (var row = 0; row < keys.Length; row++)
        {
            var index = (ulong)keys[row] - (ulong)_first;
            var place = index < (ulong)_dense.Length ? _dense[index] : 0;
            ids[row] = place > 0 ? place - 1 : GetOrAdd(keys[row]);
        }
    }

    /// <summary>The number of each key; -1 for those never added.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    public void Find(ReadOnlySpan<long> keys, Span<int> ids)
    {
        var (dense, first) = (_dense, _first);
        if (!IsDense)
        {
            for (var row = 0; row < keys.Length; row++)
            {
                ids[row] = Find(keys[row]);
            }

            return;
        }

        for (var row = 0; row < keys.Length; row++)
        {
            var index = (ulong)keys[row] - (ulong)first;
            ids[row] = index < (ulong)dense.Length ? dense[index] - 1 : -1;
        }
    }

    /// <summary>Prepares for many searches, as does growth.</summary>
    public void Seal()
    {
        if (!IsDense)
        {
            _ = BecomeDense(MostPerKey);
        }
    }

    [MethodImpl(HotLoop.AtOnce)]
    private int Add(long key)
    {
        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, checked(_keys.Length * 2));
            if (!IsDense && !BecomeDense(MostPerKey))
            {
                BecomeTable();
            }
        }

        _keys[Count++] = key;
        _range = (Math.Min(_range.Least, key), Math.Max(_range.Greatest, key));
        if (!IsDense)
        {
            Place(key, Count);
        }
        else if ((ulong)key - (ulong)_first is var index && index < (ulong)_dense.Length)
        {
            _dense[index] = Count;
        }
        else if (!BecomeDense(MostPerKey / 2))
        {
            BecomeTable();
        }

        return Count - 1;
    }

    /// <summary>
    /// Takes places for the whole range of the keys, and as many again on the side where the last one was added, unless these were more than a key is worth.
    /// Who grows out of the range must be content with half of that: then there is room to grow, and growing is rare.
    /// </summary>
    private bool BecomeDense(int mostPerKey)
    {
        var range = (Int128)_range.Greatest - _range.Least + 1;
        if (Count == 0 || range > Math.Min((long)mostPerKey * Count, Array.MaxLength))
        {
            return false;
        }

        var length = Math.Min(Math.Min(2 * (long)range, (long)MostPerKey * Count), Array.MaxLength);
        var growsUp = _keys[Count - 1] - (Int128)_range.Least >= range / 2;
        _first = growsUp ? _range.Least : (long)Int128.Max(long.MinValue, (Int128)_range.Greatest - length + 1);
        (_dense, _table) = (new int[length], []);
        for (var id = 0; id < Count; id++)
        {
            _dense[(ulong)_keys[id] - (ulong)_first] = id + 1;
        }

        return true;
    }

    /// <summary>Takes a table for twice as many keys as there is room for.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    private void BecomeTable()
    {
        (_dense, _table) = ([], new (long, int)[checked(_keys.Length * 2)]);
        for (var id = 0; id < Count; id++)
        {
            Place(_keys[id], id + 1);
        }
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

    private static int SlotOf(long key, int size) => (int)(((ulong)key * Spread) >> (64 - BitOperations.Log2((uint)size)));
}
