using System.Globalization;

namespace Larder.Models;

/// <summary>The gates between a trained model and the alias <c>champion</c>. All of them must pass.</summary>
public static class Gates
{
    /// <summary>Name of <see cref="AgainstBaseline"/>.</summary>
    public const string BetterThanBaseline = "better_than_baseline";

    /// <summary>Name of <see cref="AgainstChampion"/>.</summary>
    public const string BetterThanChampion = "better_than_champion";

    /// <summary>Name of <see cref="Latency"/>.</summary>
    public const string P99Latency = "p99_latency";

    /// <summary>Passes when the AUC is strictly greater than the baseline's and the log loss is not greater.</summary>
    public static GateResult AgainstBaseline(ModelMetrics candidate, BaselineReport baseline)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(baseline);
        var passed = candidate.Auc > baseline.Metrics.Auc && candidate.LogLoss <= baseline.Metrics.LogLoss;
        return Compare(BetterThanBaseline, passed, candidate, baseline.Metrics, $"the baseline ({baseline.Feature ?? "the training rate"})");
    }

    /// <summary>
    /// Passes when AUC and log loss on the same rows are no worse than the champion's and at least one is better; also when there is no
    /// champion, and when the candidate is the champion. Inconclusive when the champion cannot score these rows, or was fitted on some of them.
    /// </summary>
    /// <param name="candidate">The candidate's metrics.</param>
    /// <param name="contentHash">The candidate's content hash.</param>
    /// <param name="champion">The champion on the same rows; null when there is none.</param>
    /// <param name="replacement">That a champion which cannot be compared is replaced all the same; null when it is not.</param>
    public static GateResult AgainstChampion(ModelMetrics candidate, string contentHash, ChampionReport? champion, ChampionReplacement? replacement = null)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        if (champion is null)
        {
            return new GateResult(BetterThanChampion, GateVerdict.Passed, [], "there is no champion yet");
        }

        if (champion.ContentHash == contentHash)
        {
            return new GateResult(BetterThanChampion, GateVerdict.Passed, [], $"identical to champion v{champion.Version}");
        }

        if (champion.Metrics is not { } metrics)
        {
            var first = champion.Remedy is null ? "" : $"{champion.Remedy}, or ";
            var what = replacement is null
                ? $"{first}to replace it without comparison, train with --replace-champion"
                : $"replaced without comparison, as {replacement.By} asked";
            return new GateResult(BetterThanChampion, GateVerdict.Inconclusive, [], $"champion v{champion.Version} cannot be evaluated: {champion.Obstacle}; {what}");
        }

        var noWorse = candidate.Auc >= metrics.Auc && candidate.LogLoss <= metrics.LogLoss;
        var better = candidate.Auc > metrics.Auc || candidate.LogLoss < metrics.LogLoss;
        return Compare(BetterThanChampion, noWorse && better, candidate, metrics, $"champion v{champion.Version}");
    }

    /// <summary>Passes when the 99th percentile of the time of a single prediction is at most the limit.</summary>
    /// <param name="latency">Measured.</param>
    /// <param name="limit">The model definition's limit.</param>
    public static GateResult Latency(PredictionLatency latency, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(latency);
        var verdict = latency.P99Microseconds <= limit.TotalMicroseconds ? GateVerdict.Passed : GateVerdict.Rejected;
        var (measured, allowed) = Texts(latency.P99Microseconds, limit.TotalMicroseconds, 1);
        return new GateResult(
            P99Latency,
            verdict,
            [new GateMeasurement("p99_latency_microseconds", latency.P99Microseconds, limit.TotalMicroseconds)],
            string.Create(
                CultureInfo.InvariantCulture,
                $"p99 {measured} µs against a limit of {allowed} µs, p50 {latency.P50Microseconds:F1} µs, {latency.Predictions:N0} predictions timed"));
    }

    private static GateResult Compare(string gate, bool passed, ModelMetrics candidate, ModelMetrics reference, string whose)
    {
        var (auc, referenceAuc) = Texts(candidate.Auc, reference.Auc, 3);
        var (loss, referenceLoss) = Texts(candidate.LogLoss, reference.LogLoss, 3);
        return new GateResult(
            gate,
            passed ? GateVerdict.Passed : GateVerdict.Rejected,
            [new GateMeasurement("auc", candidate.Auc, reference.Auc), new GateMeasurement("log_loss", candidate.LogLoss, reference.LogLoss)],
            $"AUC {auc} against {referenceAuc} of {whose}, log loss {loss} against {referenceLoss}");
    }

    /// <summary>Both numbers with as many digits, from <paramref name="digits"/> on, as it takes to tell them apart.</summary>
    private static (string Measured, string Reference) Texts(double measured, double reference, int digits)
    {
        const int Enough = 17;
        while (true)
        {
            var format = "F" + digits.ToString(CultureInfo.InvariantCulture);
            var texts = (measured.ToString(format, CultureInfo.InvariantCulture), reference.ToString(format, CultureInfo.InvariantCulture));
            if (texts.Item1 != texts.Item2 || measured.Equals(reference) || digits >= Enough)
            {
                return texts;
            }

            digits++;
        }
    }
}
