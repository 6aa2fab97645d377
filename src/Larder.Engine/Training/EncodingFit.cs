using Larder.Models;
using Larder.Types;

namespace Larder.Training;

/// <summary>
/// Fits the encoding of a category to training rows, and encodes those rows themselves:
/// 1. the rows are taken in the order of time;
/// 2. before a row is encoded, the labels of all rows are counted that lie before it and were known by then (time + horizon ≤ this row's time);
/// 3. its number is made of those counts by the formula of <see cref="CategoryEncoding"/>, prior included, so that it does not depend on its own label;
/// 4. the counts of all rows are what is stored and served.
/// Ordinal encoding takes no labels, so the rows get what is stored.
/// </summary>
internal static class EncodingFit
{
    /// <summary>Fits the stored form.</summary>
    /// <param name="encoding">What was declared.</param>
    /// <param name="type">The feature's type.</param>
    /// <param name="table">The training set.</param>
    /// <param name="rows">The rows to fit.</param>
    public static CategoryEncoding Fit(FeatureEncoding encoding, ColumnType type, TrainingTable table, ReadOnlySpan<int> rows)
    {
        var values = table.Categories(encoding.Feature);
        var counts = new Dictionary<FeatureValue, (long Rows, long Positives)>();
        var positives = 0L;
        foreach (var row in rows)
        {
            var label = table.Labels[row] ? 1 : 0;
            positives += label;
            if (!values[row].IsNull)
            {
                var (known, of) = counts.GetValueOrDefault(values[row]);
                counts[values[row]] = (known + 1, of + label);
            }
        }

        var ordered = counts.Select(c => (Value: c.Key, Count: c.Value)).OrderBy(c => c.Value.Bits).ThenBy(c => c.Value.AsString(), StringComparer.Ordinal);
        return new CategoryEncoding(
            encoding.Kind, type, encoding.Smoothing, rows.Length, positives, [.. ordered.Select(c => new CategoryCount(CategoryEncoding.TextOf(c.Value), c.Count.Rows, c.Count.Positives))]);
    }

    /// <summary>The column that the rows fitted are fitted with; NaN in other rows, and for null.</summary>
    /// <param name="fitted">What was fitted to the same rows.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="table">The training set.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="horizon">How far after its time a row's label looks.</param>
    public static double[] Encode(CategoryEncoding fitted, string feature, TrainingTable table, ReadOnlySpan<int> rows, TimeSpan horizon)
    {
        var values = table.Categories(feature);
        var column = new double[table.Rows];
        Array.Fill(column, double.NaN);
        if (fitted.Kind == EncodingKind.Ordinal)
        {
            foreach (var row in rows)
            {
                column[row] = fitted.Apply(values[row]) ?? double.NaN;
            }

            return column;
        }

        var order = rows.ToArray();
        var times = table.Times.ToArray();
        Array.Sort(order, (a, b) => times[a] != times[b] ? times[a].CompareTo(times[b]) : a.CompareTo(b));
        var counts = new Dictionary<FeatureValue, (long Rows, long Positives)>();
        var (all, positives, next) = (0L, 0L, 0);
        foreach (var row in order)
        {
            for (; times[order[next]] < times[row] && times[order[next]] + horizon <= times[row]; next++)
            {
                var label = table.Labels[order[next]] ? 1 : 0;
                var (known, of) = counts.GetValueOrDefault(values[order[next]]);
                counts[values[order[next]]] = (known + 1, of + label);
                all++;
                positives += label;
            }

            var prior = CategoryEncoding.PriorOf(positives, all);
            var seen = values[row].IsNull ? default : counts.GetValueOrDefault(values[row]);
            column[row] = seen.Rows == 0 ? prior : CategoryEncoding.Smoothed(seen.Positives, seen.Rows, fitted.Smoothing, prior);
        }

        return column;
    }
}
