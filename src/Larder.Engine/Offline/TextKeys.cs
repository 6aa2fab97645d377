using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Larder.DuckDb;

namespace Larder.Offline;

/// <summary>Numbers texts, as UTF-8, in order of first appearance: open addressing, never more than half full.</summary>
internal sealed class TextKeys
{
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;
    private const int StackBytes = 256;

    // A place is the number of a key plus one; zero marks a free entry. The hash beside it spares most looks at other keys' bytes.
    private (uint Hash, int Place)[] _table = new (uint, int)[64];
    private byte[] _bytes = new byte[512];
    private int[] _ends = new int[33];

    /// <summary>Number of keys.</summary>
    public int Count { get; private set; }

    /// <summary>A key by its number.</summary>
    public ReadOnlySpan<byte> this[int id] => _bytes.AsSpan(_ends[id].._ends[id + 1]);

    /// <summary>The number of a key; -1 for one never added.</summary>
    public int Find(ReadOnlySpan<byte> utf8) => Find(utf8, HashOf(utf8));

    /// <inheritdoc cref="Find(ReadOnlySpan{byte})"/>
    public int Find(string text)
    {
        var rented = Encode(text, stackalloc byte[StackBytes], out var utf8);
        var id = Find(utf8);
        Return(rented);
        return id;
    }

    /// <summary>
    /// The number of each text of a vector; -1 for those never added and for null. Step by step for the whole vector: each step brings
    /// near what the next one reads, and the waits for memory of different rows overlap.
    /// </summary>
    public void Find(DuckDbVector texts, Span<int> ids)
    {
        const int Most = 2048;
        Span<uint> hashes = stackalloc uint[Most];
        for (var first = 0; first < texts.RowCount; first += Most)
        {
            var count = Math.Min(Most, texts.RowCount - first);
            for (var i = 0; i < count; i++)
            {
                hashes[i] = HashOf(texts.Bytes(first + i));
            }

            Touch(hashes[..count]);
            for (var i = 0; i < count; i++)
            {
                ids[first + i] = texts.IsValid(first + i) ? Find(texts.Bytes(first + i), hashes[i]) : -1;
            }
        }
    }

    /// <summary>The number of a key, a new one if need be.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> utf8)
    {
        var hash = HashOf(utf8);
        var id = Find(utf8, hash);
        return id < 0 ? Add(utf8, hash) : id;
    }

    /// <inheritdoc cref="GetOrAdd(ReadOnlySpan{byte})"/>
    public int GetOrAdd(string text)
    {
        var rented = Encode(text, stackalloc byte[StackBytes], out var utf8);
        var id = GetOrAdd(utf8);
        Return(rented);
        return id;
    }

    /// <summary>A hash for tables in memory; not stable across versions.</summary>
    public static uint HashOf(ReadOnlySpan<byte> utf8)
    {
        var hash = Mix((ulong)utf8.Length + Spread);
        for (; utf8.Length >= sizeof(ulong); utf8 = utf8[sizeof(ulong)..])
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(utf8));
        }

        var rest = 0UL;
        for (var i = 0; i < utf8.Length; i++)
        {
            rest |= (ulong)utf8[i] << (8 * i);
        }

        return (uint)(Mix(hash ^ rest) >> 32);
    }

    private int Find(ReadOnlySpan<byte> utf8, uint hash)
    {
        var table = _table;
        for (var slot = (int)hash & (table.Length - 1); ; slot = (slot + 1) & (table.Length - 1))
        {
            var (other, place) = table[slot];
            if (place == 0 || (other == hash && this[place - 1].SequenceEqual(utf8)))
            {
                return place - 1;
            }
        }
    }

    /// <summary>Reads the entry, the end and the first byte of the key that each hash leads to first.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Touch(ReadOnlySpan<uint> hashes)
    {
        Span<int> ids = stackalloc int[hashes.Length];
        for (var i = 0; i < hashes.Length; i++)
        {
            ids[i] = Math.Max(0, _table[(int)hashes[i] & (_table.Length - 1)].Place - 1);
        }

        foreach (ref var id in ids)
        {
            id = _ends[id];
        }

        var sum = 0;
        foreach (var start in ids)
        {
            sum += _bytes[Math.Min(start, _bytes.Length - 1)];
        }

        return sum;
    }

    private int Add(ReadOnlySpan<byte> utf8, uint hash)
    {
        if (Count * 2 == _table.Length)
        {
            Grow();
        }

        var end = checked(_ends[Count] + utf8.Length);
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(end, 2L * _bytes.Length)));
        }

        utf8.CopyTo(_bytes.AsSpan(_ends[Count]));
        _ends[++Count] = end;
        Place(hash, Count);
        return Count - 1;
    }

    private void Place(uint hash, int place)
    {
        var slot = (int)hash & (_table.Length - 1);
        while (_table[slot].Place != 0)
        {
            slot = (slot + 1) & (_table.Length - 1);
        }

        _table[slot] = (hash, place);
    }

    private void Grow()
    {
        var old = _table;
        _table = new (uint, int)[checked(old.Length * 2)];
        Array.Resize(ref _ends, (_table.Length / 2) + 1);
        foreach (var (hash, place) in old)
        {
            if (place != 0)
            {
                Place(hash, place);
            }
        }
    }

    private static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value, Spread, out var low);
        return high ^ low;
    }

    private static byte[]? Encode(string text, Span<byte> stack, out ReadOnlySpan<byte> utf8)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = most > stack.Length ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> buffer = rented ?? stack;
        utf8 = buffer[..Encoding.UTF8.GetBytes(text, buffer)];
        return rented;
    }

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
