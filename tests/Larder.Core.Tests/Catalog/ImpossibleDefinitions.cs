#pragma warning disable CA1822 // Definitions are instance properties: the repository is read through them.
namespace Larder.Core.Tests.Catalog;

public sealed record Delivery(string Customer, int Depot, double Weight, bool IsLate, string Reason, DateTime At)
{
    public bool WasLate => IsLate;
}

public sealed record LateFeatures(bool? Late, string? Reason);

public sealed record LateShare(double? Share, long Deliveries);

public sealed record Counted(long Deliveries);

public sealed record DeliveryRequest(double Weight, bool Late);

public sealed record WeightOnly(double Weight);

public sealed record WholeWeight(int Weight);

public sealed record Heavy(bool IsHeavy);

/// <summary>What the impossible repositories have in common.</summary>
public abstract class Depots : FeatureRepository
{
    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<Delivery> Deliveries => Declared(Source.Csv<Delivery>("deliveries.csv", d => d.At));

    public Spine EachDelivery => Deliveries.SpineBy(Customer, d => d.Customer).EachEvent(d => d.IsLate, d => new DeliveryRequest(d.Weight, d.IsLate));

    public Spine Weekly => Deliveries.SpineBy(Customer, d => d.Customer).Every(Window.Days(7), activeWithin: Window.Days(20), label: Window.Days(10));

    protected virtual EventSource<Delivery> Declared(EventSource<Delivery> source) => source;

    protected AggregateView<Counted> Count(Window window, string name = "Past") =>
        Deliveries.AggregateBy(Customer, d => d.Customer, w => new Counted(w.Count(window)), name);
}

public sealed class LabelInARow : Depots
{
    public RowView<LateFeatures> Newest => Deliveries.LatestBy(Customer, d => d.Customer, d => new LateFeatures(d.IsLate, d.Reason));

    public FeatureService Next => Service([Newest]);

    public Model Late => LogisticRegression(Next, EachDelivery);
}

public sealed class LabelInAWindow : Depots
{
    public AggregateView<LateShare> Past => Deliveries
        .AggregateBy(Customer, d => d.Customer, w => new LateShare(w.Mean(d => d.IsLate ? 1.0 : 0.0, Window.Days(30)), w.Count(Window.Days(30))))
        .WithEdges(leading: Edge.Inclusive);

    public FeatureService Next => Service([Past]);

    public Model Late => LogisticRegression(Next, EachDelivery);
}

public sealed class LabelInAFilter : Depots
{
    public AggregateView<Counted> LatePast => Deliveries.Where(d => d.IsLate)
        .AggregateBy(Customer, d => d.Customer, w => new Counted(w.Count(Window.Lifetime)))
        .WithEdges(leading: Edge.Inclusive);

    public FeatureService Next => Service([LatePast]);

    public Model Late => LogisticRegression(Next, EachDelivery);
}

public sealed class LabelInTheRequest : Depots
{
    public OnDemandView<Heavy> Asked => FromRequest((DeliveryRequest r) => new Heavy(r.Late && r.Weight > 10));

    public FeatureService Next => Service([Asked, Count(Window.Days(7))]);

    public Model Late => LogisticRegression(Next, EachDelivery);
}

public sealed class LabelThroughAnOnDemandView : Depots
{
    public RowView<LateFeatures> Newest => Deliveries.LatestBy(Customer, d => d.Customer, d => new LateFeatures(d.IsLate, d.Reason));

    public OnDemandView<Heavy> Guess => OnDemand(Newest, (LateFeatures l) => new Heavy(l.Late == true));

    public FeatureService Next => Service([Guess]);

    public Model Late => LogisticRegression(Next, EachDelivery);
}

/// <summary>What looks like the label and is none: earlier events, other columns, features that nobody reads, what cannot be told.</summary>
public sealed class NoLabel : Depots
{
    public AggregateView<LateShare> Past => Deliveries
        .AggregateBy(Customer, d => d.Customer, w => new LateShare(w.Mean(d => d.IsLate ? 1.0 : 0.0, Window.Days(30)), w.Count(Window.Days(30))));

    public AggregateView<LateShare> Yesterday => Deliveries
        .AggregateBy(Customer, d => d.Customer, w => new LateShare(w.Mean(d => d.IsLate ? 1.0 : 0.0, Window.WholeCalendarDays(1, "UTC")), w.Count(Window.Days(30))))
        .WithEdges(leading: Edge.Inclusive);

    public RowView<LateFeatures> Newest => Deliveries.LatestBy(Customer, d => d.Customer, d => new LateFeatures(d.IsLate, d.Reason));

    public RowView<LateFeatures> Whole => Deliveries.LatestBy(Customer, d => d.Customer, d => new LateFeatures(d.WasLate, null));

    public OnDemandView<Heavy> Guess => OnDemandWithRequest(Newest, (DeliveryRequest r, LateFeatures l) => new Heavy(l.Reason == "rain" && r.Weight > 10));

    public FeatureService Next => Service([Past, Yesterday, Whole, Guess]);

    public Model Late => LogisticRegression(Next, EachDelivery);
}

public class Kept : Depots
{
    protected override EventSource<Delivery> Declared(EventSource<Delivery> source) => source.WithRetention(TimeSpan.FromDays(30));
}

public sealed class LongWindow : Kept
{
    public FeatureView Past => Count(Window.Days(31));
}

