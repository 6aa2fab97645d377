using Larder.Errors;

namespace Larder.Models;

public sealed class ModelVerdictTests
{
    private static readonly string Text = """
        {
          "training": {
            "train_rows": 100, "test_rows": 20, "dropped_rows": 5,
            "train_from": "1970-01-01T00:00:00Z", "train_to": "1970-03-12T00:00:00Z",
            "test_from": "1970-04-11T00:00:00Z", "test_to": "1970-05-30T00:00:00Z",
            "iterations": 7,
            "metrics": {
              "rows": 4, "base_rate": 0.25, "auc": 0.75, "log_loss": 0.5, "brier_score": 0.125, "calibration_error": 0.0625,
              "bins": [
                { "lower": 0, "upper": 0.1, "count": 0, "mean_prediction": null, "observed_rate": null },
                { "lower": 0.1, "upper": 0.2, "count": 4, "mean_prediction": 0.15, "observed_rate": 0.25 }
              ]
            },
            "baseline": {
              "feature": null,
              "metrics": {
                "rows": 4, "base_rate": 0.25, "auc": 0.5, "log_loss": 0.625, "brier_score": 0.125, "calibration_error": 0.0625,
                "bins": [
                  { "lower": 0, "upper": 0.1, "count": 0, "mean_prediction": null, "observed_rate": null },
                  { "lower": 0.1, "upper": 0.2, "count": 4, "mean_prediction": 0.15, "observed_rate": 0.25 }
                ]
              }
            },
            "p99_latency_microseconds": 0.375, "p50_latency_microseconds": 0.125, "timed_predictions": 10000
          },
          "gates": [
            { "gate": "better_than_champion", "verdict": "passed", "measurements": [], "reason": "no_champion" },
            { "gate": "x", "verdict": "inconclusive", "measurements": [{ "metric": "auc", "measured": 0.75, "reference": 0.5 }], "reason": "r" }
          ]
        }
        """.ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal);

    private static readonly ModelVerdict Verdict = Samples.Verdict(
        new GateResult("better_than_champion", GateVerdict.Passed, [], "no_champion"),
        new GateResult("x", GateVerdict.Inconclusive, [new GateMeasurement("auc", 0.75, 0.5)], "r"));

    [Fact]
    public void The_stored_form_is_fixed() => Verdict.Write().ShouldBe(Text);

    [Fact]
    public void Reading_and_writing_again_changes_nothing() => ModelVerdict.Read(Text).Write().ShouldBe(Text);

    [Fact]
    public void A_report_that_timed_only_the_99th_percentile_is_read()
    {
        var old = Text.Replace(",\"p50_latency_microseconds\":0.125,\"timed_predictions\":10000", "", StringComparison.Ordinal);

        var training = ModelVerdict.Read(old).Training;

        (training.P99LatencyMicroseconds, training.P50LatencyMicroseconds, training.TimedPredictions).ShouldBe((0.375, null, null));
    }

    [Fact]
    public void A_replaced_champion_is_written_behind_the_gates()
    {
        var replaced = Verdict with { Replacement = new ChampionReplacement(1, "jane", default, "the training set lacks its spend:gone") };

        var text = replaced.Write();

        text.ShouldBe(Text[..^1] + ",\"replacement\":{\"version\":1,\"by\":\"jane\",\"at\":\"1970-01-01T00:00:00Z\",\"reason\":\"the training set lacks its spend:gone\"}}");
        ModelVerdict.Read(text).Replacement.ShouldBe(replaced.Replacement);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"training":null,"gates":[]}""")]
    public void Damaged_metrics_are_an_error(string text)
    {
        Should.Throw<UnavailableException>(() => ModelVerdict.Read(text)).Message.ShouldBe("The metrics of a model version are damaged; train the model again.");
        Should.Throw<UnavailableException>(() => ModelVerdict.Read(Text.Replace("\"inconclusive\"", "3", StringComparison.Ordinal)));
        Should.Throw<UnavailableException>(() => ModelVerdict.Read(Text.Replace("1970-04-11", "yesterday", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(GateVerdict.Passed, 1, "passed")]
    [InlineData(GateVerdict.Rejected, 2, "rejected")]
    [InlineData(GateVerdict.Inconclusive, 3, "inconclusive")]
    public void Verdicts_keep_their_numbers_and_names(GateVerdict verdict, int number, string name)
    {
        ((int)verdict).ShouldBe(number);
        verdict.WireName().ShouldBe(name);
        Samples.Verdict(new GateResult("x", verdict, [], "r")).Write().ShouldContain($"\"verdict\":\"{name}\"");
        Samples.Verdict(new GateResult("x", verdict, [], "r")).Passed.ShouldBe(verdict == GateVerdict.Passed);
    }

    [Fact]
    public void The_content_hash_covers_artifact_dataset_and_code()
    {
        var hash = ModelIdentity.ContentHash("artifact"u8, "dataset", "code");

        hash.ShouldBe("4b455331ecfc39d82fa26703d912d5a0831dc828b1b8c376e91aa31faccf9eb3");
        ModelIdentity.ContentHash("artifacT"u8, "dataset", "code").ShouldNotBe(hash);
        ModelIdentity.ContentHash("artifact"u8, "dataseT", "code").ShouldNotBe(hash);
        ModelIdentity.ContentHash("artifact"u8, "dataset", "codE").ShouldNotBe(hash);
    }
}
