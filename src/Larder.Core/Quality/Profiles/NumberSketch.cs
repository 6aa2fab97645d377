using Larder.Aggregation.Algebra;
using Larder.Types;

namespace Larder.Quality.Profiles;

/// <summary>
/// How often numbers occur, in the buckets of <see cref="QuantileSketch"/> at its default accuracy: ends lie 1 to 2 % apart, so that any bin whose edges are ends of buckets is counted exactly. Counts lie in
/// arrays, because profiles are made of many values at once.
/// </summary>
internal sealed class NumberSketch
{
    public static readonly QuantileSketch Buckets = new([50], QuantileSketch.DefaultAccuracy, single: true);

    private readonly CountStretch _positive = new();
    private readonly CountStretch _negative = new();
    private readonly SortedDictionary<int, long> _others = [];

    /// <summary>Keys with their counts, in ascending order of values.</summary>
    public IEnumerable<(int Key, long Count)> Counts
    {
        get
        {
            foreach (var (key, count) in Others(k => k < -QuantileSketch.Middle * 2L))
            {
                yield return (key, count);
            }

            foreach (var (place, count) in _negative.Counts.Reverse())
            {
                yield return (-QuantileSketch.Middle - place, count);
            }

            foreach (var (key, count) in Others(k => k == 0))
            {
                yield return (key, count);
            }

            foreach (var (place, count) in _positive.Counts)
            {
                yield return (QuantileSketch.Middle + place, count);
            }

            foreach (var (key, count) in Others(k => k > QuantileSketch.Middle * 2L))
            {
                yield return (key, count);
            }
        }
    }

    /// <summary>Adds numbers that are not NaN.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            Add(Buckets.Key(value), 1);
        }
    }

    /// <summary>Adds to a bucket.</summary>
    public void Add(int key, long count)
    {
        // Zero, and what is infinite, have keys far from all others.
        var place = Math.Abs((long)key) - QuantileSketch.Middle;
        if (key == 0 || place > QuantileSketch.Middle)
        {
            _others[key] = _others.GetValueOrDefault(key) + count;
        }
        else
        {
            (key < 0 ? _negative : _positive).Add((int)place, count);
        }
    }

    /// <summary>Adds all that another one has.</summary>
    public void Merge(NumberSketch other)
    {
        foreach (var (key, count) in other.Counts)
        {
            Add(key, count);
        }
    }

    public void Write(VarintWriter writer)
    {
        (int Key, long Count)[] all = [.. Counts];
        writer.WriteUnsigned((ulong)all.Length);
        var last = 0L;
        foreach (var (key, count) in all)
        {
            writer.WriteSigned(key - last);
            writer.WriteUnsigned((ulong)count);
            last = key;
        }
    }

    public static NumberSketch Read(ref VarintReader reader)
    {
        var sketch = new NumberSketch();
        var last = 0L;
        for (var left = reader.ReadCount(bytesEach: 2); left > 0; left--)
        {
            last += reader.ReadSigned();
            sketch.Add(last is >= int.MinValue + 1 and <= int.MaxValue ? (int)last : throw VarintReader.Damaged(), (long)reader.ReadUnsigned());
        }

        return sketch;
    }

    private IEnumerable<(int Key, long Count)> Others(Func<long, bool> where) => _others.Where(o => where(o.Key)).Select(o => (o.Key, o.Value));
}

/// <summary>Counts of places next to each other, which may be negative; the array grows to hold those between the least and the greatest.</summary>
internal sealed class CountStretch
{
    private const int Slack = 64;

    private long[] _counts = [];
    private int _first;

    /// <summary>Places that have a count, in ascending order.</summary>
    public IEnumerable<(int Place, long Count)> Counts => _counts.Index().Where(c => c.Item > 0).Select(c => (_first + c.Index, c.Item));

    public void Add(int place, long count)
    {
        var index = place - _first;
        if ((uint)index >= (uint)_counts.Length)
        {
            index = Grow(place);
        }

        _counts[index] += count;
    }

    private int Grow(int place)
    {
        var isFirst = _counts.Length == 0;
        var first = isFirst ? place - Slack : Math.Min(_first, place - Slack);
        var end = isFirst ? place + Slack : Math.Max(_first + _counts.Length, place + Slack);
        var grown = new long[end - first];
        _counts.CopyTo(grown, isFirst ? 0 : _first - first);
        (_counts, _first) = (grown, first);
        return place - first;
    }
}
