#pragma warning disable CA1822, CA1065 // Definitions are instance properties: the repository is read through them.
namespace Larder.Core.Tests.Catalog;

public sealed record Sum(double Total);

public sealed record Latest
{
    public double? Price { get; init; }

    public string? Product { get; init; }
}

public sealed record Strict(double Price);

public sealed record Costly(decimal? Price);

public sealed record Alike(int? Size7, int? Size_7);

public sealed record Sparse
{
    public double Sum { get; init; }

    public double Other { get; init; }
}

/// <summary>What the wrong repositories have in common.</summary>
public abstract class WrongRepository : FeatureRepository
{
    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<Order> Orders { get; } = Source.Csv<Order>("a.csv", o => o.PlacedAt, "Orders");

    protected static Entity<int> OtherBranch { get; } = new("branch_id", "Branch");

    protected AggregateView<Sum> SumOf(double days, string name) =>
        Orders.AggregateBy(Customer, o => o.Customer, w => new Sum(w.Sum(o => o.Price, Window.Days(days))), name);

    protected AggregateView<Sum> BranchSum(string name) => Orders.AggregateBy(OtherBranch, o => o.Branch, w => new Sum(w.Sum(o => o.Price, Window.Days(1))), name);
}

public sealed class TwoEntities : WrongRepository
{
    public Entity<string> Client { get; } = new("client_id", "Customer");
}

public sealed class TwoSources : WrongRepository
{
    public EventSource<Order> Again => Orders;
}

public sealed class TwoServices : WrongRepository
{
    public FeatureService Next => Service([SumOf(1, "total")]);

    public FeatureService Again => Service([SumOf(1, "total")], "Next");
}

public sealed class TwoSpines : WrongRepository
{
    public Spine Weekly => Orders.SpineBy(Customer, o => o.Customer).EachEvent(o => o.Returned);

    public Spine Again => Orders.SpineBy(Customer, o => o.Customer, "Weekly").EachEvent(o => !o.Returned);
}

public sealed class TwoModels : WrongRepository
{
    public FeatureService Next => Service([SumOf(1, "total")]);

    public Spine Weekly => Orders.SpineBy(Customer, o => o.Customer).EachEvent(o => o.Returned);

    public Model Wins => LogisticRegression(Next, Weekly);

    public Model Again => LogisticRegression(Next, Weekly, "Wins");
}

public sealed class TwoViews : WrongRepository
{
    public FeatureView Total => SumOf(1, "total");

    public FeatureView Again => SumOf(2, "total");
}

public sealed class OtherViewOfThatName : WrongRepository
{
    public FeatureView Total => SumOf(1, "total");

    public FeatureView Twice => OnDemand(SumOf(2, "total"), (Sum s) => new Sum(2 * s.Total));
}

public sealed class HiddenSource : FeatureRepository
{
    public Entity<string> Customer { get; } = new("customer_id");

    public FeatureView Total => Source.Csv<Order>("a.csv", o => o.PlacedAt, "Orders").AggregateBy(Customer, o => o.Customer, w => new Sum(w.Count(Window.Days(1))));
}

public sealed class HiddenEntity : FeatureRepository
{
    public EventSource<Order> Orders { get; } = Source.Csv<Order>("a.csv", o => o.PlacedAt, "Orders");

    public FeatureView Total => Orders.AggregateBy(new Entity<string>("customer_id", "Customer"), o => o.Customer, w => new Sum(w.Count(Window.Days(1))));
}

public sealed class HiddenSpineSource : FeatureRepository
{
    public Entity<string> Customer { get; } = new("customer_id");

    public Spine Weekly => Source.Csv<Order>("a.csv", o => o.PlacedAt, "Orders").SpineBy(Customer, o => o.Customer).EachEvent(o => o.Returned);
}

public sealed class OtherSource : WrongRepository
{
    public FeatureView Total => Orders.WithDelay(TimeSpan.FromDays(1)).AggregateBy(Customer, o => o.Customer, w => new Sum(w.Count(Window.Days(1))));
}

