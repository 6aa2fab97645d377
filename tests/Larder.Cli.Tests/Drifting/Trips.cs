using System.ComponentModel.DataAnnotations.Schema;

namespace Larder.Drifting;

/// <summary>A line of the monthly files of New York's yellow cabs, all but the flag of its radio link.</summary>
public sealed record YellowTrip
{
    public int? VendorId { get; init; }

    [Column("pickup_datetime")]
    public DateTime PickupAt { get; init; }

    [Column("dropoff_datetime")]
    public DateTime DropoffAt { get; init; }

    public int? PassengerCount { get; init; }

    public double TripDistance { get; init; }

    public int? RateCodeId { get; init; }

    public int PickupLocationId { get; init; }

    public int DropoffLocationId { get; init; }

    public int? PaymentType { get; init; }

    public double FareAmount { get; init; }

    public double Extra { get; init; }

    public double MtaTax { get; init; }

    public double TipAmount { get; init; }

    public double TollsAmount { get; init; }

    public double ImprovementSurcharge { get; init; }

    public double TotalAmount { get; init; }

    public double? CongestionSurcharge { get; init; }
}

public sealed record ZoneTips
{
    public double? MeanTip { get; init; }

    public long Trips { get; init; }
}

/// <summary>The trips as they are, watched for drift. Times are left as they are written: a month of a file is a month by the clock of New York.</summary>
public sealed class YellowTrips : FeatureRepository
{
    public Entity<int> Zone { get; } = new("zone");

    public EventSource<YellowTrip> Trips { get; } = Source.Csv<YellowTrip>("trips/*.csv.gz", t => t.PickupAt, "Trips")
        .Monitor(m => m.Drift(t => t.TipAmount, threshold: 0.02).Others(nulls: 0.05));

    public AggregateView<ZoneTips> ZoneTips => Trips.AggregateBy(Zone, t => t.PickupLocationId, w => new ZoneTips
    {
        MeanTip = w.Mean(t => t.TipAmount, Window.Days(7)),
        Trips = w.Count(Window.Days(7)),
    });

    public FeatureService Tips => Service([ZoneTips]);
}
