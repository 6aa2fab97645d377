#pragma warning disable CA1822 // Definitions are instance properties: the repository is read through them.
using Larder.Catalog;
using Larder.Storage;
using Larder.Types;

namespace Larder.Core.Tests.Catalog;

/// <summary>What a plan says about a changed definition.</summary>
public class PlanDetailsTests
{
    [Fact]
    public void Changed_lambdas_are_shown_as_csharp()
    {
        var details = Details(new Before(), new After());

        details.ShouldBe(
        [
            "source sales: ~ suite.rows good.expression: e => e.Amount > 0 -> e => e.Amount > 0 && !e.IsTest",
            "view buying: ~ key: e => e.Customer -> e => e.Customer.Trim()",
            "view buying: + where: e => e.Pieces > 1",
            "view buying: ~ features spent.expression: w => w.Sum(e => e.Pieces * e.Amount, Window.Days(7)) -> w => w.Sum(e => e.Amount, Window.Days(30))",
            "view buying: + features orders: w => w.Count(Window.Lifetime)",
        ]);
    }

    [Fact]
    public void Lambdas_that_read_the_same_are_told_apart_by_the_text_that_is_hashed() => Details(new Plain(), new Cast()).ShouldBe(
    [
        "view buying: ~ features spent.expression: $0.Sum((1 => Convert:Nullable`1[Double](Convert:Double($1.Pieces:Int32))), Larder.Window 86400s)"
            + " -> $0.Sum((1 => Convert:Nullable`1[Double](Convert:Double(Convert:Int64($1.Pieces:Int32)))), Larder.Window 86400s)",
    ]);

    private static string[] Details(FeatureRepository before, FeatureRepository after)
    {
        var recorded = before.Build().Definitions.Select(d => new DefinitionVersion(d.Kind, d.Name, 1, d.Definition.Hash, d.Definition.Text, new Instant(0), IsRetired: false)).ToArray();
        return [.. CatalogPlan.Compare(after.Build(), recorded).Changes.SelectMany(c => c.Details.Select(d => $"{c.Definition} {c.Name}: {d}"))];
    }

    public sealed record Sale(string Customer, DateTime At, double Amount, int Pieces, bool IsTest);

    public sealed record Spending
    {
        public double Spent { get; init; }
    }

    public sealed record Counting
    {
        public double Spent { get; init; }

        public long Orders { get; init; }
    }

    private abstract class Shop : FeatureRepository
    {
        public Entity<string> Customer { get; } = new("customer_id");
    }

    private sealed class Before : Shop
    {
        public EventSource<Sale> Sales => Source.Csv<Sale>("sales.csv", eventTime: s => s.At).Expect(s => s.Row("good", x => x.Amount > 0));

        public AggregateView<Spending> Buying => Sales.AggregateBy(Customer, s => s.Customer, w => new Spending { Spent = w.Sum(s => s.Pieces * s.Amount, Window.Days(7)) });
    }

    private sealed class After : Shop
    {
        public EventSource<Sale> Sales => Source.Csv<Sale>("sales.csv", eventTime: s => s.At).Expect(s => s.Row("good", x => x.Amount > 0 && !x.IsTest));

        public AggregateView<Counting> Buying => Sales.Where(s => s.Pieces > 1).AggregateBy(Customer, s => s.Customer.Trim(), w => new Counting
        {
            Spent = w.Sum(s => s.Amount, Window.Days(30)),
            Orders = w.Count(Window.Lifetime),
        });
    }

    private sealed class Plain : Shop
    {
        public EventSource<Sale> Sales => Source.Csv<Sale>("sales.csv", eventTime: s => s.At);

        public AggregateView<Spending> Buying => Sales.AggregateBy(Customer, s => s.Customer, w => new Spending { Spent = w.Sum(s => (double)s.Pieces, Window.Days(1)) });
    }

    private sealed class Cast : Shop
    {
        public EventSource<Sale> Sales => Source.Csv<Sale>("sales.csv", eventTime: s => s.At);

        public AggregateView<Spending> Buying => Sales.AggregateBy(Customer, s => s.Customer, w => new Spending { Spent = w.Sum(s => (double)(long)s.Pieces, Window.Days(1)) });
    }
}
