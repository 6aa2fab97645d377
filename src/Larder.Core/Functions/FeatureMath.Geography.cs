using Larder.Functions;

namespace Larder;

/// <content>Places on the globe.</content>
public static partial class FeatureMath
{
    /// <summary>The mean radius of the earth, (2a + b) / 3 of GRS 80 as the IUGG defines it.</summary>
    private const double EarthRadius = 6371.0088;

    /// <summary>
    /// The great-circle distance of two places in kilometres by the haversine formula, on a sphere of 6371.0088 km: within about 0.5 % of
    /// the distance on the ellipsoid.
    /// </summary>
    /// <param name="latitude1">Degrees north, -90 to 90; anything else gives NaN.</param>
    /// <param name="longitude1">Degrees east.</param>
    /// <param name="latitude2">Degrees north, -90 to 90; anything else gives NaN.</param>
    /// <param name="longitude2">Degrees east.</param>
    public static double? Haversine(double? latitude1, double? longitude1, double? latitude2, double? longitude2)
    {
        if (latitude1 is not { } from || longitude1 is not { } start || latitude2 is not { } to || longitude2 is not { } end)
        {
            return null;
        }

        if (!(Math.Abs(from) <= 90 && Math.Abs(to) <= 90))
        {
            return double.NaN;
        }

        var north = Trigonometry.Sin((to - from) * Trigonometry.DegreesToRadians / 2);
        var east = Trigonometry.Sin((end - start) * Trigonometry.DegreesToRadians / 2);
        var h = (north * north) + (Trigonometry.Cos(from * Trigonometry.DegreesToRadians) * Trigonometry.Cos(to * Trigonometry.DegreesToRadians) * (east * east));
        return double.IsNaN(h) ? double.NaN : 2 * EarthRadius * Trigonometry.Atan2(Math.Sqrt(h), Math.Sqrt(Math.Max(0, 1 - h)));
    }
}
