using Larder.Quality.Profiles;

namespace Larder.Quality.Drift;

/// <summary>Why a feature drifts.</summary>
[Flags]
public enum DriftReasons
{
    /// <summary>It does not.</summary>
    None = 0,

    /// <summary>Its distribution: the divergence exceeds its limit, and the stability index what chance gives.</summary>
    Distribution = 1,

    /// <summary>Its nulls: their share changed by more than its limit, and by more than chance gives.</summary>
    Nulls = 2,

    /// <summary>One value, so far from all others that it moves the mean by more than half their deviation.</summary>
    Extreme = 4,

    /// <summary>Times in other months than nearly all of their delivery.</summary>
    StrayTimes = 8,
}

/// <summary>How the values of two periods compare. Divergences are over the same cells (ten quantile bins of the reference, or its values), p-values of tests never decide.</summary>
public sealed record DriftScores
{
    /// <summary>Jensen-Shannon divergence, base 2.</summary>
    public required double JensenShannon { get; init; }

    /// <summary>Population stability index with half a row added to every cell of both sides.</summary>
    public required double StabilityIndex { get; init; }

    /// <summary>What chance alone exceeds in 1 of 20 cases, at these numbers of rows.</summary>
    public required double CriticalStabilityIndex { get; init; }

    /// <summary>Hellinger distance.</summary>
    public required double Hellinger { get; init; }

    /// <summary>Total variation.</summary>
    public required double TotalVariation { get; init; }

    /// <summary>L-infinity.</summary>
    public required double LargestDifference { get; init; }

    /// <summary>L-infinity without what chance gives.</summary>
    public required double RobustLargestDifference { get; init; }

    /// <summary>The chi-square test over the cells.</summary>
    public required ChiSquareTest ChiSquare { get; init; }

    /// <summary>Kolmogorov and Smirnov's distance, of numbers; null of others. Over the sketch's buckets, so at most as large as that of the values.</summary>
    public double? KolmogorovSmirnov { get; init; }

    /// <summary>Its p-value.</summary>
    public double? KolmogorovSmirnovP { get; init; }

    /// <summary>First Wasserstein distance in the reference's standard deviations, of numbers that vary; null of others.</summary>
    public double? Wasserstein { get; init; }

    /// <summary>The p-value that is adjusted for many features: that of Kolmogorov and Smirnov for numbers, else that of chi-square.</summary>
    public double PValue => KolmogorovSmirnovP ?? ChiSquare.PValue;
}

/// <summary>A cell whose share changed.</summary>
/// <param name="Cell">Values or ends of the bin.</param>
/// <param name="Reference">Its share of the reference.</param>
/// <param name="Current">Its share now.</param>
public sealed record MovedCell(string Cell, double Reference, double Current);

/// <summary>A feature in one period, compared with a reference.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Kind">How it is compared.</param>
/// <param name="Limits">From where on it drifts.</param>
/// <param name="ReferenceRows">Rows of the reference.</param>
/// <param name="Rows">Rows now.</param>
/// <param name="ReferenceNulls">Share of nulls in the reference.</param>
/// <param name="Nulls">Share of nulls now.</param>
/// <param name="Scores">How the values compare; null for times, lists and maps, and where a side has no rows.</param>
/// <param name="Moved">The cells whose shares changed most, at most three.</param>
/// <param name="Reasons">Why it drifts.</param>
public sealed record FeatureDrift(
    string Feature,
    ProfileKind Kind,
    DriftLimits Limits,
    long ReferenceRows,
    long Rows,
    double ReferenceNulls,
    double Nulls,
    DriftScores? Scores,
    IReadOnlyList<MovedCell> Moved,
    DriftReasons Reasons)
{
    /// <summary>The p-value adjusted for all features of the comparison (Benjamini-Hochberg); null without scores.</summary>
    public double? AdjustedP { get; init; }

    /// <summary>What else is odd, a sentence each: a value far from all others, times outside their month.</summary>
    public IReadOnlyList<string> Oddities { get; init; } = [];

    /// <summary>Whether it drifts.</summary>
    public bool IsDrift => Reasons != DriftReasons.None;
}
