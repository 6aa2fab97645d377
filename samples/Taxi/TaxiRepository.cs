using System.Globalization;
using Larder;
using Larder.Quality;

namespace Taxi;

/// <summary>Yellow cabs of New York: what a pickup zone is like right now, and whether the passenger will tip well.</summary>
public sealed class TaxiRepository : FeatureRepository
{
    private const int JfkRate = 2;
    private const double JfkFare = 52;
    private const double FlagFall = 2.5;
    private const double PerMile = 2.5;

    /// <summary>A taxi zone, where a trip begins.</summary>
    public Entity<int> Zone { get; } = new("pickup_zone");

    /// <summary>The trips. A trip happens at its pickup; nothing of it is known before the drop-off.</summary>
    // snippet:drift
    public EventSource<Trip> Trips => Source.Csv<Trip>("../shared/data/nyc_yellow/*.csv.gz", eventTime: t => t.PickupAt)
        .WithTimeZone("America/New_York", LocalTimePolicy.Earlier)
        .WithKnownAt(t => t.DropoffAt)
        .Expect(Plausible)
        .Monitor(m => m.Drift(t => t.TipAmount, threshold: 0.02).Others(nulls: 0.05));
    // end-snippet

    /// <summary>Trips paid by card: only their tips are recorded.</summary>
    public Events<Trip> CardTrips => Trips.Where(t => t.IsCard);

    /// <summary>How much a zone is asked for, and what its trips are like.</summary>
    public AggregateView<ZoneDemand> ZoneDemand => Trips.AggregateBy(Zone, t => t.PickupZone, w => new ZoneDemand
    {
        Trips1h = w.Count(Window.Hours(1)),
        Trips24h = w.Count(Window.Days(1)),
        Trips7d = w.Count(Window.Days(7)),
        Trips28d = w.Count(Window.Days(28)),
        ActiveHours7d = w.CountDistinct(t => t.PickupAt.Ticks / TimeSpan.TicksPerHour, Window.Days(7)),
        Destinations28d = w.CountDistinct(t => t.DropoffZone, Window.Days(28)),
        MeanFare7d = w.Mean(t => t.FareAmount, Window.Days(7)),
        MeanFare28d = w.Mean(t => t.FareAmount, Window.Days(28)),
        MeanMiles28d = w.Mean(t => t.TripDistance, Window.Days(28)),
        MeanMinutes28d = w.Mean(t => t.Minutes, Window.Days(28)),
        CardShare28d = FeatureMath.Ratio(w.Where(t => t.IsCard).Count(Window.Days(28)), w.Count(Window.Days(28))),
        MeanTipShare7d = w.Where(t => t.IsCard).Mean(t => t.TipShare, Window.Days(7)),
        MeanTipShare28d = w.Where(t => t.IsCard).Mean(t => t.TipShare, Window.Days(28)),
        GoodTipRate28d = FeatureMath.Ratio(w.Where(t => t.IsCard && t.TipAmount >= 0.2 * t.FareAmount).Count(Window.Days(28)),
            w.Where(t => t.IsCard).Count(Window.Days(28))),
        MinutesSinceLast = w.SecondsSinceLast(Window.Days(7)) / 60,
    });

    /// <summary>The newest trip that has ended, if it began within a week.</summary>
    public RowView<LastTrip> LastTrip => Trips.LatestBy(Zone, t => t.PickupZone, t => new LastTrip
    {
        Fare = t.FareAmount,
        Miles = t.TripDistance,
        WasCard = t.IsCard,
        Destination = t.DropoffZone.ToString(CultureInfo.InvariantCulture),
    }).WithTtl(TimeSpan.FromDays(7));

    /// <summary>The trip that is about to begin, from the request alone.</summary>
    public OnDemandView<RideFeatures> Ride => FromRequest((Ride r) => new RideFeatures
    {
        Miles = r.Miles,
        IsUnderOneMile = r.Miles < 1,
        FareEstimate = r.RateCode == JfkRate ? JfkFare : FlagFall + (PerMile * r.Miles),
        HourOfDay = r.LocalTime.Hour,
        IsMorning = r.LocalTime.Hour >= 4 && r.LocalTime.Hour < 9,
        IsWeekend = r.LocalTime.DayOfWeek == DayOfWeek.Saturday || r.LocalTime.DayOfWeek == DayOfWeek.Sunday,
        IsStandardRate = r.RateCode == 1,
        IsNegotiated = r.RateCode == 5,
        IsFlatRate = r.RateCode == JfkRate,
        ToLaGuardia = r.To == 138,
        StaysInZone = r.To == r.From,
        IsFirstVendor = r.Vendor == 1,
        Passengers = r.Passengers,
    });

    /// <summary>The trip against what is usual for its zone.</summary>
    public OnDemandView<Comparison> Comparison => OnDemandWithRequest(ZoneDemand, (Ride r, ZoneDemand z) => new Comparison
    {
        MilesToUsual = FeatureMath.Ratio(r.Miles, z.MeanMiles28d),
        FareToUsual = FeatureMath.Ratio(FlagFall + (PerMile * r.Miles), z.MeanFare28d),
    });

    /// <summary>What the tip model uses.</summary>
    public FeatureService AtPickup => Service([ZoneDemand, LastTrip, Ride, Comparison]);

    /// <summary>One row per card trip, asked at its pickup.</summary>
    public Spine EachCardTrip => CardTrips.SpineBy(Zone, t => t.PickupZone).EachEvent(
        label: t => t.TipAmount >= 0.2 * t.FareAmount,
        request: t => new Ride(t.TripDistance, t.RateCodeId, t.VendorId, t.PassengerCount, t.PickupAt, t.PickupZone, t.DropoffZone));

    /// <summary>Will the passenger tip at least a fifth of the fare?</summary>
    public Model TipsWell => LogisticRegression(AtPickup, EachCardTrip)
        .WithHoldOut(Window.Days(30))
        .WithBaseline(Ride, r => r.Miles);

    private static ExpectationSuite<Trip> Plausible(ExpectationSuite<Trip> trips) => trips
        .Row("time_in_range", t => t.PickupAt >= new DateTime(2018, 8, 1) && t.DropoffAt < new DateTime(2020, 7, 2))
        .Row("dropoff_after_pickup", t => t.DropoffAt > t.PickupAt)
        .Row("at_most_6_hours", t => t.DropoffAt - t.PickupAt <= TimeSpan.FromHours(6))
        .Row("fare_plausible", t => t.FareAmount >= 2.5 && t.FareAmount <= 500)
        .Row("distance_plausible", t => t.TripDistance > 0 && t.TripDistance <= 100)
        .Row("tip_not_negative", t => t.TipAmount >= 0)
        .NoDuplicates()
        .RowCount(atLeast: 1_000)
        .QuarantineRate(atMost: 0.2);
}
