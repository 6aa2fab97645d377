namespace Larder.Quality.Drift;

/// <summary>
/// The chi-square distribution by the regularised incomplete gamma function: its series (DLMF 8.7.1) left of the mean, its continued fraction (DLMF 8.9.2) right of it, with the
/// logarithm of the gamma function by Stirling's series (DLMF 5.11.1). Written here because Core carries no numerics package; the tests compare it with one.
/// </summary>
internal static class ChiSquareLaw
{
    private const int MostTerms = 10_000;
    private const double Smallest = 1e-300;
    private const double Precision = 1e-16;

    /// <summary>Chance of a value of at least <paramref name="statistic"/>.</summary>
    public static double Survival(double statistic, double degrees) => statistic <= 0 ? 1 : UpperGamma(degrees / 2, statistic / 2);

    /// <summary>The value that is exceeded with a chance of <c>1 - level</c>.</summary>
    public static double Quantile(double level, double degrees)
    {
        var (low, high) = (0d, degrees + (20 * Math.Sqrt(2 * degrees)) + 50);
        while (true)
        {
            var middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                return middle;
            }

            (low, high) = 1 - Survival(middle, degrees) < level ? (middle, high) : (low, middle);
        }
    }

    /// <summary>Q(a, x).</summary>
    private static double UpperGamma(double a, double x)
    {
        var factor = Math.Exp((a * Math.Log(x)) - x - LogGamma(a));
        return x < a + 1 ? 1 - (factor * Series(a, x)) : factor * Fraction(a, x);
    }

    private static double Series(double a, double x)
    {
        var (term, sum) = (1 / a, 1 / a);
        for (var n = 1; n < MostTerms && term > sum * Precision; n++)
        {
            term *= x / (a + n);
            sum += term;
        }

        return sum;
    }

    /// <summary>Evaluated from the front by Lentz's method as Thompson and Barnett (1986) changed it.</summary>
    private static double Fraction(double a, double x)
    {
        var b = x + 1 - a;
        var (c, d) = (1 / Smallest, 1 / b);
        var result = d;
        for (var n = 1; n < MostTerms; n++)
        {
            var an = n * (a - n);
            b += 2;
            d = NotZero((an * d) + b);
            c = NotZero(b + (an / c));
            d = 1 / d;
            result *= c * d;
            if (Math.Abs((c * d) - 1) < Precision)
            {
                break;
            }
        }

        return result;
    }

    private static double NotZero(double value) => Math.Abs(value) < Smallest ? Smallest : value;

    /// <summary>The series is exact to the last digits from 10 on; smaller arguments are brought there by the recurrence.</summary>
    private static double LogGamma(double z)
    {
        var shift = 0d;
        for (; z < 10; z++)
        {
            shift += Math.Log(z);
        }

        var square = 1 / (z * z);
        var series = ((1d / 12) + (square * ((-1d / 360) + (square * ((1d / 1260) + (square * ((-1d / 1680) + (square / 1188)))))))) / z;
        return ((z - 0.5) * Math.Log(z)) - z + (0.5 * Math.Log(2 * Math.PI)) + series - shift;
    }
}
