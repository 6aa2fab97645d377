using System.Text;

namespace Larder.Offline;

/// <summary>A small direct-mapped cache from UTF-8 bytes to the string made of them last time.</summary>
internal sealed class TextCache
{
    private const int Size = 1 << 14;

    private readonly (byte[] Utf8, string Text)[] _entries = new (byte[], string)[Size];

    /// <summary>The text of some bytes.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        ref var entry = ref _entries[TextKeys.HashOf(utf8) & (Size - 1)];
        if (entry.Utf8 is null || !utf8.SequenceEqual(entry.Utf8))
        {
            entry = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        }

        return entry.Text;
    }
}
