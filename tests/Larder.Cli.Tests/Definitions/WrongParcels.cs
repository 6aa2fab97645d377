#pragma warning disable CA1822, SA1402 // Definitions are instance properties: the repository is read through them.
namespace Larder.Definitions;

public sealed record Parcel(string Customer, double Weight, bool IsLate, DateTime At);

public sealed record Newest(bool? Late);

public sealed record Twice(bool? Late1, bool? Late_1);

public sealed record Parcels(long Count);

public sealed record Offer(double Weight);

public sealed record WholeOffer(int Weight);

public sealed record Heavy(bool IsHeavy);

public abstract class ParcelService : FeatureRepository
{
    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<Parcel> Parcels => Declared(Source.Csv<Parcel>("parcels.csv", p => p.At));

    protected SpineBuilder<Parcel> SpineOf => Parcels.SpineBy(Customer, p => p.Customer, "EachParcel");

    protected virtual EventSource<Parcel> Declared(EventSource<Parcel> source) => source;

    protected AggregateView<Parcels> Count(Window window) => Parcels.AggregateBy(Customer, p => p.Customer, w => new Parcels(w.Count(window)), "Counts");
}

public sealed class LabelAmongFeatures : ParcelService
{
    public Spine EachParcel => SpineOf.EachEvent(p => p.IsLate);

    public FeatureService Next => Service([Parcels.LatestBy(Customer, p => p.Customer, p => new Newest(p.IsLate), "Newest")]);

    public Model Late => LogisticRegression(Next, EachParcel);
}

public sealed class WindowLongerThanRetention : ParcelService
{
    public FeatureView Counts => Count(Window.Days(90));

    protected override EventSource<Parcel> Declared(EventSource<Parcel> source) => source.WithRetention(TimeSpan.FromDays(30));
}

public sealed class UnknownColumn : ParcelService
{
    public Spine EachParcel => SpineOf.EachEvent(p => p.IsLate);

    public FeatureService Next => Service([FromRequest((Offer o) => new Heavy(o.Weight > 10), "Asked"), Count(Window.Days(7))]);

    public Model Late => LogisticRegression(Next, EachParcel);
}

public sealed class DuplicateFeature : ParcelService
{
    public FeatureView Newest => Parcels.LatestBy(Customer, p => p.Customer, p => new Twice(p.IsLate, p.IsLate));
}

public sealed class OtherType : ParcelService
{
    public Spine EachParcel => SpineOf.EachEvent(p => p.IsLate, p => new WholeOffer((int)p.Weight));

    public FeatureService Next => Service([FromRequest((Offer o) => new Heavy(o.Weight > 10), "Asked"), Count(Window.Days(7))]);

    public Model Late => LogisticRegression(Next, EachParcel);
}

public sealed class FutureWindow : ParcelService
{
    public FeatureView Counts => Count(Window.Days(-7));
}
