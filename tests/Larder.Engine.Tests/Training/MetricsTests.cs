using Larder.Errors;
using Larder.Models;

namespace Larder.Training;

public sealed class MetricsTests
{
    [Fact]
    public void Known_vectors_give_known_metrics()
    {
        var metrics = Metrics.Of([0.1, 0.4, 0.35, 0.8], [false, false, true, true]);

        metrics.Rows.ShouldBe(4);
        metrics.BaseRate.ShouldBe(0.5);
        metrics.Auc.ShouldBe(0.75);
        metrics.LogLoss.ShouldBe(-(Math.Log(0.9) + Math.Log(0.6) + Math.Log(0.35) + Math.Log(0.8)) / 4, 1e-15);
        metrics.BrierScore.ShouldBe(((0.1 * 0.1) + (0.4 * 0.4) + (0.65 * 0.65) + (0.2 * 0.2)) / 4, 1e-15);
        metrics.CalibrationError.ShouldBe((0.1 + 0.4 + 0.65 + 0.2) / 4, 1e-15);
    }

    [Fact]
    public void The_bins_tile_zero_to_one_and_the_last_holds_one()
    {
        var bins = Metrics.Of([0, 0.05, 0.1, 0.95, 1], [false, true, false, true, true]).Bins;

        bins.Count.ShouldBe(10);
        bins.Select(b => (b.Lower, b.Upper)).ShouldBe(Enumerable.Range(0, 10).Select(b => (b / 10.0, (b + 1) / 10.0)));
        bins[0].ShouldBe(new CalibrationBin(0, 0.1, 2, 0.025, 0.5));
        bins[1].ShouldBe(new CalibrationBin(0.1, 0.2, 1, 0.1, 0));
        bins[2].ShouldBe(new CalibrationBin(0.2, 0.3, 0, null, null));
        bins[9].ShouldBe(new CalibrationBin(0.9, 1, 2, 0.975, 1));
    }

    [Theory]
    [InlineData(new[] { 0.9, 0.8, 0.2, 0.1 }, 1.0)]
    [InlineData(new[] { 0.1, 0.2, 0.8, 0.9 }, 0.0)]
    [InlineData(new[] { 0.5, 0.5, 0.5, 0.5 }, 0.5)]
    [InlineData(new[] { 0.9, 0.5, 0.5, 0.1 }, 0.875)]
    public void Auc_counts_ties_half(double[] predictions, double expected)
    {
        Metrics.Auc(predictions, [true, true, false, false]).ShouldBe(expected);
    }

    [Fact]
    public void Auc_equals_the_share_of_pairs_ranked_rightly()
    {
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var (predictions, labels) = Generate(random, random.Next(2, 120), random.Next(1, 30));

            Metrics.Auc(predictions, labels).ShouldBe(PairwiseAuc(predictions, labels), 1e-15);
        }
    }

    [Fact]
    public void Auc_does_not_depend_on_the_order_of_the_rows()
    {
        var random = new Random(4);
        var (predictions, labels) = Generate(random, 5_000, 40);
        var order = Enumerable.Range(0, predictions.Length).ToArray();
        random.Shuffle(order);

        Metrics.Auc([.. order.Select(i => predictions[i])], [.. order.Select(i => labels[i])]).ShouldBe(Metrics.Auc(predictions, labels));
    }

    [Fact]
    public void The_other_metrics_equal_their_naive_twins()
    {
        var random = new Random(5);
        for (var round = 0; round < 100; round++)
        {
            var (predictions, labels) = Generate(random, random.Next(2, 300), 1_000);
            var pairs = predictions.Zip(labels, (p, y) => (P: p, Y: y ? 1.0 : 0.0)).ToArray();

            var metrics = Metrics.Of(predictions, labels);

            metrics.BaseRate.ShouldBe(pairs.Average(r => r.Y), 1e-12);
            metrics.BrierScore.ShouldBe(pairs.Average(r => (r.P - r.Y) * (r.P - r.Y)), 1e-12);
            metrics.LogLoss.ShouldBe(pairs.Average(r => -Math.Log(Math.Clamp(r.Y > 0 ? r.P : 1 - r.P, 1e-15, 1 - 1e-15))), 1e-9);
            metrics.CalibrationError.ShouldBe(
                pairs.GroupBy(r => Math.Min(Math.Floor(r.P * 10), 9)).Sum(g => g.Count() * Math.Abs(g.Average(r => r.P) - g.Average(r => r.Y))) / pairs.Length, 1e-12);
            metrics.Bins.Sum(b => b.Count).ShouldBe(pairs.Length);
        }
    }

    [Fact]
    public void Certain_and_wrong_costs_a_finite_log_loss()
    {
        Metrics.Of([0, 1], [true, false]).LogLoss.ShouldBe(-Math.Log(1e-15), 0.01);
        Metrics.Of([1, 0], [true, false]).LogLoss.ShouldBe(0, 1e-14);
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(1.5, "1.5")]
    [InlineData(-0.1, "-0.1")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void What_is_no_probability_is_an_error(double prediction, string text)
    {
        var message = $"The prediction of row 1 is {text}, which is no probability; train the model again.";
        Should.Throw<InvalidInputException>(() => Metrics.Of([0.5, prediction], [true, false])).Message.ShouldBe(message);
        Should.Throw<InvalidInputException>(() => Metrics.Auc([0.5, prediction], [true, false])).Message.ShouldBe(message);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    public void One_label_only_is_an_error(bool label, int positives)
    {
        Should.Throw<InvalidInputException>(() => Metrics.Of([0.5, 0.6], [label, label])).Message.ShouldBe(
            $"AUC needs rows of both labels: {positives} of 2 rows are true. Measure over a longer time, in which both occur.");
    }

    [Fact]
    public void Predictions_and_labels_must_be_of_the_same_rows()
    {
        Should.Throw<ArgumentException>(() => Metrics.Of([0.5], [true, false])).Message.ShouldBe("1 predictions and 2 labels are not of the same rows. (Parameter 'labels')");
    }

    private static (double[] Predictions, bool[] Labels) Generate(Random random, int rows, int distinct)
    {
        var predictions = Enumerable.Range(0, rows).Select(_ => random.Next(distinct + 1) / (double)distinct).ToArray();
        var labels = predictions.Select(p => random.NextDouble() < (p + 0.5) / 2).ToArray();
        (labels[0], labels[1]) = (true, false);
        return (predictions, labels);
    }

    private static double PairwiseAuc(double[] predictions, bool[] labels)
    {
        var (wins, pairs) = (0.0, 0);
        for (var i = 0; i < labels.Length; i++)
        {
            for (var j = 0; j < labels.Length; j++)
            {
                if (labels[i] && !labels[j])
                {
                    pairs++;
                    wins += predictions[i] > predictions[j] ? 1 : predictions[i].Equals(predictions[j]) ? 0.5 : 0;
                }
            }
        }

        return wins / pairs;
    }
}
