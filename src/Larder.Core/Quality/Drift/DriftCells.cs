using System.Globalization;
using Larder.Quality.Profiles;

namespace Larder.Quality.Drift;

/// <summary>
/// The cells over which a feature is compared, fixed by the reference alone. Numbers: ten bins between its quantiles, the outer ends infinite, ties merged; a bin for each value where it has
/// no more than ten. Texts: its hundred most frequent values, OTHER for its rest, UNSEEN for what it does not have; groups by hash where either side has too many values to count each. Then
/// NaN and NULL.
/// </summary>
internal sealed class DriftCells
{
    public const string Other = "OTHER";
    public const string Unseen = "UNSEEN";
    public const string NaN = "NaN";
    public const string Null = "NULL";

    private const int Bins = 10;
    private const int TopValues = 100;

    private readonly Func<FeatureProfile, long[]> _count;

    private DriftCells(IReadOnlyList<string> labels, Func<FeatureProfile, long[]> count) => (Labels, _count) = ([.. labels, NaN, Null], count);

    /// <summary>What each cell holds, for people. Ends of bins are the shortest decimals of their buckets.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The cells for two profiles of one kind; null where their values are not compared.</summary>
    public static DriftCells? Of(FeatureProfile reference, FeatureProfile current) => reference.Kind switch
    {
        ProfileKind.Number => OfNumbers(reference),
        ProfileKind.Category => reference.Values.Values is { } values && current.Values.Values is not null ? OfValues(values) : OfGroups(),
        _ => null,
    };

    /// <summary>Rows in each cell.</summary>
    public long[] Count(FeatureProfile profile) => [.. _count(profile), profile.NaNs, profile.Nulls];

    /// <summary>The shortest decimal that lies in a bucket.</summary>
    internal static string Shortest(int key)
    {
        const int MostDigits = 15;
        var value = NumberSketch.Buckets.Value(key);
        for (var digits = 1; digits < MostDigits; digits++)
        {
            var rounded = double.Parse(value.ToString($"G{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (NumberSketch.Buckets.Key(rounded) == key)
            {
                return rounded.ToString(CultureInfo.InvariantCulture);
            }
        }

        return value.ToString("G6", CultureInfo.InvariantCulture);
    }

    private static DriftCells OfNumbers(FeatureProfile reference)
    {
        (int Key, long Count)[] counts = [.. reference.Numbers.Counts];
        int[] keys = [.. counts.Select(c => c.Key)];
        var isDiscrete = keys.Length <= Bins;
        int[] ends = isDiscrete ? [.. keys.SkipLast(1)] : Quantiles(counts);
        string[] labels = ends.Length == 0 ? ["any number"]
            : isDiscrete ? [.. keys.Select((key, i) => i == 0 ? $"≤ {Shortest(key)}" : i < ends.Length ? Shortest(key) : $"≥ {Shortest(key)}")]
            : [$"≤ {Shortest(ends[0])}", .. ends.Zip(ends.Skip(1), (low, high) => $"{Shortest(low)} to {Shortest(high)}"), $"> {Shortest(ends[^1])}"];
        return new DriftCells(labels, profile =>
        {
            var cells = new long[ends.Length + 1];
            foreach (var (key, count) in profile.Numbers.Counts)
            {
                var place = Array.BinarySearch(ends, key);
                cells[place < 0 ? ~place : place] += count;
            }

            return cells;
        });
    }

    /// <summary>The keys below or at which a tenth of the numbers, two tenths, … lie, each once and without the greatest of all.</summary>
    private static int[] Quantiles((int Key, long Count)[] counts)
    {
        var total = counts.Sum(c => c.Count);
        var ends = new SortedSet<int>();
        var (below, bin) = (0L, 1);
        foreach (var (key, count) in counts)
        {
            below += count;
            for (; bin < Bins && below * Bins >= total * bin; bin++)
            {
                ends.Add(key);
            }
        }

        ends.Remove(counts[^1].Key);
        return [.. ends];
    }

    private static DriftCells OfValues(IReadOnlyList<(ulong Hash, string Text, long Count)> values)
    {
        var top = values.Take(TopValues).Index().ToDictionary(v => v.Item.Hash, v => v.Index);
        var rest = values.Skip(TopValues).Select(v => v.Hash).ToHashSet();
        return new DriftCells([.. values.Take(TopValues).Select(v => v.Text), Other, Unseen], profile =>
        {
            var cells = new long[top.Count + 2];
            foreach (var (hash, _, count) in profile.Values.Values!)
            {
                cells[top.TryGetValue(hash, out var place) ? place : rest.Contains(hash) ? top.Count : top.Count + 1] += count;
            }

            return cells;
        });
    }

    private static DriftCells OfGroups() => new([.. Enumerable.Range(1, ValueCounts.Groups).Select(group => string.Create(CultureInfo.InvariantCulture, $"values of hash group {group}"))], profile => profile.Values.ByGroup);
}
