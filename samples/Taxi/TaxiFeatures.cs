using Larder;

namespace Taxi;

/// <summary>What a zone's trips were like. Counts are of the published sample, not of all trips.</summary>
public sealed record ZoneDemand
{
    /// <summary>Trips that began within an hour and have ended.</summary>
    public long Trips1h { get; init; }

    /// <summary>Trips within 24 hours.</summary>
    public long Trips24h { get; init; }

    /// <summary>Trips within 7 days.</summary>
    public long Trips7d { get; init; }

    /// <summary>Trips within 28 days.</summary>
    public long Trips28d { get; init; }

    /// <summary>Hours with at least one pickup, of the 168 of 7 days.</summary>
    public long ActiveHours7d { get; init; }

    /// <summary>Zones driven to within 28 days.</summary>
    public long Destinations28d { get; init; }

    /// <summary>Dollars.</summary>
    public double? MeanFare7d { get; init; }

    /// <summary>Dollars.</summary>
    public double? MeanFare28d { get; init; }

    /// <summary>Miles.</summary>
    public double? MeanMiles28d { get; init; }

    /// <summary>Minutes with the meter on.</summary>
    public double? MeanMinutes28d { get; init; }

    /// <summary>Share of trips paid by card.</summary>
    public double? CardShare28d { get; init; }

    /// <summary>Mean of tip over fare of the card trips.</summary>
    public double? MeanTipShare7d { get; init; }

    /// <summary>Mean of tip over fare of the card trips.</summary>
    public double? MeanTipShare28d { get; init; }

    /// <summary>Share of the card trips that were tipped a fifth of the fare or more.</summary>
    public double? GoodTipRate28d { get; init; }

    /// <summary>Minutes since the newest pickup.</summary>
    public double? MinutesSinceLast { get; init; }
}

/// <summary>A zone's newest trip.</summary>
public sealed record LastTrip
{
    /// <summary>Dollars.</summary>
    public double? Fare { get; init; }

    /// <summary>Miles.</summary>
    public double? Miles { get; init; }

    /// <summary>Whether it was paid by card.</summary>
    public bool? WasCard { get; init; }

    /// <summary>The zone it went to. Text, because a zone's number is a name: the model would take a number for a quantity.</summary>
    public string? Destination { get; init; }
}

/// <summary>What the cab sends when a trip begins.</summary>
/// <param name="Miles">Length of the planned route.</param>
/// <param name="RateCode">The tariff, as in <see cref="Trip.RateCodeId"/>.</param>
/// <param name="Vendor">The terminal's maker, as in <see cref="Trip.VendorId"/>.</param>
/// <param name="Passengers">As the driver enters it.</param>
/// <param name="PickupAt">The time of the pickup, UTC.</param>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it is to end.</param>
public sealed record Ride(double Miles, int RateCode, int Vendor, int? Passengers, DateTime PickupAt, int From, int To)
{
    /// <summary>The pickup by New York's clocks. Computed, so nobody sends it.</summary>
    public DateTime LocalTime => FeatureMath.LocalTime(PickupAt, "America/New_York");
}

/// <summary>Features of the trip itself.</summary>
public sealed record RideFeatures
{
    /// <summary>Miles planned.</summary>
    public double Miles { get; init; }

    /// <summary>Dollars by the tariff of 2018 to 2020, without waiting.</summary>
    public double FareEstimate { get; init; }

    /// <summary>Short hops are tipped best: a tip of a dollar is a large share.</summary>
    public bool IsUnderOneMile { get; init; }

    /// <summary>Hour, 0 to 23, New York time.</summary>
    public int HourOfDay { get; init; }

    /// <summary>From 4 to 9 o'clock, New York time.</summary>
    public bool IsMorning { get; init; }

    /// <summary>Saturday or Sunday in New York.</summary>
    public bool IsWeekend { get; init; }

    /// <summary>The standard tariff.</summary>
    public bool IsStandardRate { get; init; }

    /// <summary>A fare agreed upon.</summary>
    public bool IsNegotiated { get; init; }

    /// <summary>The flat fare between Manhattan and JFK airport.</summary>
    public bool IsFlatRate { get; init; }

    /// <summary>To LaGuardia airport, whose passengers tip well for the distance.</summary>
    public bool ToLaGuardia { get; init; }

    /// <summary>Begins and ends in one zone.</summary>
    public bool StaysInZone { get; init; }

    /// <summary>The terminal of vendor 1.</summary>
    public bool IsFirstVendor { get; init; }

    /// <summary>As the driver entered it.</summary>
    public int? Passengers { get; init; }
}

/// <summary>The trip against its zone.</summary>
public sealed record Comparison
{
    /// <summary>Miles planned over the zone's mean.</summary>
    public double? MilesToUsual { get; init; }

    /// <summary>Dollars estimated over the zone's mean.</summary>
    public double? FareToUsual { get; init; }
}
