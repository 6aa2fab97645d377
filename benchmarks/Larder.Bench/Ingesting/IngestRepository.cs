namespace Larder.Bench.Ingesting;

/// <summary>A trip as the raw files have it.</summary>
public sealed record Trip(long TripId, string Zone, DateTime PickedUp, int Passengers, double Distance, double Fare, string? Note);

/// <summary>The same rows from both formats, with two row rules.</summary>
public sealed class IngestRepository : FeatureRepository
{
    public Entity<string> Zone { get; } = new("zone_id");

    public EventSource<Trip> FromCsv { get; } = Source.Csv<Trip>("trips.csv.gz", t => t.PickedUp, "FromCsv")
        .Expect(trips => trips.Row("fare_positive", t => t.Fare > 0).Row("has_passengers", t => t.Passengers > 0));

    public EventSource<Trip> FromParquet { get; } = Source.Parquet<Trip>("trips.parquet", t => t.PickedUp, "FromParquet")
        .Expect(trips => trips.Row("fare_positive", t => t.Fare > 0).Row("has_passengers", t => t.Passengers > 0));

    public RowView<LastFare> LastOfCsv => FromCsv.LatestBy(Zone, t => t.Zone, t => new LastFare(t.Fare));

    public RowView<LastFare> LastOfParquet => FromParquet.LatestBy(Zone, t => t.Zone, t => new LastFare(t.Fare));
}

/// <summary>A feature, so that the sources are used.</summary>
public sealed record LastFare(double? Fare);
