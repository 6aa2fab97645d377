using Larder.Catalog;

namespace Larder.Revisions;

/// <summary>A booking as a change log tells it: rows of one id correct each other, and a row that says "delete" withdraws what was said before.</summary>
public sealed record Booking(string? Guest, string? Id, string? Op, DateTime At, DateTime KnownAt, double? Price, bool? IsPaid);

public sealed record LastBooking(double? Price, string? Id);

public sealed record Spending
{
    public long Bookings { get; init; }

    public double Sum2d { get; init; }

    public double? Mean2d { get; init; }

    public double? Max2d { get; init; }

    public string? Last2d { get; init; }

    public long Ids { get; init; }

    public double PaidEver { get; init; }

    public long Session { get; init; }
}

public sealed class BookingRepository : FeatureRepository
{
    public static readonly TimeSpan Ttl = TimeSpan.FromHours(30);

    public static readonly FeatureCatalog Catalog = new BookingRepository().Build();

    public Entity<string> Guest { get; } = new("guest_id");

    public EventSource<Booking> Bookings { get; } = Source.Csv<Booking>("bookings*.csv", b => b.At)
        .WithKnownAt(b => b.KnownAt)
        .WithRevisions(b => b.Id, retraction: b => b.Op == "delete");

    public RowView<LastBooking> Last => Bookings.LatestBy(Guest, b => b.Guest, b => new LastBooking(b.Price, b.Id));

    public RowView<LastBooking> LastPaid => Bookings.Where(b => b.IsPaid == true).LatestBy(Guest, b => b.Guest, b => new LastBooking(b.Price, b.Id)).WithTtl(Ttl);

    public AggregateView<Spending> Spending => Bookings.Where(b => b.IsPaid != null).AggregateBy(Guest, b => b.Guest, w => new Spending
    {
        Bookings = w.Count(Window.Hours(6)),
        Sum2d = w.Sum(b => b.Price, Window.Days(2)),
        Mean2d = w.Mean(b => b.Price, Window.Days(2)),
        Max2d = w.Max(b => b.Price, Window.Days(2)),
        Last2d = w.Last(b => b.Id, Window.Days(2)),
        Ids = w.CountDistinct(b => b.Id, Window.Lifetime),
        PaidEver = w.Where(b => b.IsPaid == true).Sum(b => b.Price, Window.Lifetime),
        Session = w.Count(Window.Session(TimeSpan.FromHours(3))),
    });

    public FeatureService OfGuest => Service([Last, LastPaid, Spending]);

    public Spine Lately => Bookings.SpineBy(Guest, b => b.Guest).Every(Window.Hours(6), activeWithin: Window.Hours(12), label: Window.Hours(9));

    public Spine EachPaid => Bookings.Where(b => b.IsPaid == true).SpineBy(Guest, b => b.Guest).EachEvent(b => b.Price > 0);
}