public sealed class LongTumbling : Kept
{
    public FeatureView Past => Count(Window.Tumbling(TimeSpan.FromDays(16)));
}

public sealed class EverInRetention : Kept
{
    public FeatureView Past => Count(Window.Lifetime);
}

public sealed class LongTtl : Kept
{
    public FeatureView Newest => Deliveries.LatestBy(Customer, d => d.Customer, d => new LateFeatures(d.IsLate, null)).WithTtl(TimeSpan.FromDays(45));
}

public sealed class NoTtl : Kept
{
    public FeatureView Newest => Deliveries.LatestBy(Customer, d => d.Customer, d => new LateFeatures(d.IsLate, null));
}

public sealed class LongSpine : Kept
{
    public Spine Monthly => Deliveries.SpineBy(Customer, d => d.Customer).Every(Window.Days(7), activeWithin: Window.Days(20), label: Window.Days(11));
}

public sealed class WindowBeforeTheLabel : Kept
{
    public FeatureService Next => Service([Count(Window.Days(21))]);

    public Model Buys => LogisticRegression(Next, Weekly);
}

/// <summary>All that 30 days allow.</summary>
public class JustKept : Kept
{
    public FeatureService Next => Service([Count(Window.Days(20)), Newest, Count(Window.Session(TimeSpan.FromDays(30)), "Sitting")]);

    public FeatureView Whole => Count(Window.Days(30), "Whole");

    public FeatureView Tumbling => Count(Window.Tumbling(TimeSpan.FromDays(15)), "Tumbling");

    public Model Buys => LogisticRegression(Next, Weekly);

    private RowView<LateFeatures> Newest => Deliveries.LatestBy(Customer, d => d.Customer, d => new LateFeatures(d.IsLate, null), "Newest").WithTtl(TimeSpan.FromDays(20));
}

public sealed class JustKeptLonger : JustKept
{
    protected override EventSource<Delivery> Declared(EventSource<Delivery> source) => source.WithRetention(TimeSpan.FromDays(31));
}

public sealed class NoRetention : Depots
{
    protected override EventSource<Delivery> Declared(EventSource<Delivery> source) => source.WithRetention(TimeSpan.Zero);
}

public sealed class FutureWindow : Depots
{
    public FeatureView Past => Count(Window.Days(-7));
}

public sealed class FutureSession : Depots
{
    public FeatureView Past => Count(Window.Session(TimeSpan.FromMinutes(-30)));
}

public sealed class BackwardLabel : Depots
{
    public Spine Monthly => Deliveries.SpineBy(Customer, d => d.Customer).Every(Window.Days(7), activeWithin: Window.Days(20), label: Window.Days(-30));
}

public sealed class SessionLabel : Depots
{
    public Spine Monthly => Deliveries.SpineBy(Customer, d => d.Customer).Every(Window.Days(7), Window.Days(20), Window.Session(TimeSpan.FromDays(1)));
}

public sealed class CalendarActivity : Depots
{
    public Spine Monthly => Deliveries.SpineBy(Customer, d => d.Customer).Every(Window.Days(7), Window.CalendarDays(20, "UTC"), Window.Days(1));
}

public sealed class KnownBefore : Depots
{
    protected override EventSource<Delivery> Declared(EventSource<Delivery> source) => source.WithDelay(TimeSpan.FromHours(-1));
}

public sealed class RequestFromCutoffs : Depots
{
    public FeatureService Next => Service([FromRequest((WeightOnly r) => new Heavy(r.Weight > 10), "asked"), Count(Window.Days(7))]);

    public Model Buys => LogisticRegression(Next, Weekly);
}

public sealed record Volume(double Litres);

public sealed class RequestLacksAColumn : Depots
{
    public FeatureService Next => Service([FromRequest((Volume r) => new Heavy(r.Litres > 10), "asked"), Count(Window.Days(7))]);

    public Model Late => LogisticRegression(Next, EachDelivery);
}

public sealed class RequestOfOtherType : Depots
{
    public FeatureService Next => Service([FromRequest((WholeWeight r) => new Heavy(r.Weight > 10), "asked"), Count(Window.Days(7))]);

    public Model Late => LogisticRegression(Next, EachDelivery);
}

public sealed class RequestOfTwoTypes : Depots
{
    public FeatureService Next => Service(
        [FromRequest((WholeWeight r) => new Heavy(r.Weight > 10), "whole"), FromRequest((WeightOnly r) => new Heavy(r.Weight > 10), "real"), Count(Window.Days(7))]);
}

public sealed record Words(string? Reason);

public sealed class NothingToLearnFrom : Depots
{
    public FeatureService Next => Service([Deliveries.LatestBy(Customer, d => d.Customer, d => new Words(d.Reason), "newest")]);

    public Model Buys => LogisticRegression(Next, Weekly);
}

public sealed record Stated(string? Status);

public sealed class FeatureNamedStatus : Depots
{
    public FeatureService Next => Service([Deliveries.LatestBy(Customer, d => d.Customer, d => new Stated(d.Reason), "newest")]);
}

public sealed record Inner(long B__C);

public sealed record Outer(long C);

public sealed class ColumnsAlike : Depots
{
    public FeatureService Next => Service(
    [
        Deliveries.AggregateBy(Customer, d => d.Customer, w => new Inner(w.Count(Window.Days(1))), "a"),
        Deliveries.AggregateBy(Customer, d => d.Customer, w => new Outer(w.Count(Window.Days(1))), "a__b"),
    ]);
}
