using Larder.Quality.Profiles;
using Larder.Types;

namespace Larder.Quality.Drift;

/// <summary>Two profiles compared: cells, scores and verdict.</summary>
public sealed class ComparisonTests
{
    private static readonly DriftLimits Limits = new();

    [Fact]
    public void Scores_are_those_of_the_values_counted_by_hand()
    {
        var random = new Random(8);
        for (var round = 0; round < 40; round++)
        {
            double?[] reference = [.. Enumerable.Range(0, 500).Select(_ => Value(random, 10))];
            double?[] current = [.. Enumerable.Range(0, 300).Select(_ => Value(random, 10 + (round % 4)))];
            var drift = DriftComparison.Compare("x", Numbers(reference), Numbers(current), Limits);
            var (counts, now) = Count(reference, current);

            var scores = drift.Scores!;
            scores.JensenShannon.ShouldBe(Divergence.JensenShannon(Divergence.Shares(counts), Divergence.Shares(now)), 1e-12);
            scores.StabilityIndex.ShouldBe(Divergence.StabilityIndex(Divergence.Shares(counts, 0.5), Divergence.Shares(now, 0.5)), 1e-12);
            scores.CriticalStabilityIndex.ShouldBe(Divergence.CriticalStabilityIndex(500, 300, counts.Length));
            scores.KolmogorovSmirnov!.Value.ShouldBe(NaiveDrift.KolmogorovSmirnov(Sketched(reference), Sketched(current)), 1e-12);
            var present = Present(reference);
            var deviation = Math.Sqrt(present.Average(v => (v - present.Average()) * (v - present.Average())));
            scores.Wasserstein!.Value.ShouldBe(NaiveDrift.Wasserstein(present, Present(current)) / deviation, 0.03);
            (drift.ReferenceNulls, drift.Nulls).ShouldBe((reference.Count(v => v is null) / 500d, current.Count(v => v is null) / 300d));
        }
    }

