using MathNet.Numerics.Distributions;

namespace Larder.Quality.Drift;

/// <summary>The statistics against slow twins, on generated samples, and at their edges.</summary>
public sealed class StatisticTests
{
    [Fact]
    public void Chi_square_law_is_that_of_a_numerics_library()
    {
        foreach (var degrees in new[] { 1, 2, 3, 9, 50, 101, 255 })
        {
            foreach (var statistic in new[] { 1e-6, 0.1, 1, 3.84, 10, 40, 120, 400, 900 })
            {
                var expected = 1 - ChiSquared.CDF(degrees, statistic);
                ChiSquareLaw.Survival(statistic, degrees).ShouldBe(expected, 1e-12, $"{statistic} with {degrees}");
            }

            ChiSquareLaw.Quantile(0.95, degrees).ShouldBe(ChiSquared.InvCDF(degrees, 0.95), 1e-6);
        }
    }

    [Fact]
    public void Kolmogorov_smirnov_and_wasserstein_are_those_of_their_definitions()
    {
        var random = new Random(11);
        for (var i = 0; i < 200; i++)
        {
            double[] Sample(int most) => [.. Enumerable.Range(0, random.Next(1, most)).Select(_ => Math.Round(random.NextDouble() * 20) / (i % 2 == 0 ? 1 : 7))];
            var (reference, current) = (Sample(40), Sample(25));
            var points = WeightedPoint.Of(reference, current);

            KolmogorovSmirnov.Distance(points).ShouldBe(NaiveDrift.KolmogorovSmirnov(reference, current), 1e-12);
            Wasserstein.Distance(points).ShouldBe(NaiveDrift.Wasserstein(reference, current), 1e-9);
        }
    }

    [Fact]
    public void Exact_p_values_are_those_of_all_orders_listed()
    {
        for (var n = 1; n <= 6; n++)
        {
            for (var m = 1; m <= 6; m++)
            {
                for (var steps = 0; steps <= n * m; steps++)
                {
                    var distance = (double)steps / (n * m);
                    KolmogorovSmirnov.ExactPValue(n, m, distance).ShouldBe(NaiveDrift.ExactPValue(n, m, distance), 1e-12, $"{n} and {m} at {distance}");
                }
            }
        }
    }

    [Fact]
    public void Exact_and_asymptotic_p_values_meet_where_one_takes_over()
    {
        var exact = KolmogorovSmirnov.PValue(KolmogorovSmirnov.MostExact, KolmogorovSmirnov.MostExact, 0.02);
        var beyond = KolmogorovSmirnov.PValue(KolmogorovSmirnov.MostExact + 1, KolmogorovSmirnov.MostExact, 0.02);

        exact.ShouldNotBe(beyond);
        exact.ShouldBe(beyond, 0.001);
        KolmogorovSmirnov.PValue(0, 5, 1).ShouldBe(1);
        KolmogorovSmirnov.AsymptoticPValue(1_000_000, 1_000_000, 1e-6).ShouldBe(1);
    }

    [Fact]
    public void Small_cells_are_merged_before_chi_square()
    {
        var test = ChiSquareTest.Of([100, 100, 1, 2, 1], [90, 110, 2, 0, 3]);

        // 1 + 2 + 2 + 0 + 1 + 3 = 9 rows are 4.5 on a side, so that the next smallest cell joins them.
        test.Degrees.ShouldBe(1);
        var same = ChiSquareTest.Of([104, 100], [95, 110]);
        (test.Statistic, test.PValue).ShouldBe((same.Statistic, same.PValue));
        ChiSquareTest.Of([3], [4]).ShouldBe(new ChiSquareTest(0, 0, 1));
        ChiSquareTest.Of([], []).ShouldBe(new ChiSquareTest(0, 0, 1));
    }

    [Fact]
    public void Adjusted_p_values_are_those_of_the_procedure()
    {
        FalseDiscovery.Adjust([0.01, 0.04, 0.03, 0.005]).ShouldBe([0.02, 0.04, 0.04, 0.02], 1e-12);
        FalseDiscovery.Adjust([0.9, 0.9]).ShouldBe([0.9, 0.9]);
        FalseDiscovery.Adjust([]).ShouldBeEmpty();
    }

    [Fact]
    public void By_chance_the_stability_index_exceeds_its_critical_value_about_once_in_20_times()
    {
        var random = new Random(5);
        var exceeded = 0;
        const int Runs = 2_000;
        for (var run = 0; run < Runs; run++)
        {
            long[] Draw(int rows)
            {
                var counts = new long[10];
                for (var i = 0; i < rows; i++)
                {
                    counts[random.Next(10)]++;
                }

                return counts;
            }

            var (reference, current) = (Draw(1_000), Draw(400));
            var index = Divergence.StabilityIndex(Divergence.Shares(reference, Divergence.Alpha), Divergence.Shares(current, Divergence.Alpha));
            exceeded += index > Divergence.CriticalStabilityIndex(1_000, 400, 10) ? 1 : 0;
        }

        ((double)exceeded / Runs).ShouldBe(0.05, 0.02);
    }

    [Fact]
    public void Distributions_over_different_cells_are_refused() =>
        Should.Throw<ArgumentException>(() => Divergence.JensenShannon([1], [0.5, 0.5])).Message
            .ShouldBe("Two distributions of 1 and 2 cells cannot be compared; count both over the same cells.");
}
