using System.Text;
using Larder.Functions;
using Larder.Types;

namespace Larder.Quality.Profiles;

/// <summary>
/// How often texts occur. Up to <see cref="MostValues"/> different ones are counted each; of more, only groups of them by their hash, so that merging is associative to the last count: whether there are too many
/// values does not depend on the order. Two texts are one where their 64-bit hashes are equal.
/// </summary>
internal sealed class ValueCounts
{
    /// <summary>So many different values are counted each.</summary>
    public const int MostValues = 4096;

    /// <summary>Groups of values by the first bits of their hash.</summary>
    public const int Groups = 256;

    private const int ShownLength = 64;
    private const int GroupBits = 8;
    private const byte Each = 1;
    private const byte Grouped = 2;

    private Dictionary<ulong, Counted>? _values = [];
    private long[]? _groups;

    /// <summary>The values with their counts, most frequent first; null where there are too many.</summary>
    public IReadOnlyList<(ulong Hash, string Text, long Count)>? Values => _values is null
        ? null
        : [.. _values.Select(v => (v.Key, v.Value.Text, v.Value.Count)).OrderByDescending(v => v.Count).ThenBy(v => v.Text, StringComparer.Ordinal)];

    /// <summary>Rows by group of values.</summary>
    public long[] ByGroup
    {
        get
        {
            if (_groups is { } groups)
            {
                return [.. groups];
            }

            var counted = new long[Groups];
            foreach (var (hash, value) in _values!)
            {
                counted[hash >> (64 - GroupBits)] += value.Count;
            }

            return counted;
        }
    }

    /// <summary>Adds a text as UTF-8.</summary>
    /// <returns>Its hash.</returns>
    public ulong Add(ReadOnlySpan<byte> text)
    {
        var hash = StableHash.Of(text);
        if (_groups is not null)
        {
            _groups[hash >> (64 - GroupBits)]++;
        }
        else if (_values!.TryGetValue(hash, out var counted))
        {
            counted.Count++;
        }
        else
        {
            Add(hash, Shown(text), 1);
        }

        return hash;
    }

    /// <summary>Adds all that another one has.</summary>
    public void Merge(ValueCounts other)
    {
        if (other._values is { } values && _values is not null)
        {
            foreach (var (hash, counted) in values)
            {
                Add(hash, counted.Text, counted.Count);
            }

            return;
        }

        var (mine, theirs) = (ByGroup, other.ByGroup);
        (_values, _groups) = (null, [.. mine.Zip(theirs, (a, b) => a + b)]);
    }

    public void Write(VarintWriter writer)
    {
        writer.WriteByte(_values is null ? Grouped : Each);
        if (_values is null)
        {
            Array.ForEach(_groups!, count => writer.WriteUnsigned((ulong)count));
            return;
        }

        writer.WriteUnsigned((ulong)_values.Count);
        foreach (var (hash, counted) in _values.OrderBy(v => v.Key))
        {
            writer.WriteFixed((long)hash);
            writer.WriteText(counted.Text);
            writer.WriteUnsigned((ulong)counted.Count);
        }
    }

    public static ValueCounts Read(ref VarintReader reader)
    {
        var counts = new ValueCounts();
        switch (reader.ReadByte())
        {
            case Each:
                for (var left = reader.ReadCount(bytesEach: 10); left > 0; left--)
                {
                    counts.Add((ulong)reader.ReadFixed(), reader.ReadText(), (long)reader.ReadUnsigned());
                }

                return counts;
            case Grouped:
                (counts._values, counts._groups) = (null, new long[Groups]);
                for (var group = 0; group < Groups; group++)
                {
                    counts._groups[group] = (long)reader.ReadUnsigned();
                }

                return counts;
            default:
                throw VarintReader.Damaged();
        }
    }

    private void Add(ulong hash, string text, long count)
    {
        if (_values is null)
        {
            _groups![hash >> (64 - GroupBits)] += count;
            return;
        }

        if (_values.TryGetValue(hash, out var counted))
        {
            counted.Count += count;
        }
        else
        {
            _values.Add(hash, new Counted(text) { Count = count });
            if (_values.Count > MostValues)
            {
                (_groups, _values) = (ByGroup, null);
            }
        }
    }

    private static string Shown(ReadOnlySpan<byte> text)
    {
        var whole = Encoding.UTF8.GetString(text);
        return whole.Length <= ShownLength ? whole : string.Concat(whole.AsSpan(0, char.IsHighSurrogate(whole[ShownLength - 1]) ? ShownLength - 1 : ShownLength), "…");
    }

    private sealed class Counted(string text)
    {
        public string Text { get; } = text;

        public long Count { get; set; }
    }
}
