using Larder.Catalog;
using Larder.Errors;
using Larder.Models;
using Larder.Types;

namespace Larder.Training;

/// <summary>Splits a training set by time, fits the model and its baseline, and measures both on the held-out rows.</summary>
public static class Trainer
{
    /// <summary>Trains a model.</summary>
    /// <param name="model">The definition.</param>
    /// <param name="table">Its training set; every number of it is used, and the categories that the model encodes.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="InvalidInputException">The training set cannot be split, lacks the baseline's feature, or has no numeric feature.</exception>
    public static TrainedModel Train(CompiledModel model, TrainingTable table, LogisticOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(table);
        if (EncodedFit.FeaturesOf(model, table).Count == 0)
        {
            throw new InvalidInputException($"Model {model.Name}: service {model.Service.Name} has no numeric feature to train on; add one.");
        }

        if (model.Baseline is { } feature && !table.Has(feature))
        {
            throw new InvalidInputException(
                $"Model {model.Name}: the baseline feature {feature} is not among the numeric features of its training set ({string.Join(", ", table.Features)}); "
                + "name one of them in WithBaseline.");
        }

        var split = TimeSplit.Of(model.Name, table, model.HoldOut, model.Spine.Horizon);
        var fit = EncodedFit.Fit(model, table, split.Train, options);
        var baseline = LogisticRegression.Fit(table, split.Train, model.Baseline is { } one ? [one] : [], options);
        var (trainFrom, trainTo) = Period(table, split.Train);
        var (testFrom, testTo) = Period(table, split.Test);
        var report = new TrainingReport(
            split.Train.Length,
            split.Test.Length,
            split.Dropped,
            trainFrom,
            trainTo,
            testFrom,
            testTo,
            fit.Iterations,
            Evaluate(fit.Model, table, split.Test),
            new BaselineReport(model.Baseline, Evaluate(baseline.Model, table, split.Test)));
        return new TrainedModel(model, fit.Model, baseline.Model, report, table, split);
    }

    /// <summary>A model's metrics on some rows of a training set.</summary>
    /// <exception cref="NotFoundException">The table lacks a feature of the model.</exception>
    /// <exception cref="InvalidInputException">The rows have one label only.</exception>
    public static ModelMetrics Evaluate(LogisticModel model, TrainingTable table, ReadOnlySpan<int> rows)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(table);
        var labels = new bool[rows.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = table.Labels[rows[i]];
        }

        return Metrics.Of(new BoundModel(model, table).Score(rows), labels);
    }

    private static (Instant From, Instant To) Period(TrainingTable table, ReadOnlySpan<int> rows)
    {
        var (from, to) = (table.Times[rows[0]], table.Times[rows[0]]);
        foreach (var row in rows)
        {
            var time = table.Times[row];
            from = time < from ? time : from;
            to = time > to ? time : to;
        }

        return (from, to);
    }
}
