namespace Larder.Quality.Drift;

/// <summary>From where on a feature drifts. What equals a limit does not exceed it.</summary>
/// <param name="JensenShannon">The Jensen-Shannon divergence, base 2, 0 to 1. Default 0.1.</param>
/// <param name="NullShare">The change of the part of rows without a value, 0 to 1. Default 0.1.</param>
public sealed record DriftLimits(double JensenShannon = DriftLimits.Default, double NullShare = DriftLimits.Default)
{
    /// <summary>The default of both.</summary>
    public const double Default = 0.1;
}
