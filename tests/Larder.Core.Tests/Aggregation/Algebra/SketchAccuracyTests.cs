using Larder.Aggregation.Algebra;
using Larder.Types;

namespace Larder.Core.Tests.Aggregation.Algebra;

/// <summary>The error bounds that the documentation promises.</summary>
public class SketchAccuracyTests
{
    [Theory]
    [InlineData(8)]
    [InlineData(12)]
    public void The_standard_error_of_an_approximate_distinct_count_is_that_of_HyperLogLog(int precision)
    {
        var sketch = new HyperLogLog(precision);
        var bound = 1.04 / Math.Sqrt(1 << precision);
        foreach (var count in new[] { 10, 1_000, 3 << precision, 20 << precision })
        {
            var squares = 0d;
            const int Trials = 40;
            for (var trial = 0; trial < Trials; trial++)
            {
                var state = sketch.Create();
                for (var i = 0; i < count; i++)
                {
                    sketch.Add(ref state, trial % 2 == 0 ? FeatureValue.From((trial * 10_000_000L) + i) : FeatureValue.From($"{trial}-{i}"), default);
                }

                squares += Math.Pow((sketch.Finish(state, default) - count) / (double)count, 2);
            }

            // The root mean square of 40 trials scatters by about a ninth around the standard error; near 2.5 m the switch to linear counting adds some.
            Math.Sqrt(squares / Trials).ShouldBeLessThan(bound * 1.5, $"{count} values");
        }
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.001)]
    [InlineData(0.2)]
    public void A_percentile_is_within_the_accuracy_asked_for(double accuracy)
    {
        var random = new Random(11);
        double[] percentiles = [0, 1, 5, 25, 50, 75, 90, 99, 99.9, 100];
        foreach (var next in new Func<double>[]
        {
            random.NextDouble, () => Math.Exp(random.NextDouble() * 600 - 300), () => random.NextDouble() - 0.5, () => random.Next(3) - 1, () => 5e-324 * random.Next(1, 9), () => double.MaxValue * random.NextDouble(),
        })
        {
            var sketch = new QuantileSketch(percentiles, accuracy, single: false);
            var state = sketch.Create();
            double[] values = [.. Enumerable.Range(0, 2_000).Select(_ => next())];
            foreach (var value in values)
            {
                sketch.Add(ref state, value, default);
            }

            Array.Sort(values);
            var results = sketch.Finish(state, default).As<double[]>()!;
            for (var i = 0; i < percentiles.Length; i++)
            {
                var exact = values[(int)Math.Floor(percentiles[i] / 100 * (values.Length - 1))];

                // Below the normal numbers a value has few bits, so that its neighbour may be the nearest.
                Math.Abs(results[i] - exact).ShouldBeLessThanOrEqualTo((Math.Abs(exact) * accuracy * (1 + 1e-9)) + double.Epsilon, $"percentile {percentiles[i]}");
            }
        }
    }

    [Fact]
    public void Percentiles_know_infinities_and_order_NaN_last()
    {
        var sketch = new QuantileSketch([0, 25, 50, 75, 100], 0.01, single: false);
        var state = sketch.Create();
        foreach (var value in new[] { double.NaN, double.PositiveInfinity, 0, double.NegativeInfinity, -0.0 })
        {
            sketch.Add(ref state, value, default);
        }

        sketch.Finish(state, default).ShouldBe(FeatureValue.From([double.NegativeInfinity, 0, 0, double.PositiveInfinity, double.NaN]));
    }

    [Fact]
    public void Powers_of_two_are_exact_for_whole_exponents_and_within_two_units_in_the_last_place_elsewhere()
    {
        var random = new Random(3);
        for (var i = 0; i < 100_000; i++)
        {
            var x = (random.NextDouble() * 2_000) - 1_000;
            var (ours, theirs) = (FeatureMath.Exp2(x), Math.Pow(2, x));
            Math.Abs(BitConverter.DoubleToInt64Bits(ours) - BitConverter.DoubleToInt64Bits(theirs)).ShouldBeLessThanOrEqualTo(2, $"2^{x:R}");
        }

        for (var whole = -1074; whole <= 1023; whole++)
        {
            FeatureMath.Exp2(whole).ShouldBe(Math.ScaleB(1, whole));
        }

        FeatureMath.Exp2(double.NegativeInfinity).ShouldBe(0);
        FeatureMath.Exp2(double.PositiveInfinity).ShouldBe(double.PositiveInfinity);
        FeatureMath.Exp2(double.NaN).ShouldBe(double.NaN);
    }
}
