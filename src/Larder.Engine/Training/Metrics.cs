using Larder.Errors;
using Larder.Models;

namespace Larder.Training;

/// <summary>Measures of how well probabilities fit labels.</summary>
public static class Metrics
{
    /// <summary>Bins of the calibration error, of equal width.</summary>
    public const int BinCount = 10;

    /// <summary>Predictions are kept this far from 0 and 1 in the log loss, which is thereby at most 34.5.</summary>
    public const double LogLossClip = 1e-15;

    /// <summary>All measures.</summary>
    /// <param name="predictions">Probabilities in 0…1.</param>
    /// <param name="labels">The labels of the same rows.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="InvalidInputException">A prediction is not in 0…1, or the labels are all the same: AUC needs both.</exception>
    public static ModelMetrics Of(ReadOnlySpan<double> predictions, ReadOnlySpan<bool> labels)
    {
        Check(predictions, labels);
        var (positives, loss, squares) = (0, 0.0, 0.0);
        for (var i = 0; i < predictions.Length; i++)
        {
            var difference = predictions[i] - (labels[i] ? 1 : 0);
            loss -= Math.Log(Math.Clamp(labels[i] ? predictions[i] : 1 - predictions[i], LogLossClip, 1 - LogLossClip));
            squares += difference * difference;
            positives += labels[i] ? 1 : 0;
        }

        var auc = Auc(predictions, labels);
        var bins = Bins(predictions, labels);
        var count = (double)predictions.Length;
        var calibration = bins.Where(b => b.Count > 0).Sum(b => b.Count / count * Math.Abs(b.MeanPrediction!.Value - b.ObservedRate!.Value));
        return new ModelMetrics(predictions.Length, positives / count, auc, loss / count, squares / count, calibration, bins);
    }

    /// <summary>
    /// Area under the ROC curve from midranks, in O(n log n). Ranks are counted in halves, as integers, so that the result does not depend
    /// on the order of the rows.
    /// </summary>
    /// <inheritdoc cref="Of"/>
    public static double Auc(ReadOnlySpan<double> predictions, ReadOnlySpan<bool> labels)
    {
        Check(predictions, labels);
        var (sorted, positive) = (predictions.ToArray(), labels.ToArray());
        Array.Sort(sorted, positive);
        var (positives, doubledRanks) = (0L, (Int128)0);
        for (var start = 0; start < sorted.Length;)
        {
            var (end, tied) = (start, 0);
            while (end < sorted.Length && sorted[end] <= sorted[start])
            {
                tied += positive[end] ? 1 : 0;
                end++;
            }

            // Ranks start + 1 … end share the midrank (start + 1 + end) / 2.
            doubledRanks += (Int128)tied * (start + 1L + end);
            positives += tied;
            start = end;
        }

        var negatives = sorted.Length - positives;
        if (positives == 0 || negatives == 0)
        {
            throw new InvalidInputException(
                $"AUC needs rows of both labels: {positives} of {sorted.Length} rows are true. Measure over a longer time, in which both occur.");
        }

        return (double)(doubledRanks - ((Int128)positives * (positives + 1))) / (2.0 * positives * negatives);
    }

    private static CalibrationBin[] Bins(ReadOnlySpan<double> predictions, ReadOnlySpan<bool> labels)
    {
        var counts = new int[BinCount];
        var positives = new int[BinCount];
        var sums = new double[BinCount];
        for (var i = 0; i < predictions.Length; i++)
        {
            var bin = Math.Min((int)(predictions[i] * BinCount), BinCount - 1);
            counts[bin]++;
            positives[bin] += labels[i] ? 1 : 0;
            sums[bin] += predictions[i];
        }

        return [.. Enumerable.Range(0, BinCount).Select(b => counts[b] == 0
            ? new CalibrationBin((double)b / BinCount, (b + 1.0) / BinCount, 0, null, null)
            : new CalibrationBin((double)b / BinCount, (b + 1.0) / BinCount, counts[b], sums[b] / counts[b], (double)positives[b] / counts[b]))];
    }

    private static void Check(ReadOnlySpan<double> predictions, ReadOnlySpan<bool> labels)
    {
        if (predictions.Length != labels.Length)
        {
            throw new ArgumentException($"{predictions.Length} predictions and {labels.Length} labels are not of the same rows.", nameof(labels));
        }

        for (var i = 0; i < predictions.Length; i++)
        {
            if (!(predictions[i] >= 0 && predictions[i] <= 1))
            {
                throw new InvalidInputException(
                    FormattableString.Invariant($"The prediction of row {i} is {predictions[i]}, which is no probability; train the model again."));
            }
        }
    }
}
