using System.Globalization;

namespace Larder.Support;

public sealed record Ride(string? Rider, DateTime At, double Fare, int Zone);

public sealed record RideSums
{
    public double Fare1d { get; init; }

    public long Rides7d { get; init; }

    public double? MeanEver { get; init; }
}

public sealed record RideLast
{
    public int? Zone { get; init; }
}

/// <summary>A request with a column of every type.</summary>
public sealed record Quote(double Fare, float? Share, int Zone, long? Count, bool IsShared, string? Coupon, DateTime BookedAt);

public sealed record QuoteFeatures
{
    public double? FareToUsual { get; init; }

    public bool? IsBusyZone { get; init; }

    public double? Everything { get; init; }
}

/// <summary>Rides of a taxi service, with the variants that tests need.</summary>
public sealed class Rides : FeatureRepository
{
    public const string Header = "rider,at,fare,zone\n";

    public TimeSpan Delay { get; init; }

    /// <summary>Request fares up to this make the on-demand view throw.</summary>
    public double LowFare { get; init; } = -1;

    public Entity<string> Rider { get; } = new("rider_id");

    public EventSource<Ride> All => Source.Csv<Ride>("rides.csv", eventTime: r => r.At, name: "rides")
        .WithDelay(Delay)
        .Expect(rides => rides.Row("fare_positive", r => r.Fare > 0));

    public AggregateView<RideSums> Sums => All.AggregateBy(Rider, r => r.Rider, w => new RideSums
    {
        Fare1d = w.Sum(r => r.Fare, Window.Days(1)),
        Rides7d = w.Count(Window.Days(7)),
        MeanEver = w.Mean(r => r.Fare, Window.Lifetime),
    });

    public RowView<RideLast> Last => All.LatestBy(Rider, r => r.Rider, r => new RideLast { Zone = r.Zone });

    public OnDemandView<QuoteFeatures> Priced
    {
        get
        {
            var low = LowFare;
            return OnDemandWithRequest<Quote, RideSums, QuoteFeatures>(Sums, (q, s) => new QuoteFeatures
            {
                FareToUsual = FeatureMath.Ratio(Limited(q.Fare, low), s.MeanEver),
                IsBusyZone = q.Zone < s.Rides7d,
                Everything = (q.Share ?? 0) + (q.Count ?? 0) + (q.IsShared ? 1 : 0) + (q.Coupon == null ? 0 : q.Coupon.Length) + (double)(q.BookedAt.Ticks % 1_000),
            });
        }
    }

    public FeatureService Pricing => Service([Sums, Last, Priced]);

    public Spine EachRide => All.SpineBy(Rider, r => r.Rider).EachEvent(r => r.Fare > 20, r => new Quote(r.Fare, null, r.Zone, null, false, null, r.At));

    /// <summary>Rides of a few riders at random times.</summary>
    public static string Generate(int seed, int rides, DateTime from, TimeSpan span)
    {
        var random = new Random(seed);
        var lines = Enumerable.Range(0, rides)
            .Select(_ => string.Create(CultureInfo.InvariantCulture, $"r{random.Next(12)},{from + (span * random.NextDouble()):yyyy-MM-ddTHH:mm:ss.ffffff},{random.Next(1, 400) / 7.0:R},{random.Next(6)}\n"));
        return Header + string.Concat(lines);
    }

    private static double Limited(double fare, double low) => fare > low ? fare : throw new InvalidOperationException($"no quotes up to {low}");
}
