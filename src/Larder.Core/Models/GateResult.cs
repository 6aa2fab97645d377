namespace Larder.Models;

/// <summary>What one gate said of a candidate, and on which numbers.</summary>
/// <param name="Gate">The gate's name, one of <see cref="Gates"/>.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Measurements">The numbers compared; empty where the verdict needed none.</param>
/// <param name="Reason">One sentence for people, without the gate's name and without a full stop.</param>
public sealed record GateResult(string Gate, GateVerdict Verdict, IReadOnlyList<GateMeasurement> Measurements, string Reason);

/// <summary>A number of the candidate and the one it was held against.</summary>
/// <param name="Metric"><c>auc</c>, <c>log_loss</c> or <c>p99_latency_microseconds</c>.</param>
/// <param name="Measured">The candidate's.</param>
/// <param name="Reference">The baseline's, the champion's, or the limit.</param>
public sealed record GateMeasurement(string Metric, double Measured, double Reference);
