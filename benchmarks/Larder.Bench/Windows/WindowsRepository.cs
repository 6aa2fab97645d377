namespace Larder.Bench.Windows;

/// <summary>A card payment.</summary>
public sealed record CardPayment(long CardId, DateTime At, double Amount);

/// <summary>The two features of the target.</summary>
public sealed record Month(double Sum30d, long Count30d);

/// <summary>Those and nine more.</summary>
public sealed record Months
{
    public double Sum30d { get; init; }

    public long Count30d { get; init; }

    public double Sum1d { get; init; }

    public long Count1d { get; init; }

    public double Sum7d { get; init; }

    public long Count7d { get; init; }

    public double Sum90d { get; init; }

    public long Count90d { get; init; }

    public double? Mean30d { get; init; }

    public double? Max30d { get; init; }

    public double? StdDev30d { get; init; }
}

/// <summary>Cards and their payments.</summary>
public sealed class WindowsRepository : FeatureRepository
{
    public Entity<long> Card { get; } = new("card_id");

    public EventSource<CardPayment> Payments { get; } = Source.Parquet<CardPayment>("payments.parquet", p => p.At, "Payments");

    public AggregateView<Month> Two => Payments.AggregateBy(Card, p => p.CardId, w => new Month(w.Sum(p => p.Amount, Window.Days(30)), w.Count(Window.Days(30))));

    public AggregateView<Months> Eleven => Payments.AggregateBy(Card, p => p.CardId, w => new Months
    {
        Sum30d = w.Sum(p => p.Amount, Window.Days(30)),
        Count30d = w.Count(Window.Days(30)),
        Sum1d = w.Sum(p => p.Amount, Window.Days(1)),
        Count1d = w.Count(Window.Days(1)),
        Sum7d = w.Sum(p => p.Amount, Window.Days(7)),
        Count7d = w.Count(Window.Days(7)),
        Sum90d = w.Sum(p => p.Amount, Window.Days(90)),
        Count90d = w.Count(Window.Days(90)),
        Mean30d = w.Mean(p => p.Amount, Window.Days(30)),
        Max30d = w.Max(p => p.Amount, Window.Days(30)),
        StdDev30d = w.StdDevSample(p => p.Amount, Window.Days(30)),
    });

    public FeatureService WithTwo => Service([Two]);

    public FeatureService WithEleven => Service([Eleven]);
}