public sealed class OtherEntity : WrongRepository
{
    public FeatureView Total => Orders.AggregateBy(new Entity<string>("client_id", "Customer"), o => o.Customer, w => new Sum(w.Count(Window.Days(1))));
}

public sealed class NoEntityInAService : WrongRepository
{
    public FeatureService None => Service([FromRequest((Basket b) => new Sum(b.Value), "asked")]);
}

public sealed record AskedWithKey(string CustomerId, double Value);

public sealed record AskedWithLabel(bool Label);

public sealed class RequestWithKey : WrongRepository
{
    public FeatureService Next => Service([SumOf(1, "total"), FromRequest((AskedWithKey a) => new Sum(a.Value), "asked")]);
}

public sealed class SpineRequestWithLabel : WrongRepository
{
    public Spine Each => Orders.SpineBy(Customer, o => o.Customer).EachEvent(o => o.Price > 1, o => new AskedWithLabel(o.Price > 2));
}

public sealed class ViewTwiceInAService : WrongRepository
{
    public FeatureService Twice => Service([SumOf(1, "total"), SumOf(1, "total")]);
}

public sealed class ModelOfOtherEntity : WrongRepository
{
    public Entity<int> Branch => OtherBranch;

    public FeatureService Next => Service([SumOf(1, "total")]);

    public Spine Weekly => Orders.SpineBy(Branch, o => o.Branch).EachEvent(o => o.Returned);

    public Model Wins => LogisticRegression(Next, Weekly);
}

public sealed class ModelOfHiddenService : WrongRepository
{
    public Spine Weekly => Orders.SpineBy(Customer, o => o.Customer).EachEvent(o => o.Returned);

    public Model Wins => LogisticRegression(Service([SumOf(1, "total")], "hidden"), Weekly);
}

public sealed class BaselineElsewhere : WrongRepository
{
    public FeatureService Next => Service([SumOf(1, "total")]);

    public Spine Weekly => Orders.SpineBy(Customer, o => o.Customer).EachEvent(o => o.Returned);

    public Model Wins => LogisticRegression(Next, Weekly).WithBaseline(OnDemand(SumOf(1, "total"), (Sum s) => new Sparse { Sum = s.Total }, "other"), s => s.Sum);
}

public sealed class BaselineOfText : WrongRepository
{
    public RowView<Latest> Latest => Orders.LatestBy(Customer, o => o.Customer, o => new Latest { Product = o.Product });

    public FeatureService Next => Service([Latest]);

    public Spine Weekly => Orders.SpineBy(Customer, o => o.Customer).EachEvent(o => o.Returned);

    public Model Wins => LogisticRegression(Next, Weekly).WithBaseline(Latest, l => l.Product);
}

public sealed class NonNullableRow : WrongRepository
{
    public FeatureView Latest => Orders.LatestBy(Customer, o => o.Customer, o => new Strict(o.Price));
}

public sealed class DecimalFeature : WrongRepository
{
    public FeatureView Latest => Orders.LatestBy(Customer, o => o.Customer, o => new Costly(1));
}

public sealed record Embedded(float[]? Embedding);

public sealed record Page(string Url, DateTime At, string[] Words);

public sealed class ModelOfLists : WrongRepository
{
    public FeatureService Next => Service([Latest]);

    public Spine Weekly => Orders.SpineBy(Customer, o => o.Customer).EachEvent(o => o.Returned);

    public Model Wins => LogisticRegression(Next, Weekly);

    private FeatureView Latest => Orders.LatestBy(Customer, o => o.Customer, o => new Embedded(new[] { 1f, 2f }));
}

public sealed class ListsInCsv : FeatureRepository
{
    public EventSource<Page> Pages => Source.Csv<Page>("pages.csv", p => p.At);
}

public sealed class ComputedElsewhere : WrongRepository
{
    public FeatureView Latest => Orders.LatestBy(Customer, o => o.Customer, o => Make(o));

    private static Latest Make(Order order) => new() { Price = order.Price };
}

