namespace Larder.Quality.Drift;

/// <summary>Numbers computed elsewhere, independently of this code: part B of the reference on data quality.</summary>
public sealed class VectorTests
{
    private static readonly double[] P = [0.2, 0.3, 0.5];
    private static readonly double[] Q = [0.3, 0.3, 0.4];
    private static readonly IReadOnlyList<WeightedPoint> Samples = WeightedPoint.Of([1, 2, 3, 4, 5], [2, 3, 4, 5, 9]);
    private static readonly long[] Counts = [16, 18, 16, 14, 12, 12];
    private static readonly long[] CountsNow = [16, 16, 16, 16, 16, 8];

    [Fact]
    public void Stability_index() => Divergence.StabilityIndex(P, Q).ShouldBe(0.06286086594, 1e-11);

    [Fact]
    public void Kullback_leibler_both_ways()
    {
        Divergence.KullbackLeibler(P, Q).ShouldBe(0.03047875404, 1e-11);
        Divergence.KullbackLeibler(Q, P).ShouldBe(0.03238211191, 1e-11);
    }

    [Fact]
    public void Jensen_shannon_in_bits() => Divergence.JensenShannon(P, Q).ShouldBe(0.01127812446, 1e-11);

    [Fact]
    public void Jensen_shannon_distance_base_2_and_base_e()
    {
        Divergence.JensenShannonDistance(P, Q).ShouldBe(0.10619851439, 1e-11);
        (Divergence.JensenShannonDistance(P, Q) * Math.Sqrt(Math.Log(2))).ShouldBe(0.08841606286, 1e-11);
    }

    [Fact]
    public void Jensen_shannon_of_what_is_identical_is_0_and_of_what_is_disjoint_1()
    {
        Divergence.JensenShannon(P, P).ShouldBe(0);
        Divergence.JensenShannon([0.5, 0.5, 0, 0], [0, 0, 0.25, 0.75]).ShouldBe(1);
    }

    [Fact]
    public void Hellinger_total_variation_and_l_infinity()
    {
        Divergence.Hellinger(P, Q).ShouldBe(0.08852926195, 1e-11);
        Divergence.TotalVariation(P, Q).ShouldBe(0.1, 1e-12);
        Divergence.LargestDifference(P, Q).ShouldBe(0.1, 1e-12);
    }

    [Fact]
    public void Robust_l_infinity() => Divergence.RobustLargestDifference(0.1, 1000, 1000).ShouldBe(0.0195016, 1e-7);

    [Theory]
    [InlineData(1_000, 0.0338)]
    [InlineData(10_000, 0.00338)]
    public void Critical_stability_index_depends_on_the_rows(int rows, double critical) => Divergence.CriticalStabilityIndex(rows, rows, 10).ShouldBe(critical, critical / 500);

    [Fact]
    public void Kolmogorov_smirnov_of_two_samples()
    {
        KolmogorovSmirnov.Distance(Samples).ShouldBe(0.2, 1e-12);
        KolmogorovSmirnov.PValue(5, 5, 0.2).ShouldBe(1);
    }

    [Theory]
    [InlineData(5, 5, 0.6, 0.3571428571)]
    [InlineData(10, 10, 0.5, 0.1678213427)]
    [InlineData(5, 7, 0.6, 0.1666666667)]
    [InlineData(7, 5, 0.6, 0.1666666667)]
    public void Kolmogorov_smirnov_exact(int n, int m, double distance, double p) => KolmogorovSmirnov.ExactPValue(n, m, distance).ShouldBe(p, 1e-10);

    [Fact]
    public void Kolmogorov_smirnov_asymptotic_and_by_stephens()
    {
        KolmogorovSmirnov.AsymptoticPValue(1000, 1000, 0.06).ShouldBe(0.0546463, 1e-7);
        KolmogorovSmirnov.StephensPValue(1000, 1000, 0.06).ShouldBe(0.0524861, 1e-7);
    }

    [Fact]
    public void Wasserstein_plain_and_by_the_deviation()
    {
        Wasserstein.Distance(Samples).ShouldBe(1.6, 1e-12);
        Wasserstein.Scaled(1.6, Math.Sqrt(2))!.Value.ShouldBe(1.13137085, 1e-8);
        Wasserstein.Scaled(1.6, 0).ShouldBeNull();
    }

    [Fact]
    public void Chi_square_contingency()
    {
        var test = ChiSquareTest.Of(Counts, CountsNow);

        test.Statistic.ShouldBe(1.6224090, 1e-7);
        test.Degrees.ShouldBe(5);
        test.PValue.ShouldBe(0.8985262, 1e-7);
    }

    [Fact]
    public void Chi_square_law_of_a_goodness_of_fit() => ChiSquareLaw.Survival(3.1746032, 5).ShouldBe(0.6730876, 1e-7);

    [Fact]
    public void Hellinger_of_the_counts_of_evidently() => Divergence.Hellinger(Divergence.Shares(Counts), Divergence.Shares(CountsNow)).ShouldBe(0.06812, 1e-5);
}
