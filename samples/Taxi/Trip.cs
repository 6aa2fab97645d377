using System.ComponentModel.DataAnnotations.Schema;

namespace Taxi;

/// <summary>One trip, as the city publishes it a while after the passenger has left the cab. Money is in US dollars, distance in miles.</summary>
public sealed record Trip
{
    /// <summary>Who made the meter and the card terminal: 1 Creative Mobile Technologies, 2 VeriFone.</summary>
    public required int VendorId { get; init; }

    /// <summary>When the meter was started.</summary>
    [Column("pickup_datetime")]
    public required DateTime PickupAt { get; init; }

    /// <summary>When the meter was stopped; only then are fare and tip known.</summary>
    [Column("dropoff_datetime")]
    public required DateTime DropoffAt { get; init; }

    /// <summary>As the driver entered it; often 0.</summary>
    public required int PassengerCount { get; init; }

    /// <summary>Miles by the meter.</summary>
    public required double TripDistance { get; init; }

    /// <summary>The tariff: 1 standard, 2 JFK, 3 Newark, 4 outside the city, 5 negotiated, 6 group.</summary>
    public required int RateCodeId { get; init; }

    /// <summary>Taxi zone of the pickup, 1 to 265.</summary>
    [Column("pickup_location_id")]
    public required int PickupZone { get; init; }

    /// <summary>Taxi zone of the drop-off, 1 to 265.</summary>
    [Column("dropoff_location_id")]
    public required int DropoffZone { get; init; }

    /// <summary>1 card, 2 cash, 3 no charge, 4 dispute.</summary>
    public required int PaymentType { get; init; }

    /// <summary>Time and distance by the meter, without extras, tolls and tip.</summary>
    public required double FareAmount { get; init; }

    /// <summary>Tips paid by card; cash tips are not recorded.</summary>
    public required double TipAmount { get; init; }

    /// <summary>Paid with a card, so that the tip is recorded.</summary>
    public bool IsCard => PaymentType == 1;

    /// <summary>Tip over fare.</summary>
    public double TipShare => TipAmount / FareAmount;

    /// <summary>Meter running time in minutes.</summary>
    public double Minutes => (DropoffAt - PickupAt).TotalMinutes;
}
