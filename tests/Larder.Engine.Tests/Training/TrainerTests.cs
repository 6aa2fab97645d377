using Larder.Errors;
using Larder.Models;

namespace Larder.Training;

public sealed class TrainerTests
{
    [Fact]
    public void The_report_tells_rows_times_and_metrics_of_model_and_baseline_on_the_same_rows()
    {
        var table = TrainingSets.Customers(8_000, 1);

        var trained = Trainer.Train(TrainingSets.Model(), table);

        // 40 weekly cut-offs of 200 rows: the last 8 are held out, the 4 before them reach into them.
        var report = trained.Report;
        (report.TrainRows, report.DroppedRows, report.TestRows).ShouldBe((5_600, 800, 1_600));
        (report.TrainFrom, report.TrainTo).ShouldBe((TrainingSets.Day(0), TrainingSets.Day(27 * 7)));
        (report.TestFrom, report.TestTo).ShouldBe((TrainingSets.Day(32 * 7), TrainingSets.Day(39 * 7)));
        report.Baseline.Feature.ShouldBe("spend:recency_days");
        report.Metrics.Rows.ShouldBe(1_600);
        report.Baseline.Metrics.Rows.ShouldBe(1_600);
        report.Baseline.Metrics.BaseRate.ShouldBe(report.Metrics.BaseRate);
        report.Metrics.Auc.ShouldBeGreaterThan(report.Baseline.Metrics.Auc + 0.05);
        report.Metrics.LogLoss.ShouldBeLessThan(report.Baseline.Metrics.LogLoss);
        report.Iterations.ShouldBeInRange(2, 20);
        (report.P50LatencyMicroseconds, report.P99LatencyMicroseconds, report.TimedPredictions).ShouldBe((null, null, null));
        trained.Baseline.Terms.Select(t => t.Feature).ShouldBe(["spend:recency_days"]);
        trained.Model.Terms.Select(t => t.Feature).ShouldBe(table.Features);
    }

    [Fact]
    public void Without_a_baseline_feature_the_training_rate_is_the_baseline()
    {
        var trained = Trainer.Train(TrainingSets.ModelWithoutBaseline(), TrainingSets.Customers(4_000, 2));

        trained.Report.Baseline.Feature.ShouldBeNull();
        trained.Report.Baseline.Metrics.Auc.ShouldBe(0.5);
        var rate = trained.Split.Train.ToArray().Average(r => trained.Table.Labels[r] ? 1.0 : 0);
        trained.Baseline.Score([]).ShouldBe(rate, 1e-12);
    }

    [Fact]
    public void The_held_out_rows_do_not_touch_the_model()
    {
        var table = TrainingSets.Customers(4_000, 3);
        var trained = Trainer.Train(TrainingSets.Model(), table);
        var columns = table.Features.Select(f => table.Column(f).ToArray()).ToArray();
        var labels = table.Labels.ToArray();
        foreach (var row in Enumerable.Range(0, table.Rows).Except(trained.Split.Train.ToArray()))
        {
            labels[row] = row % 2 == 0;
            foreach (var column in columns)
            {
                column[row] = -1e6;
            }
        }

        var changed = Trainer.Train(TrainingSets.Model(), new TrainingTable(table.Features, columns, table.Times.ToArray(), labels));

        changed.Model.Write().ShouldBe(trained.Model.Write());
        changed.Baseline.Write().ShouldBe(trained.Baseline.Write());
        changed.Report.Metrics.Auc.ShouldNotBe(trained.Report.Metrics.Auc);
    }

    [Fact]
    public void A_baseline_that_is_no_numeric_feature_says_what_to_do()
    {
        var table = TrainingSets.Of([0, 100], [true, false], ("spend:revenue_sum", [1, 2]));

        Should.Throw<InvalidInputException>(() => Trainer.Train(TrainingSets.Model(), table)).Message.ShouldBe(
            "Model buys_again: the baseline feature spend:recency_days is not among the numeric features of its training set (spend:revenue_sum); name one of them in WithBaseline.");
    }

    [Fact]
    public void A_training_set_without_numeric_features_says_what_to_do()
    {
        Should.Throw<InvalidInputException>(() => Trainer.Train(TrainingSets.Model(), TrainingSets.Of([0, 100], [true, false]))).Message.ShouldBe(
            "Model buys_again: service repurchase has no numeric feature to train on; add one.");
    }

    [Fact]
    public void The_signed_log_pays_on_amounts_with_heavy_tails()
    {
        var table = TrainingSets.Customers(40_000, 6);
        var split = TimeSplit.Of("m", table, TimeSpan.FromDays(56), TimeSpan.FromDays(30));
        ModelMetrics With(bool transforms) => Trainer.Evaluate(
            LogisticRegression.Fit(table, split.Train, table.Features, new LogisticOptions { Transforms = transforms }).Model, table, split.Test);

        var (plain, log) = (With(false), With(true));

        log.Auc.ShouldBeGreaterThan(plain.Auc);
        log.LogLoss.ShouldBeLessThan(plain.LogLoss);
        log.CalibrationError.ShouldBeLessThan(0.05);
    }
}
