using Larder.Errors;

namespace Larder.Quality.Anomalies;

/// <summary>
/// What goes on, with a season that repeats: exponential smoothing of level, trend and season, additive, of Holt (1957) and Winters (1960). The three weights are those of a grid from 0.1 to
/// 0.9 whose forecasts of the next period had the least squared error; expected is the forecast and so many standard deviations of those errors to both sides. Takes two whole seasons.
/// </summary>
public sealed record HoltWinters : AnomalyStrategy
{
    private const int Steps = 9;

    /// <summary>Creates the strategy.</summary>
    /// <param name="season">Periods after which it repeats: 7 of days in weeks, 12 of months in years, 24 of hours in days; at least 2.</param>
    /// <param name="factor">Standard deviations of the errors. Default 3.</param>
    /// <exception cref="InvalidDefinitionException">One is out of range.</exception>
    public HoltWinters(int season, double factor = 3)
    {
        Season = season >= 2 ? season : throw new InvalidDefinitionException($"A season of {season} does not repeat; give at least 2 periods, such as 7.");
        Factor = Positive(factor, "A factor");
    }

    /// <summary>Periods after which it repeats.</summary>
    public int Season { get; }

    /// <summary>Standard deviations of the errors.</summary>
    public double Factor { get; }

    /// <inheritdoc/>
    public override int LeastHistory => 2 * Season;

    /// <inheritdoc/>
    protected override (double Low, double High)? Bounds(IReadOnlyList<MetricPoint> history, string period)
    {
        ArgumentNullException.ThrowIfNull(history);
        double[] values = [.. history.Select(p => p.Value)];
        var best = (Forecast: 0d, Error: double.PositiveInfinity);
        for (var weights = 0; weights < Steps * Steps * Steps; weights++)
        {
            static double Weight(int step) => (step + 1) / (Steps + 1d);
            var tried = Smooth(values, Weight(weights / (Steps * Steps)), Weight(weights / Steps % Steps), Weight(weights % Steps));
            best = tried.Error < best.Error ? tried : best;
        }

        var reach = Factor * Math.Sqrt(best.Error / (values.Length - Season));
        return (best.Forecast - reach, best.Forecast + reach);
    }

    /// <summary>The forecast of the next period, and the squared errors of those after the first season.</summary>
    private (double Forecast, double Error) Smooth(double[] values, double alpha, double beta, double gamma)
    {
        var level = values.Take(Season).Average();
        var trend = (values.Skip(Season).Take(Season).Average() - level) / Season;
        double[] seasonal = [.. values.Take(Season).Select(v => v - level)];
        var error = 0d;
        for (var i = Season; i < values.Length; i++)
        {
            var (before, place) = (level, i % Season);
            error += (values[i] - (level + trend + seasonal[place])) * (values[i] - (level + trend + seasonal[place]));
            level = (alpha * (values[i] - seasonal[place])) + ((1 - alpha) * (level + trend));
            trend = (beta * (level - before)) + ((1 - beta) * trend);
            seasonal[place] = (gamma * (values[i] - level)) + ((1 - gamma) * seasonal[place]);
        }

        return (level + trend + seasonal[values.Length % Season], error);
    }
}
