using Larder.Errors;
using Larder.Types;

namespace Larder.Models;

public sealed class GatesTests
{
    [Theory]
    [InlineData(0.781, 0.512, GateVerdict.Passed)]
    [InlineData(0.781, 0.561, GateVerdict.Passed)]
    [InlineData(0.702, 0.512, GateVerdict.Rejected)]
    [InlineData(0.781, 0.562, GateVerdict.Rejected)]
    [InlineData(0.701, 0.562, GateVerdict.Rejected)]
    public void The_baseline_must_be_beaten_in_auc_and_matched_in_log_loss(double auc, double logLoss, GateVerdict expected)
    {
        Gates.AgainstBaseline(Samples.Metrics(auc, logLoss), new BaselineReport(null, Samples.Metrics(0.702, 0.561))).Verdict.ShouldBe(expected);
    }

    [Fact]
    public void The_baseline_gate_names_the_feature_and_the_numbers()
    {
        var result = Gates.AgainstBaseline(Samples.Metrics(0.78149, 0.5121), new BaselineReport("spend:recency_days", Samples.Metrics(0.7019, 0.5612)));

        result.Gate.ShouldBe("better_than_baseline");
        result.Measurements.ShouldBe([new GateMeasurement("auc", 0.78149, 0.7019), new GateMeasurement("log_loss", 0.5121, 0.5612)]);
        result.Reason.ShouldBe("AUC 0.781 against 0.702 of the baseline (spend:recency_days), log loss 0.512 against 0.561");
    }

    [Fact]
    public void A_baseline_without_a_feature_is_the_training_rate()
    {
        Gates.AgainstBaseline(Samples.Metrics(0.6, 0.5), new BaselineReport(null, Samples.Metrics(0.5, 0.6)))
            .Reason.ShouldBe("AUC 0.600 against 0.500 of the baseline (the training rate), log loss 0.500 against 0.600");
    }

    [Fact]
    public void Numbers_that_differ_are_shown_with_enough_digits_to_differ()
    {
        Gates.AgainstBaseline(Samples.Metrics(0.781234, 0.5), new BaselineReport(null, Samples.Metrics(0.781231, 0.5)))
            .Reason.ShouldBe("AUC 0.781234 against 0.781231 of the baseline (the training rate), log loss 0.500 against 0.500");
    }

    [Theory]
    [InlineData(0.80, 0.50, GateVerdict.Passed)]
    [InlineData(0.80, 0.55, GateVerdict.Passed)]
    [InlineData(0.75, 0.50, GateVerdict.Passed)]
    [InlineData(0.75, 0.55, GateVerdict.Rejected)]
    [InlineData(0.80, 0.56, GateVerdict.Rejected)]
    [InlineData(0.74, 0.50, GateVerdict.Rejected)]
    public void The_champion_must_be_matched_in_both_and_beaten_in_one(double auc, double logLoss, GateVerdict expected)
    {
        var champion = new ChampionReport(3, "other", Samples.Metrics(0.75, 0.55), null);

        var result = Gates.AgainstChampion(Samples.Metrics(auc, logLoss), "mine", champion);

        result.Gate.ShouldBe("better_than_champion");
        result.Verdict.ShouldBe(expected);
        result.Measurements.ShouldBe([new GateMeasurement("auc", auc, 0.75), new GateMeasurement("log_loss", logLoss, 0.55)]);
    }

    [Fact]
    public void The_champion_gate_names_the_version_and_the_numbers()
    {
        Gates.AgainstChampion(Samples.Metrics(0.77, 0.53), "mine", new ChampionReport(3, "other", Samples.Metrics(0.75, 0.55), null))
            .Reason.ShouldBe("AUC 0.770 against 0.750 of champion v3, log loss 0.530 against 0.550");
    }

