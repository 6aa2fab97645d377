namespace Larder.Models;

/// <summary>How long single predictions took, from the entity's key to its score.</summary>
/// <param name="P50Microseconds">The median, in microseconds.</param>
/// <param name="P99Microseconds">The 99th percentile, in microseconds.</param>
/// <param name="Predictions">Predictions timed.</param>
public sealed record PredictionLatency(double P50Microseconds, double P99Microseconds, int Predictions)
{
    /// <summary>The percentiles by nearest rank: the least time that a half, or 99 of 100, of the predictions do not exceed.</summary>
    /// <param name="microseconds">Each prediction's time in microseconds, in any order; at least one.</param>
    public static PredictionLatency Of(IReadOnlyCollection<double> microseconds)
    {
        ArgumentNullException.ThrowIfNull(microseconds);
        ArgumentOutOfRangeException.ThrowIfZero(microseconds.Count, nameof(microseconds));
        double[] ascending = [.. microseconds.Order()];
        return new PredictionLatency(Percentile(ascending, 50), Percentile(ascending, 99), ascending.Length);
    }

    /// <summary>In whole numbers, because 0.99 times 100 is more than 99 in floating point.</summary>
    private static double Percentile(double[] ascending, long percent) => ascending[(int)(((percent * ascending.Length) + 99) / 100) - 1];
}
