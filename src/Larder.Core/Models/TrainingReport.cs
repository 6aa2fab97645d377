using Larder.Types;

namespace Larder.Models;

/// <summary>What a training did and how the model and its baseline fare on the held-out rows.</summary>
/// <param name="TrainRows">Rows fitted.</param>
/// <param name="TestRows">Rows held out.</param>
/// <param name="DroppedRows">Rows in neither part: their labels reach into the test period.</param>
/// <param name="TrainFrom">First time in the rows fitted.</param>
/// <param name="TrainTo">Last time in the rows fitted.</param>
/// <param name="TestFrom">First time in the rows held out.</param>
/// <param name="TestTo">Last time in the rows held out.</param>
/// <param name="Iterations">Newton steps until the fit stood still.</param>
/// <param name="Metrics">The model on the rows held out.</param>
/// <param name="Baseline">The baseline on the same rows.</param>
/// <param name="P99LatencyMicroseconds">99th percentile of the time of a single prediction, in microseconds; null before it is timed.</param>
/// <param name="P50LatencyMicroseconds">The median of it; null before it is timed, and in registries of versions that timed only the model's arithmetic.</param>
/// <param name="TimedPredictions">Predictions timed; null as the median is.</param>
public sealed record TrainingReport(
    int TrainRows,
    int TestRows,
    int DroppedRows,
    Instant TrainFrom,
    Instant TrainTo,
    Instant TestFrom,
    Instant TestTo,
    int Iterations,
    ModelMetrics Metrics,
    BaselineReport Baseline,
    double? P99LatencyMicroseconds = null,
    double? P50LatencyMicroseconds = null,
    int? TimedPredictions = null)
{
    /// <summary>The report with how long predictions take.</summary>
    public TrainingReport With(PredictionLatency latency)
    {
        ArgumentNullException.ThrowIfNull(latency);
        return this with
        {
            P99LatencyMicroseconds = latency.P99Microseconds,
            P50LatencyMicroseconds = latency.P50Microseconds,
            TimedPredictions = latency.Predictions,
        };
    }
}

/// <summary>The baseline on the held-out rows.</summary>
/// <param name="Feature">The one feature it was fitted on, <c>view:feature</c>; null when it predicts the label's rate in the training rows.</param>
/// <param name="Metrics">How it fares.</param>
public sealed record BaselineReport(string? Feature, ModelMetrics Metrics);

/// <summary>The champion on the candidate's held-out rows.</summary>
/// <param name="Version">The champion's version.</param>
/// <param name="ContentHash">The champion's content hash.</param>
/// <param name="Metrics">How it fares; null when it cannot score these rows, or not fairly.</param>
/// <param name="Obstacle">Why it cannot; null when it can.</param>
/// <param name="Remedy">What makes the two comparable, as a request; null where it is not the training's to choose.</param>
public sealed record ChampionReport(int Version, string ContentHash, ModelMetrics? Metrics, string? Obstacle, string? Remedy = null)
{
    /// <summary>
    /// A champion whose fit has seen rows that are held out from the candidate: it would be measured on what it has learnt, the candidate on what
    /// it has not.
    /// </summary>
    /// <param name="version">The champion's version.</param>
    /// <param name="contentHash">The champion's content hash.</param>
    /// <param name="trainTo">Last time in the rows the champion was fitted on.</param>
    /// <param name="testFrom">First time in the rows held out from the candidate; not after <paramref name="trainTo"/>.</param>
    public static ChampionReport ThatHasLearntTheTest(int version, string contentHash, Instant trainTo, Instant testFrom) => new(
        version,
        contentHash,
        null,
        $"it was fitted on rows up to {trainTo}, and the rows held out here begin at {testFrom}",
        "train as of a later time");
}