    [Fact]
    public void Without_a_champion_the_gate_passes_and_says_so()
    {
        var result = Gates.AgainstChampion(Samples.Metrics(0.5, 0.7), "mine", null);

        (result.Verdict, result.Measurements.Count, result.Reason).ShouldBe((GateVerdict.Passed, 0, "there is no champion yet"));
    }

    [Fact]
    public void The_champion_itself_passes_and_says_so()
    {
        var result = Gates.AgainstChampion(Samples.Metrics(0.75, 0.55), "same", new ChampionReport(1, "same", Samples.Metrics(0.75, 0.55), null));

        (result.Verdict, result.Measurements.Count, result.Reason).ShouldBe((GateVerdict.Passed, 0, "identical to champion v1"));
    }

    [Fact]
    public void A_champion_that_cannot_score_the_rows_leaves_the_gate_inconclusive()
    {
        var result = Gates.AgainstChampion(Samples.Metrics(0.75, 0.55), "mine", new ChampionReport(2, "other", null, "the training set lacks its spend:gone"));

        result.Verdict.ShouldBe(GateVerdict.Inconclusive);
        result.Reason.ShouldBe("champion v2 cannot be evaluated: the training set lacks its spend:gone; to replace it without comparison, train with --replace-champion");
        Samples.Verdict(result).Passed.ShouldBeFalse();
    }

    [Fact]
    public void A_champion_that_cannot_score_the_rows_is_replaced_on_request_and_the_gate_stays_inconclusive()
    {
        var champion = new ChampionReport(2, "other", null, "the training set lacks its spend:gone");
        var replacement = new ChampionReplacement(2, "jane", default, champion.Obstacle!);

        var result = Gates.AgainstChampion(Samples.Metrics(0.75, 0.55), "mine", champion, replacement);

        result.Verdict.ShouldBe(GateVerdict.Inconclusive);
        result.Reason.ShouldBe("champion v2 cannot be evaluated: the training set lacks its spend:gone; replaced without comparison, as jane asked");
        (Samples.Verdict(result) with { Replacement = replacement }).Passed.ShouldBeTrue();
    }

    [Fact]
    public void A_champion_fitted_on_the_rows_held_out_leaves_the_gate_inconclusive_and_says_what_to_do()
    {
        var champion = ChampionReport.ThatHasLearntTheTest(2, "other", At("2024-10-03T00:00:00Z"), At("2024-07-11T00:00:00Z"));

        var result = Gates.AgainstChampion(Samples.Metrics(0.75, 0.55), "mine", champion);

        (result.Verdict, result.Measurements.Count).ShouldBe((GateVerdict.Inconclusive, 0));
        result.Reason.ShouldBe(
            "champion v2 cannot be evaluated: it was fitted on rows up to 2024-10-03T00:00:00Z, and the rows held out here begin at 2024-07-11T00:00:00Z; "
            + "train as of a later time, or to replace it without comparison, train with --replace-champion");
        Samples.Verdict(result).Passed.ShouldBeFalse();
    }

    [Fact]
    public void A_champion_fitted_on_the_rows_held_out_is_replaced_on_request()
    {
        var champion = ChampionReport.ThatHasLearntTheTest(2, "other", At("2024-10-03T00:00:00Z"), At("2024-07-11T00:00:00Z"));
        var replacement = new ChampionReplacement(2, "jane", default, champion.Obstacle!);

        var result = Gates.AgainstChampion(Samples.Metrics(0.75, 0.55), "mine", champion, replacement);

        result.Reason.ShouldBe(
            "champion v2 cannot be evaluated: it was fitted on rows up to 2024-10-03T00:00:00Z, and the rows held out here begin at 2024-07-11T00:00:00Z; "
            + "replaced without comparison, as jane asked");
        (Samples.Verdict(result) with { Replacement = replacement }).Passed.ShouldBeTrue();
    }

