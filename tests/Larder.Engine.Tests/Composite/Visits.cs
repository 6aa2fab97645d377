using Larder.Catalog;

namespace Larder.Composite;

/// <summary>An event with a list or map of every type.</summary>
public sealed record Visit(
    string User,
    DateTime At,
    string? Country,
    long Points,
    float[]? Embedding,
    long[]? Ids,
    double[]? Weights,
    string[]? Tags,
    FeatureMap<long>? Counts,
    FeatureMap<double>? Shares);

public sealed record LastVisit
{
    public float[]? Embedding { get; init; }

    public long[]? Ids { get; init; }

    public double[]? Weights { get; init; }

    public string[]? Tags { get; init; }

    public FeatureMap<long>? Counts { get; init; }

    public FeatureMap<double>? Shares { get; init; }

    public float[]? Doubled { get; init; }

    public int? TagCount { get; init; }
}

public sealed record VisitStats
{
    public string[]? LastCountries { get; init; }

    public long[]? LastPoints { get; init; }

    public string[]? TopCountries { get; init; }

    public FeatureMap<long>? CountryCounts { get; init; }

    public FeatureMap<long>? PointsByCountry { get; init; }

    public FeatureMap<long[]>? LastPointsByCountry { get; init; }

    public FeatureMap<string>? FirstUserByCountry { get; init; }

    public FeatureMap<double[]>? QuartilesByCountry { get; init; }

    public FeatureMap<string[]>? TopCountriesBySign { get; init; }

    public double[]? Percentiles { get; init; }

    public long PointSum { get; init; }

    public long? Doubled { get; init; }
}

public sealed record Query(float[] Asked, string[]? Words, FeatureMap<double>? Prices);

public sealed record Answer
{
    public double? Dot { get; init; }

    public float[]? Shifted { get; init; }

    public string[]? Words { get; init; }

    public FeatureMap<double>? Prices { get; init; }
}

public sealed record Follow
{
    public long? PointsAndOne { get; init; }

    public string[]? Two { get; init; }
}

/// <summary>Functions of the repository below.</summary>
public static class Vectors
{
    /// <summary>The dot product; null where there is nothing to multiply.</summary>
    public static double? Dot(float[]? left, float[]? right)
    {
        if (left is null || right is null)
        {
            return null;
        }

        var sum = 0.0;
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            sum += (double)left[i] * right[i];
        }

        return sum;
    }

    /// <summary>Every element times a factor.</summary>
    public static float[]? Times(float[]? list, float factor) => list is null ? null : Array.ConvertAll(list, v => v * factor);
}

public sealed class VisitRepository : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new VisitRepository().Build();

    public Entity<string> User { get; } = new("user_id");

    public EventSource<Visit> Visits { get; } = Source.Parquet<Visit>("visits.parquet", eventTime: v => v.At);

    public EventSource<Visit> Strict { get; } = Source.Parquet<Visit>("visits.parquet", eventTime: v => v.At)
        .Expect(visits => visits.NullRate(v => v.Embedding, atMost: 0.1).Row("few_tags", v => v.Tags == null || v.Tags.Length < 5).NoDuplicates());

    public RowView<LastVisit> Last => Visits.LatestBy(User, v => v.User, v => new LastVisit
    {
        Embedding = v.Embedding,
        Ids = v.Ids,
        Weights = v.Weights,
        Tags = v.Tags,
        Counts = v.Counts,
        Shares = v.Shares,
        Doubled = Vectors.Times(v.Embedding, 2),
        TagCount = v.Tags == null ? null : v.Tags.Length,
    });

    public AggregateView<VisitStats> Stats => Visits.AggregateBy(User, v => v.User, w => new VisitStats
    {
        LastCountries = w.LastN(v => v.Country, 3, Window.Days(2)),
        LastPoints = w.LastN(v => v.Points, 2, Window.Lifetime),
        TopCountries = w.TopK(v => v.Country, 2, Window.Days(2)),
        CountryCounts = w.Histogram(v => v.Country, Window.Days(2)),
        PointsByCountry = w.By(v => v.Country).Sum(v => v.Points, Window.Days(2)),
        LastPointsByCountry = w.By(v => v.Country).LastN(v => v.Points, 2, Window.Days(2)),
        FirstUserByCountry = w.By(v => v.Country).First(v => v.User, Window.Days(2)),
        QuartilesByCountry = w.By(v => v.Country).ApproxPercentiles(v => v.Points, Window.Days(2), 25, 75),
        TopCountriesBySign = w.By(v => v.Points > 0 ? "plus" : "minus").TopK(v => v.Country, 2, Window.Days(2)),
        Percentiles = w.ApproxPercentiles(v => v.Points, Window.Days(2), 50, 99),
        PointSum = w.Sum(v => v.Points, Window.Days(2)),
        Doubled = 2 * w.Sum(v => v.Points, Window.Days(2)),
    });

    public FeatureView Next => OnDemand(Stats, (VisitStats stats) => new Follow
    {
        PointsAndOne = stats.PointSum + 1,
        Two = stats.LastCountries == null ? null : stats.LastCountries.Take(2).ToArray(),
    });

    public FeatureView Asked => OnDemandWithRequest(Last, (Query q, LastVisit last) => new Answer
    {
        Dot = Vectors.Dot(q.Asked, last.Embedding),
        Shifted = Vectors.Times(q.Asked, 0.5f),
        Words = q.Words,
        Prices = q.Prices,
    });

    public FeatureService OfUser => Service([Last, Stats, Next]);

    public FeatureService OfQuery => Service([Asked]);

    public Spine EachVisit => Visits.SpineBy(User, v => v.User)
        .EachEvent(v => v.Points > 0, v => new Query(v.Embedding ?? Array.Empty<float>(), v.Tags, v.Shares));
}
