using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Cli.Training;
using Larder.Models;
using Larder.Offline.TrainingSets;
using Larder.Training;

namespace Larder.Cli.Steps;

/// <summary>Trains models and lets the gates decide.</summary>
internal static class TrainStep
{
    public static Task<RegistrationOutcome> RunAsync(StepContext context, CompiledModel model, TrainingSet set, bool replacesChampion, CancellationToken cancellationToken) =>
        context.Runs.TrainAsync(model, set, () => FitAsync(context, model, set, replacesChampion, cancellationToken));

    private static async Task<RegistrationOutcome> FitAsync(StepContext context, CompiledModel model, TrainingSet set, bool replacesChampion, CancellationToken cancellationToken)
    {
        var categories = await CategoriesAsync(context, model, cancellationToken);
        var trained = await context.Report.StepAsync($"train {model.Name}", _ => Task.Run(
            () => Trainer.Train(model, TrainingTableReader.Read(context.Workspace, set, model.Service, categories, cancellationToken)), cancellationToken));
        EncodingFile.Write(set, trained);
        var origin = new ModelOrigin(set.Record.DatasetVersion, set.Record.Service, set.Record.CodeVersion);
        var latency = await context.Report.StepAsync($"time predictions of {model.Name}", _ => ServingLatency.MeasureAsync(context.Workspace, trained, set, cancellationToken));
        var outcome = await new ModelRegistration(context.Workspace.Models, context.Workspace.Clock).RegisterAsync(
            trained, latency, origin, replacesChampion ? Environment.UserName : null, cancellationToken);
        Print(context, outcome);
        return outcome;
    }

    /// <summary>The features that the model takes as categories, and those that the champion does: it is measured on the same rows.</summary>
    private static async Task<IReadOnlyCollection<string>> CategoriesAsync(StepContext context, CompiledModel model, CancellationToken cancellationToken)
    {
        var champion = await context.Workspace.Models.ResolveAsync(model.Name, ModelIdentity.Champion, cancellationToken);
        return [.. model.Encodings.Select(e => e.Feature).Concat(champion is null ? [] : LogisticModel.EncodedIn(champion.Artifact.Span)).Distinct()];
    }

    public static JsonObject ToJson(RegistrationOutcome outcome)
    {
        var training = outcome.Verdict.Training;
        return new JsonObject
        {
            ["name"] = outcome.Model,
            ["version"] = outcome.Registered?.Version,
            ["champion"] = outcome.Registered?.Version ?? outcome.PreviousChampion?.Version,
            ["replaced_champion"] = outcome.Verdict.Replacement is { } replacement
                ? new JsonObject
                {
                    ["version"] = replacement.Version,
                    ["by"] = replacement.By,
                    ["at"] = replacement.At.ToString(),
                    ["reason"] = replacement.Reason,
                }
                : null,
            ["auc"] = training.Metrics.Auc,
            ["log_loss"] = training.Metrics.LogLoss,
            ["brier_score"] = training.Metrics.BrierScore,
            ["calibration_error"] = training.Metrics.CalibrationError,
            ["baseline"] = training.Baseline.Feature,
            ["baseline_auc"] = training.Baseline.Metrics.Auc,
            ["baseline_log_loss"] = training.Baseline.Metrics.LogLoss,
            ["train_rows"] = training.TrainRows,
            ["test_rows"] = training.TestRows,
            ["p50_latency_microseconds"] = training.P50LatencyMicroseconds,
            ["p99_latency_microseconds"] = training.P99LatencyMicroseconds,
            ["timed_predictions"] = training.TimedPredictions,
        };
    }

    public static JsonArray GatesToJson(RegistrationOutcome outcome) => new([.. outcome.Verdict.Gates.Select(g => (JsonNode)new JsonObject
    {
        ["name"] = g.Gate,
        ["verdict"] = g.Verdict.WireName(),
        ["reason"] = g.Reason,
        ["measurements"] = new JsonArray([.. g.Measurements.Select(m => (JsonNode)new JsonObject
        {
            ["metric"] = m.Metric,
            ["measured"] = m.Measured,
            ["reference"] = m.Reference,
        })]),
    })]);

    private static void Print(StepContext context, RegistrationOutcome outcome)
    {
        var training = outcome.Verdict.Training;
        context.Report.Line($"  fitted on {training.TrainRows:N0} rows to {training.TrainTo}, tested on {training.TestRows:N0} from {training.TestFrom} ({training.DroppedRows:N0} between dropped: their labels reach into the test)");
        context.Report.Table(
            ["", "AUC", "log loss", "Brier", "calibration error"],
            [Row("model", training.Metrics), Row($"baseline ({training.Baseline.Feature ?? "label rate"})", training.Baseline.Metrics)]);
        foreach (var gate in outcome.Verdict.Gates)
        {
            context.Report.Line($"  gate {gate.Gate}: {gate.Verdict.WireName()} ({gate.Reason})");
        }

        if (outcome.Registered is { } version)
        {
            var replaced = outcome.Verdict.Replacement is { } replacement ? $"; it replaced v{replacement.Version} without comparison" : string.Empty;
            context.Report.Line($"  {outcome.Model} v{version.Version} is champion{replaced}");
        }
    }

    private static string[] Row(string name, ModelMetrics metrics)
    {
        static string Text(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
        return [name, Text(metrics.Auc), Text(metrics.LogLoss), Text(metrics.BrierScore), Text(metrics.CalibrationError)];
    }
}
