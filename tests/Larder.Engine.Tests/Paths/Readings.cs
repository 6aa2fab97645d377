using Larder.Catalog;

namespace Larder.Paths;

/// <summary>A reading of a sensor, with a column of every type that is aggregated; rows of one id correct each other.</summary>
public sealed record Reading(
    string? Sensor, DateTime At, DateTime KnownAt, string? Id, string? Op, double? Number, long? Whole, string? Text, bool? Flag, DateTime? Date);

public sealed class ReadingRepository : FeatureRepository
{
    public static readonly TimeSpan[] BucketedTiles = [TimeSpan.FromMinutes(30), TimeSpan.FromHours(6)];

    public static readonly FeatureCatalog Catalog = new ReadingRepository().Build();

    public Entity<string> Sensor { get; } = new("sensor_id");

    public EventSource<Reading> Readings { get; } = Source.Parquet<Reading>("readings*.parquet", r => r.At)
        .WithKnownAt(r => r.KnownAt)
        .WithRevisions(r => r.Id, retraction: r => r.Op == "delete");

    public AggregateView<Plain> Plain => Readings.AggregateBy(Sensor, r => r.Sensor, w => new Plain
    {
        Count = w.Count(Window.Days(2)),
        CountEver = w.Count(Window.Lifetime),
        Sum = w.Sum(r => r.Number, Window.Days(2)),
        SumEver = w.Where(r => r.Flag == true).Sum(r => r.Number, Window.Lifetime),
        SumLocal = w.Sum(r => r.Number, Window.CalendarDays(2, "America/New_York")),
        SumYesterday = w.Sum(r => r.Number, Window.WholeCalendarDays(1, "Europe/London")),
        SumTumbling = w.Sum(r => r.Number, Window.Tumbling(TimeSpan.FromHours(6))),
        Points = w.Sum(r => r.Whole, Window.Days(2)),
        Mean = w.Mean(r => r.Number, Window.Days(2)),
        Min = w.Min(r => r.Number, Window.Days(2)),
        Max = w.Max(r => r.Number, Window.Hours(3)),
        MinWhole = w.Min(r => r.Whole, Window.Lifetime),
        MaxWhole = w.Max(r => r.Whole, Window.CalendarDays(1, "Europe/London")),
        Distinct = w.CountDistinct(r => r.Text, Window.Days(2)),
        DistinctWhole = w.CountDistinct(r => r.Whole, Window.Lifetime),
        SinceFirst = w.SecondsSinceFirst(Window.Days(2)),
        SinceLast = w.SecondsSinceLast(Window.Lifetime),
        Gap = w.MeanGapSeconds(Window.Days(2)),
        VariancePop = w.VariancePop(r => r.Number, Window.Days(2)),
        VarianceSample = w.VarianceSample(r => r.Number, Window.Lifetime),
        StdDevPop = w.StdDevPop(r => r.Number, Window.Hours(3)),
        StdDevSample = w.StdDevSample(r => r.Number, Window.Days(2)),
        First = w.First(r => r.Text, Window.Days(2)),
        Last = w.Last(r => r.Number, Window.Days(2)),
        LastFlag = w.Last(r => r.Flag, Window.Hours(3)),
        LastDate = w.Last(r => r.Date, Window.Lifetime),
        FirstN = w.FirstN(r => r.Whole, 3, Window.Days(2)),
        LastN = w.LastN(r => r.Number, 3, Window.Days(2)),
        FirstDistinctN = w.FirstDistinctN(r => r.Text, 2, Window.Days(2)),
        LastDistinctN = w.LastDistinctN(r => r.Whole, 2, Window.Lifetime),
        ApproxDistinct = w.ApproxCountDistinct(r => r.Whole, Window.Days(2)),
        ApproxTexts = w.ApproxCountDistinct(r => r.Text, 6, Window.Lifetime),
        Percentile = w.ApproxPercentile(r => r.Number, 90, Window.Days(2)),
        Percentiles = w.ApproxPercentiles(r => r.Number, Window.Lifetime, 0, 37.5, 100),
        Top = w.TopK(r => r.Text, 2, Window.Days(2)),
        Histogram = w.Histogram(r => r.Text, Window.Days(2)),
        Decayed = w.DecayedSum(r => r.Number, TimeSpan.FromHours(5), Window.Days(2)),
        DecayedMean = w.DecayedMean(r => r.Number, TimeSpan.FromDays(1), Window.Lifetime),
        Streak = w.Streak(r => r.Flag, Window.Days(2)),
        LongestStreak = w.LongestStreak(r => r.Flag, Window.Lifetime),
    });

    public AggregateView<Bucketed> Bucketed => Readings.Where(r => r.Whole != null).AggregateBy(Sensor, r => r.Sensor, w => new Bucketed
    {
        Counts = w.By(r => r.Text).Count(Window.Days(2)),
        Sums = w.By(r => r.Text).Sum(r => r.Number, Window.Days(2)),
        Means = w.Where(r => r.Flag == true).By(r => r.Text).Mean(r => r.Number, Window.Lifetime),
        Maxima = w.By(r => r.Text).Max(r => r.Number, Window.Hours(3)),
        Newest = w.By(r => r.Text).LastN(r => r.Whole, 2, Window.Days(2)),
        Percentiles = w.By(r => r.Text).ApproxPercentiles(r => r.Number, Window.Days(2), 50, 99),
        Total = w.Sum(r => r.Number, Window.Days(2)),
        Mean = w.Mean(r => r.Number, Window.Hours(3)),
    }).WithEdges(Edge.Inclusive, Edge.Exclusive).WithTiles(BucketedTiles).WithDelay(TimeSpan.FromHours(2));

    public AggregateView<Sessions> Sessions => Readings.AggregateBy(Sensor, r => r.Sensor, w => new Sessions
    {
        Count = w.Count(Window.Session(TimeSpan.FromHours(1))),
        Sum = w.Where(r => r.Flag == true).Sum(r => r.Number, Window.Session(TimeSpan.FromHours(1))),
        Last = w.Last(r => r.Text, Window.Session(TimeSpan.FromMinutes(30))),
    });

    public FeatureService OfSensor => Service([Plain, Bucketed, Sessions]);
}
