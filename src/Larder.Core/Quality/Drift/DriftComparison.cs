using Larder.Quality.Profiles;

namespace Larder.Quality.Drift;

/// <summary>Compares the profiles of two periods.</summary>
public static class DriftComparison
{
    private const int MostMoved = 3;

    /// <summary>The 0.975 quantile of the normal law: a difference of two shares exceeds so many of its deviations in 1 of 20 cases by chance.</summary>
    private const double TwoSided = 1.959963984540054;

    /// <summary>Compares every feature that both sides have, by name, and adjusts their p-values together.</summary>
    /// <param name="reference">The earlier period, or what a model was trained on.</param>
    /// <param name="current">The later one.</param>
    /// <param name="limits">The limits of a feature; null leaves it out.</param>
    public static IReadOnlyList<FeatureDrift> Compare(ProfileTile reference, ProfileTile current, Func<string, DriftLimits?> limits)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(limits);
        FeatureDrift[] compared =
        [
            .. current.Features.Where(f => reference.Features.TryGetValue(f.Key, out var other) && other.Kind == f.Value.Kind)
                .Select(f => limits(f.Key) is { } limit ? Compare(f.Key, reference.Features[f.Key], f.Value, limit) : null).OfType<FeatureDrift>(),
        ];
        var tested = compared.Where(f => f.Scores is not null).ToArray();
        var adjusted = FalseDiscovery.Adjust([.. tested.Select(f => f.Scores!.PValue)]);
        var byName = tested.Zip(adjusted).ToDictionary(t => t.First.Feature, t => t.Second, StringComparer.Ordinal);
        return [.. compared.Select(f => byName.TryGetValue(f.Feature, out var p) ? f with { AdjustedP = p } : f)];
    }

    /// <summary>Compares one feature.</summary>
    /// <exception cref="ArgumentException">The profiles are of two kinds.</exception>
    public static FeatureDrift Compare(string feature, FeatureProfile reference, FeatureProfile current, DriftLimits limits)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(limits);
        if (reference.Kind != current.Kind)
        {
            throw new ArgumentException($"Feature {feature} is a {reference.Kind} in the reference and a {current.Kind} now; it cannot be compared.");
        }

        var (scores, moved) = reference.Rows > 0 && current.Rows > 0 && DriftCells.Of(reference, current) is { } cells ? Score(cells, reference, current) : (null, []);
        var oddities = ExtremeValue.Describe(current) is { } extreme ? [extreme] : Array.Empty<string>();
        var reasons = (scores is not null && scores.JensenShannon > limits.JensenShannon && scores.StabilityIndex > scores.CriticalStabilityIndex ? DriftReasons.Distribution : 0)
            | (IsBeyond(reference, current, limits.NullShare) ? DriftReasons.Nulls : 0)
            | (oddities.Length > 0 ? DriftReasons.Extreme : 0);
        return new FeatureDrift(feature, reference.Kind, limits, reference.Rows, current.Rows, reference.NullShare, current.NullShare, scores, moved, reasons) { Oddities = oddities };
    }

    private static (DriftScores? Scores, IReadOnlyList<MovedCell> Moved) Score(DriftCells cells, FeatureProfile reference, FeatureProfile current)
    {
        // A cell that is empty on both sides says nothing and would only loosen the critical value.
        var (all, allNow) = (cells.Count(reference), cells.Count(current));
        int[] used = [.. Enumerable.Range(0, all.Length).Where(i => all[i] + allNow[i] > 0)];
        long[] counts = [.. used.Select(i => all[i])];
        long[] now = [.. used.Select(i => allNow[i])];
        var (p, q) = (Divergence.Shares(counts), Divergence.Shares(now));
        var largest = Divergence.LargestDifference(p, q);
        var scores = new DriftScores
        {
            JensenShannon = Divergence.JensenShannon(p, q),
            StabilityIndex = Divergence.StabilityIndex(Divergence.Shares(counts, Divergence.Alpha), Divergence.Shares(now, Divergence.Alpha)),
            CriticalStabilityIndex = Divergence.CriticalStabilityIndex(reference.Rows, current.Rows, used.Length),
            Hellinger = Divergence.Hellinger(p, q),
            TotalVariation = Divergence.TotalVariation(p, q),
            LargestDifference = largest,
            RobustLargestDifference = Divergence.RobustLargestDifference(largest, reference.Rows, current.Rows),
            ChiSquare = ChiSquareTest.Of(counts, now),
        };
        MovedCell[] moved =
        [
            .. used.Select((cell, i) => new MovedCell(cells.Labels[cell], p[i], q[i])).Where(c => c.Reference != c.Current)
                .OrderByDescending(c => Math.Abs(c.Current - c.Reference)).Take(MostMoved),
        ];
        return (reference.Kind == ProfileKind.Number ? WithNumbers(scores, reference, current) : scores, moved);
    }

    private static DriftScores WithNumbers(DriftScores scores, FeatureProfile reference, FeatureProfile current)
    {
        var counts = new SortedDictionary<int, (long Reference, long Current)>();
        foreach (var (key, count) in reference.Numbers.Counts)
        {
            counts[key] = (count, 0);
        }

        foreach (var (key, count) in current.Numbers.Counts)
        {
            counts[key] = (counts.GetValueOrDefault(key).Reference, count);
        }

        WeightedPoint[] points = [.. counts.Select(c => new WeightedPoint(NumberSketch.Buckets.Value(c.Key), c.Value.Reference, c.Value.Current))];
        var (n, m) = (points.Sum(p => p.Reference), points.Sum(p => p.Current));
        if (n == 0 || m == 0)
        {
            return scores;
        }

        var distance = KolmogorovSmirnov.Distance(points);
        return scores with
        {
            KolmogorovSmirnov = distance,
            KolmogorovSmirnovP = KolmogorovSmirnov.PValue(n, m, distance),
            Wasserstein = Wasserstein.Scaled(Wasserstein.Distance(points.Where(p => double.IsFinite(p.Value))), reference.Deviation ?? 0),
        };
    }

    private static bool IsBeyond(FeatureProfile reference, FeatureProfile current, double limit)
    {
        if (reference.Rows == 0 || current.Rows == 0)
        {
            return false;
        }

        var change = Math.Abs(current.NullShare - reference.NullShare);
        var pooled = (double)(reference.Nulls + current.Nulls) / (reference.Rows + current.Rows);
        return change > limit && change > TwoSided * Math.Sqrt(pooled * (1 - pooled) * ((1d / reference.Rows) + (1d / current.Rows)));
    }
}