    [Fact]
    public void Discrete_numbers_have_a_cell_each_and_others_ten_quantiles_of_the_reference()
    {
        var counts = Numbers([.. Enumerable.Range(0, 100).Select(i => (double?)(i % 4)), null, double.NaN]);
        var many = Numbers([.. Enumerable.Range(1, 1_000).Select(i => (double?)i)]);

        DriftCells.Of(counts, counts)!.Labels.ShouldBe(["≤ 0", "1", "2", "≥ 3", "NaN", "NULL"]);
        DriftCells.Of(counts, counts)!.Count(counts).ShouldBe([25, 25, 25, 25, 1, 1]);
        DriftCells.Of(many, counts)!.Labels.ShouldBe(["≤ 100", "100 to 200", "200 to 300", "300 to 400", "400 to 500", "500 to 600", "600 to 700", "700 to 800", "800 to 900", "> 900", "NaN", "NULL"]);
        DriftCells.Of(many, counts)!.Count(counts).ShouldBe([100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
        DriftCells.Of(Numbers([null]), counts)!.Labels.ShouldBe(["any number", "NaN", "NULL"]);
    }

    [Fact]
    public void Texts_have_their_hundred_most_frequent_then_other_and_unseen()
    {
        var reference = Texts([.. Enumerable.Range(0, 102).SelectMany(i => Enumerable.Repeat($"v{i:000}", 200 - i)), null]);
        var current = Texts(["v000", "v101", "new", "newer", null, null]);
        var cells = DriftCells.Of(reference, current)!;

        cells.Labels.Count.ShouldBe(104);
        cells.Labels.TakeLast(5).ShouldBe(["v099", "OTHER", "UNSEEN", "NaN", "NULL"]);
        cells.Count(current).TakeLast(4).ShouldBe([1, 2, 0, 2]);
        cells.Count(reference).TakeLast(4).ShouldBe([100 + 99, 0, 0, 1]);
    }

    [Fact]
    public void Too_many_texts_are_compared_by_groups()
    {
        var reference = Texts([.. Enumerable.Range(0, 6_000).Select(i => $"id {i}")]);
        var other = Texts([.. Enumerable.Range(10_000, 6_000).Select(i => $"id {i}")]);

        DriftCells.Of(reference, other)!.Labels.Count.ShouldBe(258);
        DriftComparison.Compare("id", reference, other, Limits).IsDrift.ShouldBeFalse();
        DriftComparison.Compare("id", reference, Texts([.. Enumerable.Repeat("id 1", 6_000)]), Limits).Reasons.ShouldBe(DriftReasons.Distribution);
    }

    [Fact]
    public void What_is_equal_does_not_drift_and_what_is_elsewhere_does()
    {
        double?[] values = [.. Enumerable.Range(1, 1_000).Select(i => (double?)i)];

        var same = DriftComparison.Compare("x", Numbers(values), Numbers(values), Limits);
        (same.IsDrift, same.Scores!.JensenShannon, same.Scores.StabilityIndex, same.Moved.Count).ShouldBe((false, 0, 0, 0));
        var moved = DriftComparison.Compare("x", Numbers(values), Numbers([.. values.Select(v => v + 5_000)]), Limits);
        moved.Reasons.ShouldBe(DriftReasons.Distribution);
        moved.Moved[0].ShouldBe(new MovedCell("> 900", 0.099, 1));
        moved.Scores!.KolmogorovSmirnov.ShouldBe(1);
    }

    [Fact]
    public void Nulls_are_judged_on_their_own()
    {
        FeatureProfile Profile(int nulls, int rows) => Numbers([.. Enumerable.Repeat<double?>(null, nulls), .. Enumerable.Repeat<double?>(1, rows - nulls)]);

        DriftComparison.Compare("x", Profile(0, 1_000), Profile(110, 1_000), Limits).Reasons.ShouldBe(DriftReasons.Nulls);
        DriftComparison.Compare("x", Profile(0, 1_000), Profile(100, 1_000), Limits).IsDrift.ShouldBeFalse("what equals the limit does not exceed it");
        DriftComparison.Compare("x", Profile(1, 5), Profile(2, 5), Limits).IsDrift.ShouldBeFalse("one row of five is chance");
    }

    [Fact]
    public void Few_rows_differ_by_chance_and_do_not_drift()
    {
        var random = new Random(4);
        var noisy = 0;
        for (var round = 0; round < 200; round++)
        {
            double?[] Draw(int rows) => [.. Enumerable.Range(0, rows).Select(_ => (double?)random.NextDouble())];
            var drift = DriftComparison.Compare("x", Numbers(Draw(40)), Numbers(Draw(30)), Limits);
            noisy += drift.Scores!.JensenShannon > Limits.JensenShannon ? 1 : 0;
            (drift.IsDrift && drift.Scores.StabilityIndex <= drift.Scores.CriticalStabilityIndex).ShouldBeFalse();
        }

        noisy.ShouldBeGreaterThan(20, "a fixed limit alone would cry wolf");
    }

    [Fact]
    public void One_value_far_from_all_others_is_named()
    {
        double?[] fares = [.. Enumerable.Range(0, 1_000).Select(i => (double?)(5 + (i % 20)))];

        var drift = DriftComparison.Compare("fare", Numbers(fares), Numbers([.. fares, 100_000]), Limits);
        (drift.Reasons, drift.Oddities.Single()).ShouldBe((DriftReasons.Extreme, "one value, 100000, lifts the mean from 14.5 to 114.39"));
        DriftComparison.Compare("fare", Numbers(fares), Numbers([.. fares, -100_000]), Limits).Oddities.Single().ShouldBe("one value, -100000, lowers the mean from 14.5 to -85.41");
        DriftComparison.Compare("fare", Numbers(fares), Numbers([.. fares, 200]), Limits).IsDrift.ShouldBeFalse();
        DriftComparison.Compare("fare", Numbers(fares), Numbers([.. Enumerable.Repeat<double?>(1, 500), 2]), new DriftLimits(1)).IsDrift.ShouldBeFalse("what does not vary has no deviation to exceed");
    }

    [Fact]
    public void Times_outside_the_month_of_nearly_all_are_named()
    {
        var times = new FeatureProfile(ProfileKind.Time);
        for (var i = 0; i < 1_000; i++)
        {
            times.AddTime(Instant.From(new DateTime(2019, 3, 1 + (i % 28), 0, 0, 0, DateTimeKind.Utc)));
        }

        StrayTimes.Describe(times).ShouldBeNull();
        times.AddTime(Instant.From(new DateTime(2008, 12, 31, 0, 0, 0, DateTimeKind.Utc)));
        times.AddTime(Instant.From(new DateTime(2019, 4, 1, 0, 0, 0, DateTimeKind.Utc)));
        StrayTimes.Describe(times).ShouldBe("2 of 1002 times lie outside 2019-03: 1 on 2008-12-31, 1 on 2019-04-01");
        StrayTimes.Describe(Numbers([1])).ShouldBeNull();
    }

    [Fact]
    public void Tiles_are_compared_by_name_with_p_values_adjusted_together()
    {
        var (reference, current) = (new ProfileTile(), new ProfileTile());
        foreach (var (name, shift) in new[] { ("a", 0), ("b", 30), ("c", 2_000) })
        {
            for (var i = 0; i < 1_000; i++)
            {
                reference.Feature(name, ProfileKind.Number).Add(FeatureValue.From((double)i));
                current.Feature(name, ProfileKind.Number).Add(FeatureValue.From((double)i + shift));
            }
        }

        current.Feature("new", ProfileKind.Number).AddNulls(1_000);
        var compared = DriftComparison.Compare(reference, current, name => name == "a" ? null : Limits);

        compared.Select(f => (f.Feature, f.IsDrift)).ShouldBe([("b", false), ("c", true)]);
        compared.Select(f => f.AdjustedP!.Value).ShouldBe(FalseDiscovery.Adjust([.. compared.Select(f => f.Scores!.PValue)]));
    }

    private static double? Value(Random random, int spread) => random.Next(15) == 0 ? null : random.Next(20) == 0 ? double.NaN : random.Next(1, spread * 10);

    private static double[] Present(IEnumerable<double?> values) => [.. values.OfType<double>().Where(v => !double.IsNaN(v))];

    /// <summary>Integers above 50 share buckets.</summary>
    private static double[] Sketched(IEnumerable<double?> values) => [.. Present(values).Select(v => NumberSketch.Buckets.Value(NumberSketch.Buckets.Key(v)))];

    /// <summary>Ten bins by the reference's sorted values; ends of bins are ends of buckets.</summary>
    private static (long[] Reference, long[] Current) Count(double?[] reference, double?[] current)
    {
        double[] sorted = [.. Present(reference).Order()];
        int Key(double value) => NumberSketch.Buckets.Key(value);
        int[] ends = [.. Enumerable.Range(1, 9).Select(i => Key(sorted[(int)Math.Ceiling(sorted.Length * i / 10d) - 1])).Distinct().Where(e => e < Key(sorted[^1]))];
        long[] Of(double?[] values) =>
        [
            .. Enumerable.Range(0, ends.Length + 1).Select(bin => Present(values).LongCount(v => ends.Count(e => e < Key(v)) == bin)),
            values.LongCount(v => v is { } x && double.IsNaN(x)),
            values.LongCount(v => v is null),
        ];
        return (Of(reference), Of(current));
    }

    private static FeatureProfile Numbers(IEnumerable<double?> values)
    {
        var profile = new FeatureProfile(ProfileKind.Number);
        foreach (var value in values)
        {
            profile.Add(FeatureValue.From(value));
        }

        return profile;
    }

    private static FeatureProfile Texts(IEnumerable<string?> values)
    {
        var profile = new FeatureProfile(ProfileKind.Category);
        foreach (var value in values)
        {
            profile.Add(FeatureValue.From(value));
        }

        return profile;
    }
}
