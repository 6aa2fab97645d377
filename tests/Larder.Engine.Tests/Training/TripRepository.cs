using System.Globalization;
using Larder.Catalog;

namespace Larder.Training;

public sealed record Trip(string Rider, DateTime At, string? City, int Tariff, bool IsMember, double Fare);

public sealed record RiderPlace
{
    public string? City { get; init; }

    public int? Tariff { get; init; }

    public bool? IsMember { get; init; }

    public double? Fare { get; init; }
}

public sealed record RiderPace(long Trips14d);

/// <summary>Riders who come back more or less often by city: a model that takes categories.</summary>
public sealed class TripRepository : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new TripRepository().Build();

    public Entity<string> Rider { get; } = new("rider_id");

    public EventSource<Trip> Trips { get; } = Source.Csv<Trip>("trips.csv", eventTime: t => t.At);

    public RowView<RiderPlace> Place => Trips.LatestBy(Rider, t => t.Rider, t => new RiderPlace { City = t.City, Tariff = t.Tariff, IsMember = t.IsMember, Fare = t.Fare });

    public AggregateView<RiderPace> Pace => Trips.AggregateBy(Rider, t => t.Rider, w => new RiderPace(w.Count(Window.Days(14))));

    public FeatureService Riders => Service([Place, Pace]);

    public Spine Weekly => Trips.SpineBy(Rider, t => t.Rider).Every(Window.Days(7), activeWithin: Window.Days(28), label: Window.Days(10));

    public Model RidesAgain => LogisticRegression(Riders, Weekly)
        .WithHoldOut(Window.Days(21))
        .WithTargetEncoding(Place, p => p.City, smoothing: 5)
        .WithTargetEncoding(Place, p => p.Tariff)
        .WithOrdinalEncoding(Place, p => p.IsMember);

    public Model Plain => LogisticRegression(Riders, Weekly).WithHoldOut(Window.Days(21));

    /// <summary>Riders of a year; how often they ride is their city's, now and then the city is unknown.</summary>
    public static string Generate(int seed, int riders)
    {
        var random = new Random(seed);
        var lines = new List<string>();
        for (var rider = 0; rider < riders; rider++)
        {
            var city = random.Next(6);
            var pause = 4 + (city * 6.0);
            for (var at = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(random.NextDouble() * 20); at.Year == 2024; at = at.AddDays(pause * -Math.Log(1 - random.NextDouble())))
            {
                var name = random.Next(20) == 0 ? null : $"\"city {city}, \"\"old\"\" ä\"";
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"r{rider},{at:yyyy-MM-ddTHH:mm:ss.ffffff},{name},{random.Next(-3, 4)},{(rider % 3 == 0 ? "true" : "false")},{random.NextDouble():R}\n"));
            }
        }

        return "rider,at,city,tariff,is_member,fare\n" + string.Concat(lines);
    }
}
