using Larder.Catalog;

namespace Larder.Support;

public sealed record Visit(string? Guest, DateTime At, bool? IsPaid);

public sealed record VisitCount
{
    public long Visits { get; init; }
}

/// <summary>Visits that are known some time after they happen, and spines of those who came lately. The delay may be longer than lately is.</summary>
public sealed class Visits : FeatureRepository
{
    private readonly TimeSpan _delay;

    private Visits(TimeSpan delay) => _delay = delay;

    public Entity<string> Guest { get; } = new("guest_id");

    public EventSource<Visit> All => Source.Csv<Visit>("visits.csv", eventTime: v => v.At, name: "visits").WithDelay(_delay);

    public AggregateView<VisitCount> Counts => All.AggregateBy(Guest, v => v.Guest, w => new VisitCount { Visits = w.Count(Window.Days(1)) });

    public FeatureService OfGuest => Service([Counts]);

    public Spine Lately => All.Where(v => v.IsPaid != false).SpineBy(Guest, v => v.Guest)
        .Every(Window.Hours(3), activeWithin: Window.Hours(9), label: Window.Hours(6));

    public static FeatureCatalog Catalog(TimeSpan delay) => new Visits(delay).Build();
}
