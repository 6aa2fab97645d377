using Larder.Models;

namespace Larder.Training;

/// <summary>Times single predictions the way serving makes them: <see cref="LogisticModel.Score"/> over one row's values.</summary>
internal static class PredictionLatency
{
    /// <summary>Predictions timed at least; fewer rows are gone through again.</summary>
    public const int LeastPredictions = 2_000;

    /// <summary>Predictions timed at most.</summary>
    public const int MostPredictions = 20_000;

    /// <summary>Predictions made before the clock counts, so that the code is compiled and the data near.</summary>
    public const int WarmUp = 1_000;

    /// <summary>The 99th percentile by nearest rank, in microseconds.</summary>
    public static double P99Microseconds(LogisticModel model, TrainingTable table, ReadOnlySpan<int> rows, TimeProvider clock)
    {
        var bound = new BoundModel(model, table);
        var elapsed = new long[Math.Clamp(rows.Length, LeastPredictions, MostPredictions)];
        for (var i = 0; i < WarmUp; i++)
        {
            _ = model.Score(bound.Values(rows[i % rows.Length]));
        }

        for (var i = 0; i < elapsed.Length; i++)
        {
            var values = bound.Values(rows[i % rows.Length]);
            var start = clock.GetTimestamp();
            _ = model.Score(values);
            elapsed[i] = clock.GetTimestamp() - start;
        }

        Array.Sort(elapsed);
        var rank = (int)Math.Ceiling(0.99 * elapsed.Length);
        return elapsed[rank - 1] * 1e6 / clock.TimestampFrequency;
    }
}
