using System.Numerics;

namespace Larder.Ingestion;

/// <summary>Some of a file's rows, a bit for each: how many of them come before another is found without counting.</summary>
internal sealed class RankedRows
{
    private ulong[] _words = new ulong[1024];

    // For each word how many rows come before it; empty until the last row is added.
    private long[] _before = [];

    /// <summary>Adds a row.</summary>
    public void Add(long row)
    {
        var word = row >> 6;
        if (word >= _words.Length)
        {
            Array.Resize(ref _words, (int)Math.Max(word + 1, 2L * _words.Length));
        }

        _words[word] |= 1UL << (int)(row & 63);
    }

    /// <summary>Told that there are no more.</summary>
    public void Close()
    {
        _before = new long[_words.Length];
        for (var word = 1; word < _words.Length; word++)
        {
            _before[word] = _before[word - 1] + BitOperations.PopCount(_words[word - 1]);
        }
    }

    /// <summary>How many come before a row; -1 where the row is none of them.</summary>
    public long RankOf(long row)
    {
        var word = row >> 6;
        if (word >= _words.Length)
        {
            return -1;
        }

        var (bits, bit) = (_words[word], 1UL << (int)(row & 63));
        return (bits & bit) == 0 ? -1 : _before[word] + BitOperations.PopCount(bits & (bit - 1));
    }
}
