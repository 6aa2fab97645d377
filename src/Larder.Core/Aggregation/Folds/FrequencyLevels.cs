using System.Numerics;

namespace Larder.Aggregation.Folds;

/// <summary>
/// Which codes occur how often: one set of bits for each number of occurrences. A code that occurs once more moves to the next set, and
/// the most frequent codes are read from the greatest number down, equally frequent ones in the order of their codes.
/// </summary>
internal sealed class FrequencyLevels
{
    private readonly List<ulong[]> _levels = [];
    private readonly List<int> _sizes = [];
    private int _words;
    private int _greatest;

    /// <summary>Forgets everything and makes room for so many codes.</summary>
    public void Clear(int codes)
    {
        var words = (codes + 63) / 64;
        if (words > _words)
        {
            _words = words;
            _levels.Clear();
            _sizes.Clear();
        }

        for (var level = 0; level < _levels.Count; level++)
        {
            if (_sizes[level] > 0)
            {
                Array.Clear(_levels[level]);
                _sizes[level] = 0;
            }
        }

        _greatest = 0;
    }

    /// <summary>Notes that a code occurs <paramref name="to"/> times instead of <paramref name="from"/>.</summary>
    public void Move(int code, int from, int to)
    {
        var (word, bit) = (code >> 6, 1UL << code);
        if (from > 0)
        {
            _levels[from][word] &= ~bit;
            _sizes[from]--;
        }

        if (to > 0)
        {
            while (_levels.Count <= to)
            {
                _levels.Add(new ulong[_words]);
                _sizes.Add(0);
            }

            _levels[to][word] |= bit;
            _sizes[to]++;
            _greatest = Math.Max(_greatest, to);
        }

        while (_greatest > 0 && _sizes[_greatest] == 0)
        {
            _greatest--;
        }
    }

    /// <summary>Fills <paramref name="top"/> with what belongs to the most frequent codes; there must be so many.</summary>
    /// <param name="of">What belongs to each code.</param>
    /// <param name="top">Receives it.</param>
    public void Top<T>(ReadOnlySpan<T> of, Span<T> top)
    {
        var found = 0;
        for (var level = _greatest; found < top.Length; level--)
        {
            var left = Math.Min(_sizes[level], top.Length - found);
            ReadOnlySpan<ulong> bits = _levels[level];
            for (var word = 0; left > 0; word++)
            {
                var rest = bits[word];
                for (; rest != 0 && left > 0; left--)
                {
                    top[found++] = of[(word << 6) + BitOperations.TrailingZeroCount(rest)];
                    rest &= rest - 1;
                }
            }
        }
    }
}
