#pragma warning disable CA1822 // Definitions are instance properties: the repository is read through them.
using System.Linq.Expressions;

namespace Larder.Core.Tests.Catalog.Lineage;

public sealed record Trade(string? Buyer, string? Product, int Quantity, double Price, double? Weight, bool IsReturn, string? Note, DateTime At, DateTime SeenAt)
{
    public double Amount => Quantity * Price;

    public double? PerKilo => Heavy ? Amount / Weight : null;

    private bool Heavy => Weight > 1;
}

public sealed record Four
{
    public double? A { get; init; }

    public double? B { get; init; }

    public double? C { get; init; }

    public double? D { get; init; }
}

public sealed record Asked(double Limit, double? Rate);

public sealed record Priced(string? Buyer, string? Product, double? Usual, double? Paid, bool IsReturn);

/// <summary>A repository with every way from a column to a feature; its lambdas are chosen by a seed.</summary>
public sealed class GeneratedMarket : FeatureRepository
{
    private static readonly Expression<Func<Aggregations<Trade>, double?>>[] OfTrades =
    [
        w => w.Sum(t => t.Amount, Window.Days(7)),
        w => w.Mean(t => t.Price, Window.Days(3)),
        w => w.Count(Window.Days(5)),
        w => w.Where(t => t.Quantity > 2).Sum(t => t.Price, Window.Days(9)),
        w => w.CountDistinct(t => t.Product, Window.Lifetime),
        w => w.Last(t => t.Weight, Window.Days(20)),
        w => w.SecondsSinceLast(Window.Days(20)),
        w => w.Max(t => t.IsReturn ? t.Price : -t.Price, Window.Days(12)),
        w => w.Mean(t => t.PerKilo, Window.Lifetime),
        w => FeatureMath.Ratio(w.Where(t => t.IsReturn).Count(Window.Lifetime), w.Count(Window.Lifetime)),
        w => w.Where(t => t.Note != null).Min(t => (double?)t.Quantity, Window.Days(15)),
        w => 1.5,
    ];

    private static readonly Expression<Func<Trade, double?>>[] OfTrade =
    [
        t => t.Price,
        t => t.Weight,
        t => t.Quantity,
        t => t.Amount + 1,
        t => t.IsReturn ? t.Price : 0,
        t => t.Note == null ? null : t.Weight,
        t => Length(t.Product),
        t => t.PerKilo,
    ];

    private static readonly Expression<Func<Asked, Four, Four, double?>>[] OfRequest =
    [
        (a, s, n) => s.A - n.A,
        (a, s, n) => a.Limit > 3 ? s.B : n.B,
        (a, s, n) => a.Rate * n.C,
        (a, s, n) => s.D ?? n.D,
        (a, s, n) => a.Limit,
    ];

    private static readonly Expression<Func<Trade, bool>>[] Filters = [t => t.Quantity > 0, t => !t.IsReturn, t => t.Price < 50 && t.Note != "x", t => t.Amount > 0];

    private static readonly Expression<Func<Trade, string?>>[] Keys = [t => t.Buyer, t => t.Product, t => t.IsReturn ? t.Buyer : t.Product];

    private readonly Random _random;

    public GeneratedMarket(int seed)
    {
        _random = new Random(seed);
        Trades = _random.Next(2) == 0
            ? Source.Csv<Trade>("trades.csv", t => t.At, name: nameof(Trades))
            : Source.Csv<Trade>("trades.csv", t => t.At, name: nameof(Trades)).WithKnownAt(t => t.SeenAt);
        Kept = _random.Next(2) == 0 ? Trades : Trades.Where(Pick(Filters));
        Sums = Kept.AggregateBy(Party, Pick(Keys), Made(OfTrades), nameof(Sums)).WithEdges(_random.Next(2) == 0 ? Edge.Exclusive : Edge.Inclusive);
        Newest = Kept.LatestBy(Party, Pick(Keys), Made(OfTrade), nameof(Newest));
        Newest = _random.Next(2) == 0 ? Newest : Newest.WithTtl(TimeSpan.FromDays(4));
        Mixed = OnDemand();
        Prices = Kept.Join(Sums, Pick(Keys)).Select((t, s) => new Priced(t.Buyer, t.Product, s.A ?? s.B, t.Amount, t.IsReturn), nameof(Prices));
        Compared = Prices.Where(p => !p.IsReturn).AggregateBy(
            Party, p => p.Product, w => new Four { A = w.Sum(p => p.Paid, Window.Days(8)), B = w.Max(p => p.Usual, Window.Lifetime), C = w.Count(Window.Days(8)) }, nameof(Compared));
    }

    public Entity<string> Party { get; } = new("party_id");

    public EventSource<Trade> Trades { get; }

    internal Events<Trade> Kept { get; }

    public AggregateView<Four> Sums { get; }

    public RowView<Four> Newest { get; }

    public OnDemandView<Four> Mixed { get; }

    public DerivedSource<Priced> Prices { get; }

    public AggregateView<Four> Compared { get; }

    public FeatureService All => Service([Sums, Newest, Mixed, Compared]);

    private static double? Length(string? text) => text?.Length;

    private T Pick<T>(T[] all) => all[_random.Next(all.Length)];

    /// <summary>A lambda that makes the four features of lambdas for one each.</summary>
    private Expression<Func<T, Four>> Made<T>(Expression<Func<T, double?>>[] pool)
    {
        var parameter = Expression.Parameter(typeof(T), "x");
        var bindings = new[] { "A", "B", "C", "D" }.Select(name =>
        {
            var chosen = Pick(pool);
            return Expression.Bind(typeof(Four).GetProperty(name)!, new Replaced([.. chosen.Parameters], [parameter]).Visit(chosen.Body));
        });
        return Expression.Lambda<Func<T, Four>>(Expression.MemberInit(Expression.New(typeof(Four)), bindings), parameter);
    }

    private OnDemandView<Four> OnDemand()
    {
        ParameterExpression[] parameters = [Expression.Parameter(typeof(Asked), "a"), Expression.Parameter(typeof(Four), "s"), Expression.Parameter(typeof(Four), "n")];
        var bindings = new[] { "A", "B", "C" }.Select(name =>
        {
            var chosen = Pick(OfRequest);
            return Expression.Bind(typeof(Four).GetProperty(name)!, new Replaced([.. chosen.Parameters], parameters).Visit(chosen.Body));
        });
        return new OnDemandView<Four>(new OnDemandViewDefinition(
            nameof(Mixed), typeof(Asked), [Sums, Newest], Expression.Lambda(Expression.MemberInit(Expression.New(typeof(Four)), bindings), parameters)));
    }

    private sealed class Replaced(ParameterExpression[] from, ParameterExpression[] to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => Array.IndexOf(from, node) is var at and >= 0 ? to[at] : node;
    }
}