    [Fact]
    public void A_model_that_is_the_champion_passes_whatever_that_has_learnt()
    {
        var champion = ChampionReport.ThatHasLearntTheTest(2, "same", At("2024-10-03T00:00:00Z"), At("2024-07-11T00:00:00Z"));

        Gates.AgainstChampion(Samples.Metrics(0.75, 0.55), "same", champion).Reason.ShouldBe("identical to champion v2");
    }

    [Theory]
    [InlineData(Gates.BetterThanChampion, GateVerdict.Rejected)]
    [InlineData(Gates.BetterThanBaseline, GateVerdict.Inconclusive)]
    public void A_replacement_stands_in_for_no_other_verdict(string gate, GateVerdict verdict) =>
        (Samples.Verdict(new GateResult(gate, verdict, [], "r")) with { Replacement = new ChampionReplacement(2, "jane", default, "r") }).Passed.ShouldBeFalse();

    [Theory]
    [InlineData(0.42, GateVerdict.Passed, "p99 0.4 µs against a limit of 5000.0 µs, p50 0.2 µs, 10,000 predictions timed")]
    [InlineData(5_000, GateVerdict.Passed, "p99 5000.0 µs against a limit of 5000.0 µs, p50 0.2 µs, 10,000 predictions timed")]
    [InlineData(5_000.001, GateVerdict.Rejected, "p99 5000.001 µs against a limit of 5000.000 µs, p50 0.2 µs, 10,000 predictions timed")]
    [InlineData(double.NaN, GateVerdict.Rejected, "p99 NaN µs against a limit of 5000.0 µs, p50 0.2 µs, 10,000 predictions timed")]
    public void The_latency_gate_allows_up_to_the_limit(double measured, GateVerdict expected, string reason)
    {
        var result = Gates.Latency(new PredictionLatency(0.2, measured, 10_000), TimeSpan.FromMilliseconds(5));

        result.ShouldBe(result with { Gate = "p99_latency", Verdict = expected, Reason = reason });
        result.Measurements.ShouldBe([new GateMeasurement("p99_latency_microseconds", measured, 5_000)]);
    }

    [Fact]
    public void A_refusal_names_every_gate_that_did_not_pass_with_its_numbers()
    {
        var verdict = Samples.Verdict(
            Gates.AgainstBaseline(Samples.Metrics(0.7, 0.6), new BaselineReport("spend:recency_days", Samples.Metrics(0.71, 0.59))),
            Gates.AgainstChampion(Samples.Metrics(0.7, 0.6), "mine", new ChampionReport(2, "other", null, "the training set lacks its spend:gone")),
            Gates.Latency(new PredictionLatency(1, 1, 1), TimeSpan.FromMilliseconds(5)));

        var refused = new GateRefusedException("buys_again", verdict, 2);

        refused.Kind.ShouldBe(ErrorKind.GateRefused);
        ErrorCodes.ExitCode(refused.Kind).ShouldBe(3);
        (refused.Model, refused.Verdict).ShouldBe(("buys_again", verdict));
        refused.Message.ShouldBe(
            "Model buys_again: better_than_baseline rejected (AUC 0.700 against 0.710 of the baseline (spend:recency_days), log loss 0.600 against 0.590), "
            + "better_than_champion inconclusive (champion v2 cannot be evaluated: the training set lacks its spend:gone; to replace it without comparison, train with --replace-champion). "
            + "Nothing was registered, champion v2 stays. Change the features or bring newer data, and train again.");
    }

    [Fact]
    public void A_refusal_without_a_champion_says_that_there_is_still_none()
    {
        new GateRefusedException("m", Samples.Verdict(Gates.Latency(new PredictionLatency(40, 6_000, 1_000), TimeSpan.FromMilliseconds(5))), null).Message.ShouldBe(
            "Model m: p99_latency rejected (p99 6000.0 µs against a limit of 5000.0 µs, p50 40.0 µs, 1,000 predictions timed). "
            + "Nothing was registered, there is still no champion. Change the features or bring newer data, and train again.");
    }

    private static Instant At(string text) => Instant.From(DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
}
