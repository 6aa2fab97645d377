namespace Larder.Docs;

#pragma warning disable CA1822 // A repository's properties are read from an instance.

// snippet:ride
public sealed record Ride(
    long RiderId, double? FromLatitude, double? FromLongitude, double? ToLatitude, double? ToLongitude, double? Fare, string? Payment, string? Comment, DateTime PickedUpAt);
// end-snippet

/// <summary>Features of the newest ride.</summary>
// snippet:ride-features
public sealed record RideFeatures
{
    public double? Kilometres { get; init; }

    public int? FareBin { get; init; }

    public double? LogFare { get; init; }

    public double[]? PaidBy { get; init; }

    public int? CommentBin { get; init; }

    public int? CommentTokens { get; init; }

    public int? Hour { get; init; }

    public double? HourOnCircle { get; init; }

    public bool? IsWeekend { get; init; }

    public bool? IsHoliday { get; init; }

    public bool? IsFair { get; init; }

    public double? DaysAfterOpening { get; init; }
}
// end-snippet

/// <summary>The repository that docs/functions.md takes its pieces from.</summary>
public sealed class FunctionsRepository : FeatureRepository
{
    private const string City = "America/New_York";

    private static readonly DateTime Opening = new(2019, 1, 1, 5, 0, 0, DateTimeKind.Utc);

    public Entity<long> Rider { get; } = new("rider_id");

    public EventSource<Ride> Rides => Source.Csv<Ride>("data/rides-*.csv.gz", eventTime: r => r.PickedUpAt);

    // snippet:calendar
    public HolidayCalendar Fairs { get; } = new HolidayCalendar()
        .WithFixedDate(12, 24)
        .WithNthWeekday(9, DayOfWeek.Saturday, -1)
        .WithEaster(39)
        .WithDates(new DateOnly(2019, 7, 12));
    // end-snippet

    // snippet:functions
    public RowView<RideFeatures> LastRide => Rides.LatestBy(Rider, r => r.RiderId, r => new RideFeatures
    {
        Kilometres = FeatureMath.Haversine(r.FromLatitude, r.FromLongitude, r.ToLatitude, r.ToLongitude),
        FareBin = FeatureMath.Bucketize(r.Fare, 5, 10, 20, 50),
        LogFare = FeatureMath.Log1p(r.Fare),
        PaidBy = FeatureMath.OneHot(r.Payment, "card", "cash"),
        CommentBin = FeatureMath.HashBin(r.Comment, 1_000),
        CommentTokens = FeatureMath.TokenCount(r.Comment),
        Hour = FeatureMath.HourOfDay(r.PickedUpAt, City),
        HourOnCircle = FeatureMath.Sin(FeatureMath.HourOfDay(r.PickedUpAt, City) * (Math.PI / 12)),
        IsWeekend = FeatureMath.IsWeekend(r.PickedUpAt, City),
        IsHoliday = FeatureMath.IsHoliday(r.PickedUpAt, City, HolidayCalendar.UnitedStatesFederal),
        IsFair = FeatureMath.IsHoliday(r.PickedUpAt, City, Fairs),
        DaysAfterOpening = FeatureMath.DaysBetween(Opening, r.PickedUpAt),
    });
    // end-snippet
}
