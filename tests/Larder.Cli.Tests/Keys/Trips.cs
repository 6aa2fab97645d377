using System.Globalization;

namespace Larder.Keys;

public sealed record Trip(string? Rider, DateTime At, int Zone, string? Driver, double Fare);

public sealed record Fares
{
    public long Trips7d { get; init; }

    public double? Mean30d { get; init; }
}

public sealed record LastTrip
{
    public double? Fare { get; init; }
}

public sealed record Compared
{
    public double? ToUsual { get; init; }
}

#pragma warning disable CA1822 // Definitions are properties of the repository, whether or not they use another one.
/// <summary>A model over features of riders, of riders in a zone, and of drivers.</summary>
public sealed class Trips : FeatureRepository
{
    public Entity<string> Rider { get; } = new("rider_id");

    public Entity<string> Driver { get; } = new("driver_id");

    public Entity<string, int> RiderZone { get; } = new("rider_id", "zone_id");

    public EventSource<Trip> All { get; } = Source.Csv<Trip>("trips.csv", eventTime: t => t.At, name: "trips").WithDelay(TimeSpan.FromMinutes(30));

    public AggregateView<Fares> OfRider => All.AggregateBy(Rider, t => t.Rider, w => new Fares { Trips7d = w.Count(Window.Days(7)), Mean30d = w.Mean(t => t.Fare, Window.Days(30)) });

    public AggregateView<Fares> OfRiderZone => All.AggregateBy(
        RiderZone, t => new { t.Rider, t.Zone }, w => new Fares { Trips7d = w.Count(Window.Days(7)), Mean30d = w.Mean(t => t.Fare, Window.Days(30)) });

    public RowView<LastTrip> OfDriver => All.LatestBy(Driver, t => t.Driver, t => new LastTrip { Fare = t.Fare });

    public OnDemandView<Compared> Compared => OnDemand(OfRiderZone, OfRider, (Fares zone, Fares rider) => new Compared { ToUsual = FeatureMath.Ratio(zone.Mean30d, rider.Mean30d) });

    public FeatureService Pricing => Service([OfRider, OfRiderZone, OfDriver, Compared]);

    public Spine EachTrip => All.SpineBy(RiderZone, t => new { t.Rider, t.Zone }).With(Driver, t => t.Driver).EachEvent(t => t.Fare > 20);

    public Model Dear => LogisticRegression(Pricing, EachTrip).WithHoldOut(Window.Days(10));

    /// <summary>Trips whose fare depends on the zone.</summary>
    public static string Generate(int seed, int trips, DateTime from)
    {
        var random = new Random(seed);
        var lines = Enumerable.Range(0, trips).Select(i =>
        {
            var zone = random.Next(6) - 2;
            var rider = random.Next(20) == 0 ? string.Empty : $"r{random.Next(9)}";
            var driver = random.Next(8) == 0 ? string.Empty : $"d{random.Next(5)}";
            return string.Create(CultureInfo.InvariantCulture, $"{rider},{from + TimeSpan.FromMinutes(i * 43):yyyy-MM-ddTHH:mm:ss},{zone},{driver},{(zone * 9) + random.Next(10, 30)}\n");
        });
        return "rider,at,zone,driver,fare\n" + string.Concat(lines);
    }
}
