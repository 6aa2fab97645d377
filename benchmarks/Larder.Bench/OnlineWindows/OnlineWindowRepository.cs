using Larder.Bench.Windows;

namespace Larder.Bench.OnlineWindows;

/// <summary>Thirty features: six aggregations over five windows.</summary>
public sealed record CardWindows
{
    public long Count1h { get; init; }

    public long Count1d { get; init; }

    public long Count7d { get; init; }

    public long Count30d { get; init; }

    public long Count90d { get; init; }

    public double Sum1h { get; init; }

    public double Sum1d { get; init; }

    public double Sum7d { get; init; }

    public double Sum30d { get; init; }

    public double Sum90d { get; init; }

    public double? Mean1h { get; init; }

    public double? Mean1d { get; init; }

    public double? Mean7d { get; init; }

    public double? Mean30d { get; init; }

    public double? Mean90d { get; init; }

    public double? Min1h { get; init; }

    public double? Min1d { get; init; }

    public double? Min7d { get; init; }

    public double? Min30d { get; init; }

    public double? Min90d { get; init; }

    public double? Max1h { get; init; }

    public double? Max1d { get; init; }

    public double? Max7d { get; init; }

    public double? Max30d { get; init; }

    public double? Max90d { get; init; }

    public double? StdDev1h { get; init; }

    public double? StdDev1d { get; init; }

    public double? StdDev7d { get; init; }

    public double? StdDev30d { get; init; }

    public double? StdDev90d { get; init; }
}

/// <summary>Cards whose windows are read online; tiles from ten minutes to eight days, because some have very many payments.</summary>
public sealed class OnlineWindowRepository : FeatureRepository
{
    public Entity<long> Card { get; } = new("card_id");

    public EventSource<CardPayment> Payments { get; } = Source.Parquet<CardPayment>("payments.parquet", p => p.At, "Payments");

    public AggregateView<CardWindows> CardWindows => Payments.AggregateBy(Card, p => p.CardId, w => new CardWindows
    {
        Count1h = w.Count(Window.Hours(1)),
        Count1d = w.Count(Window.Days(1)),
        Count7d = w.Count(Window.Days(7)),
        Count30d = w.Count(Window.Days(30)),
        Count90d = w.Count(Window.Days(90)),
        Sum1h = w.Sum(p => p.Amount, Window.Hours(1)),
        Sum1d = w.Sum(p => p.Amount, Window.Days(1)),
        Sum7d = w.Sum(p => p.Amount, Window.Days(7)),
        Sum30d = w.Sum(p => p.Amount, Window.Days(30)),
        Sum90d = w.Sum(p => p.Amount, Window.Days(90)),
        Mean1h = w.Mean(p => p.Amount, Window.Hours(1)),
        Mean1d = w.Mean(p => p.Amount, Window.Days(1)),
        Mean7d = w.Mean(p => p.Amount, Window.Days(7)),
        Mean30d = w.Mean(p => p.Amount, Window.Days(30)),
        Mean90d = w.Mean(p => p.Amount, Window.Days(90)),
        Min1h = w.Min(p => p.Amount, Window.Hours(1)),
        Min1d = w.Min(p => p.Amount, Window.Days(1)),
        Min7d = w.Min(p => p.Amount, Window.Days(7)),
        Min30d = w.Min(p => p.Amount, Window.Days(30)),
        Min90d = w.Min(p => p.Amount, Window.Days(90)),
        Max1h = w.Max(p => p.Amount, Window.Hours(1)),
        Max1d = w.Max(p => p.Amount, Window.Days(1)),
        Max7d = w.Max(p => p.Amount, Window.Days(7)),
        Max30d = w.Max(p => p.Amount, Window.Days(30)),
        Max90d = w.Max(p => p.Amount, Window.Days(90)),
        StdDev1h = w.StdDevPop(p => p.Amount, Window.Hours(1)),
        StdDev1d = w.StdDevPop(p => p.Amount, Window.Days(1)),
        StdDev7d = w.StdDevPop(p => p.Amount, Window.Days(7)),
        StdDev30d = w.StdDevPop(p => p.Amount, Window.Days(30)),
        StdDev90d = w.StdDevPop(p => p.Amount, Window.Days(90)),
    }).WithTiles(TimeSpan.FromMinutes(10), TimeSpan.FromHours(2), TimeSpan.FromDays(1), TimeSpan.FromDays(8));

    public FeatureService Service30 => Service([CardWindows]);
}
