namespace Larder.Models;

public sealed class PredictionLatencyTests
{
    [Fact]
    public void Percentiles_are_by_nearest_rank_whatever_the_order() =>
        PredictionLatency.Of([.. Enumerable.Range(1, 2_000).Reverse().Select(n => (double)n)]).ShouldBe(new PredictionLatency(1_000, 1_980, 2_000));

    [Fact]
    public void One_slow_prediction_in_a_hundred_does_not_show_and_two_do()
    {
        PredictionLatency.Of([9, .. Enumerable.Repeat(0.25, 99)]).ShouldBe(new PredictionLatency(0.25, 0.25, 100));
        PredictionLatency.Of([9, 9, .. Enumerable.Repeat(0.25, 98)]).ShouldBe(new PredictionLatency(0.25, 9, 100));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(3, 2, 3)]
    [InlineData(101, 51, 100)]
    public void Few_predictions_have_percentiles_too(int predictions, double p50, double p99) =>
        PredictionLatency.Of([.. Enumerable.Range(1, predictions).Select(n => (double)n)]).ShouldBe(new PredictionLatency(p50, p99, predictions));

    [Fact]
    public void No_prediction_has_none() => Should.Throw<ArgumentOutOfRangeException>(() => PredictionLatency.Of([]));
}
