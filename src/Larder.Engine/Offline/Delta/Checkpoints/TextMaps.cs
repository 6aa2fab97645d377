using System.Buffers.Binary;
using System.Text;

namespace Larder.Offline.Delta;

/// <summary>A small direct-mapped cache from maps in the engine's memory to those made of them last time: a table has many files and few partitions.</summary>
internal sealed class TextMaps
{
    private const int Size = 1 << 12;

    private readonly (byte[] Utf8, IReadOnlyDictionary<string, string?> Map)[] _entries = new (byte[], IReadOnlyDictionary<string, string?>)[Size];
    private byte[] _pairs = new byte[256];

    /// <summary>The map of a row, with empty values as nulls; empty where the row has none.</summary>
    public IReadOnlyDictionary<string, string?> Get(in TextMapVector maps, int row)
    {
        var (first, count) = maps.Entries(row);
        var length = 0;
        for (var i = first; i < first + count; i++)
        {
            length = Add(length, maps.Keys.Bytes(i));
            length = Add(length, maps.Values.Bytes(i));
        }

        var utf8 = _pairs.AsSpan(0, length);
        ref var entry = ref _entries[TextKeys.HashOf(utf8) & (Size - 1)];
        if (entry.Utf8 is null || !utf8.SequenceEqual(entry.Utf8))
        {
            entry = (utf8.ToArray(), Make(maps, first, count));
        }

        return entry.Map;
    }

    private static Dictionary<string, string?> Make(in TextMapVector maps, int first, int count)
    {
        var map = new Dictionary<string, string?>(count, StringComparer.Ordinal);
        for (var i = first; i < first + count; i++)
        {
            var value = maps.Values.Bytes(i);
            map[Encoding.UTF8.GetString(maps.Keys.Bytes(i))] = value.Length == 0 ? null : Encoding.UTF8.GetString(value);
        }

        return map;
    }

    /// <summary>Adds a text with its length before it, so that no two maps look alike.</summary>
    private int Add(int length, ReadOnlySpan<byte> text)
    {
        var end = checked(length + sizeof(int) + text.Length);
        if (end > _pairs.Length)
        {
            Array.Resize(ref _pairs, Math.Max(end, 2 * _pairs.Length));
        }

        BinaryPrimitives.WriteInt32LittleEndian(_pairs.AsSpan(length), text.Length);
        text.CopyTo(_pairs.AsSpan(length + sizeof(int)));
        return end;
    }
}
