using Larder.Types;

namespace Larder.Quality.Profiles;

/// <summary>Bins for plots against the numbers they are made of.</summary>
public sealed class HistogramTests
{
    [Fact]
    public void Bins_hold_every_finite_number_once_where_it_lies()
    {
        var random = new Random(11);
        for (var round = 0; round < 60; round++)
        {
            double[] values = [.. Enumerable.Range(0, random.Next(1, 400)).Select(_ => Math.Round((random.NextDouble() - 0.3) * Math.Pow(10, random.Next(0, 5)), 2))];
            var bins = Histogram.Of(Of(values));

            bins.Sum(b => b.Count).ShouldBe(values.Length);
            bins.Count.ShouldBeOneOf(1, Histogram.Bins);
            bins.Zip(bins.Skip(1)).ShouldAllBe(b => b.First.High == b.Second.Low && b.First.Low < b.First.High);
            for (var i = 1; i < bins.Count; i++)
            {
                // Numbers count where their bucket does, whose ends are 1 % of it away.
                var (edge, slack) = (bins[i].Low, (Math.Abs(bins[i].Low) * 0.02) + 1e-9);
                bins.Take(i).Sum(b => b.Count).ShouldBeInRange(values.Count(v => v < edge - slack), values.Count(v => v <= edge + slack));
            }
        }
    }

    [Fact]
    public void Values_far_away_leave_the_rest_visible()
    {
        var bins = Histogram.Of(Of([.. Enumerable.Range(1, 999).Select(i => (double)i), 1e12]));

        bins[0].Low.ShouldBe(5, 1);
        bins[^1].High.ShouldBe(995, 20);
        bins[^1].Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Alike_none_and_infinite_numbers_have_bins_too()
    {
        Histogram.Of(Of([7, 7, 7])).Select(b => b.Count).ShouldBe([3]);
        Histogram.Of(Of([])).ShouldBeEmpty();
        Histogram.Of(Of([double.NaN, double.PositiveInfinity])).ShouldBeEmpty();
        Histogram.Of(Of([-1e308, 1e308, double.NegativeInfinity])).Sum(b => b.Count).ShouldBe(2);
        Should.Throw<ArgumentOutOfRangeException>(() => Histogram.Of(Of([1]), 0));
    }

    private static FeatureProfile Of(double[] values)
    {
        var profile = new FeatureProfile(ProfileKind.Number);
        foreach (var value in values)
        {
            profile.Add(FeatureValue.From(value));
        }

        return profile;
    }
}