public sealed class FeaturesAlike : WrongRepository
{
    public FeatureView Latest => Orders.LatestBy(Customer, o => o.Customer, o => new Alike(o.Quantity, o.Quantity));
}

public sealed class NeverGiven : WrongRepository
{
    public AggregateView<Sparse> Total => Orders.AggregateBy(Customer, o => o.Customer, w => new Sparse { Sum = w.Sum(o => o.Price, Window.Days(1)) });

    public FeatureView Trend => OnDemand(Total, (Sparse s) => new Sum(s.Sum + s.Other));
}

public sealed class EndsWithWhere : WrongRepository
{
    public FeatureView Total => Orders.AggregateBy(Customer, o => o.Customer, w => new Sum(Count(w.Where(o => o.Returned))));

    private static double Count(Aggregations<Order> all) => all.Count(Window.Days(1));
}

public sealed class UsesTheWhole : WrongRepository
{
    public FeatureView Total => Orders.AggregateBy(Customer, o => o.Customer, w => new Sum(Count(w)));

    private static double Count(Aggregations<Order> all) => all.Count(Window.Days(1));
}

public sealed class GivesAMethod : WrongRepository
{
    public FeatureView Total => Orders.AggregateBy(Customer, o => o.Customer, w => new Sum(w.Sum(Amount, Window.Days(1))));

    private static double? Amount(Order order) => order.Amount;
}

public sealed class VariableWindow : WrongRepository
{
    public FeatureView Total => Orders.AggregateBy(Customer, o => o.Customer, w => new Sum(w.Count(Window.Days(w.Count(Window.Lifetime)))));
}

public sealed class EmptyWindow : WrongRepository
{
    public FeatureView Total => Orders.AggregateBy(Customer, o => o.Customer, w => new Sum(w.Count(Window.Days(0))));
}

public sealed class DecimalKey : FeatureRepository
{
    public Entity<decimal> Customer => new("customer_id");
}

public sealed class Ambient : WrongRepository
{
    public FeatureView Total => Orders.AggregateBy(Customer, o => o.Customer, w => new Sum(w.Sum(o => (DateTime.UtcNow - o.PlacedAt).TotalDays, Window.Days(1))));
}

public sealed record Values(double? Value);

public sealed record Names(string[]? Value);

public sealed class NoneWanted : WrongRepository
{
    public FeatureView Total => Orders.AggregateBy(Customer, o => o.Customer, w => new Names(w.LastN(o => o.Product, 0, Window.Days(1))));
}

public sealed class BeyondPercent : WrongRepository
{
    public FeatureView Total => Orders.AggregateBy(Customer, o => o.Customer, w => new Values(w.ApproxPercentile(o => o.Price, 101, Window.Days(1))));
}

public sealed class NoHalfLife : WrongRepository
{
    public FeatureView Total => Orders.AggregateBy(Customer, o => o.Customer, w => new Values(w.DecayedSum(o => o.Price, TimeSpan.Zero, Window.Days(1))));
}

public sealed class NoSuchZone : WrongRepository
{
    public FeatureView Total => Orders.AggregateBy(Customer, o => o.Customer, w => new Sum(w.Sum(o => o.Price, Window.CalendarDays(1, "Mars/Base"))));
}

public sealed class UnevenTiles : WrongRepository
{
    public FeatureView Total => Orders.AggregateBy(Customer, o => o.Customer, w => new Sum(w.Sum(o => o.Price, Window.Days(1)))).WithTiles(TimeSpan.FromHours(7), TimeSpan.FromDays(1));
}

public sealed class Throwing : FeatureRepository
{
    public Entity<string> Customer => throw new FormatException("bad setting");
}

public sealed class WithOthers : FeatureRepository
{
    private string _note = "x";

    public Entity<string> Customer { get; } = new("customer_id");

    public string? Nothing => null;

    public int Answer => 42;

    public string Note
    {
        set => _note = value + _note;
    }

    public string this[int index] => _note + index;
}
