using System.Text;

namespace Larder.Offline.Buckets;

/// <summary>Texts as UTF-8, one after the other.</summary>
internal sealed class TextHeap
{
    private const int Least = 256;

    private byte[] _bytes;

    public TextHeap() => _bytes = [];

    /// <summary>A heap that was read back.</summary>
    public TextHeap(byte[] bytes, int length) => (_bytes, Length) = (bytes, length);

    /// <summary>Bytes used.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes taken from memory.</summary>
    public int Capacity => _bytes.Length;

    /// <summary>All texts.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>Adds a text and returns its word, see <see cref="EventRecord.TextWord"/>.</summary>
    public long Add(string text)
    {
        var most = checked(Length + Encoding.UTF8.GetMaxByteCount(text.Length));
        if (most > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(most, Math.Max(Least, (int)Math.Min(Array.MaxLength, 2L * _bytes.Length))));
        }

        var length = Encoding.UTF8.GetBytes(text, _bytes.AsSpan(Length));
        var word = EventRecord.TextWord(Length, length);
        Length += length;
        return word;
    }

    /// <summary>A text by its word.</summary>
    public ReadOnlySpan<byte> Text(long word)
    {
        var (offset, length) = EventRecord.TextOf(word);
        return _bytes.AsSpan(offset, length);
    }
}
