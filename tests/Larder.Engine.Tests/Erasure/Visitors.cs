using Larder.Catalog;

namespace Larder.Erasure;

public sealed record Visit(long VisitorId, int Place, DateTime At, double Amount);

public sealed record Letter(string? Sender, int? VisitorId, DateTime At, string? Text);

public sealed record Parcel(long? Receiver, DateTime At, double Weight);

public sealed record Weather(int Place, DateTime At, double Degrees);

public sealed record VisitSum(double Amount);

public sealed record PlaceSum(double Degrees);

public sealed record LetterDay(int? VisitorId, DateTime At);

/// <summary>A view by the visitor over one source, and sources that say otherwise, or not at all, whose their rows are.</summary>
public sealed class VisitorRepository : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new VisitorRepository().Build();

    public Entity<long> Visitor { get; } = new("visitor_id");

    public Entity<int> Place { get; } = new("place_id");

    public EventSource<Visit> Visits { get; } = Source.Csv<Visit>("visits.csv", v => v.At);

    public EventSource<Letter> Letters { get; } = Source.Csv<Letter>("letters.csv", l => l.At);

    public EventSource<Parcel> Parcels { get; } = Source.Csv<Parcel>("parcels.csv", p => p.At);

    public EventSource<Weather> Days { get; } = Source.Csv<Weather>("days.csv", w => w.At, name: "weather");

    public AggregateView<VisitSum> Sums => Visits.AggregateBy(Visitor, v => v.VisitorId, w => new VisitSum(w.Sum(v => v.Amount, Window.Lifetime)));

    public AggregateView<PlaceSum> Places => Days.AggregateBy(Place, d => d.Place, w => new PlaceSum(w.Sum(d => d.Degrees, Window.Lifetime)));

    public SqlView<LetterDay> LetterDays => Sql(Place, (LetterDay d) => 1, eventTime: d => d.At, $"SELECT visitor_id, \"at\" FROM {Letters}").WithDelay(TimeSpan.FromDays(1));

    public FeatureService OfVisitor => Service([Sums]);
}

/// <summary>The same, where a spine says whose the parcels are.</summary>
public sealed class SpineRepository : FeatureRepository
{
    public Entity<long> Visitor { get; } = new("visitor_id");

    public EventSource<Visit> Visits { get; } = Source.Csv<Visit>("visits.csv", v => v.At);

    public EventSource<Parcel> Parcels { get; } = Source.Csv<Parcel>("parcels.csv", p => p.At);

    public AggregateView<VisitSum> Sums => Visits.AggregateBy(Visitor, v => v.VisitorId, w => new VisitSum(w.Sum(v => v.Amount, Window.Lifetime)));

    public Spine EachParcel => Parcels.SpineBy(Visitor, p => p.Receiver ?? -1L).EachEvent(p => p.Weight > 2);
}
