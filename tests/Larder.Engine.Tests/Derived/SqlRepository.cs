using Larder.Catalog;
using Larder.Support;

namespace Larder.Derived;

/// <summary>What a user did on a day, known when the last click of it was.</summary>
public sealed record DailyClicks
{
    public string? User { get; init; }

    public DateTime Day { get; init; }

    public DateTime KnownAt { get; init; }

    public long? Clicks { get; init; }

    public double? Amount { get; init; }

    public string[]? Pages { get; init; }
}

/// <summary>A click as SQL sees it, row by row.</summary>
public sealed record PlainClick
{
    public string? User { get; init; }

    public DateTime At { get; init; }

    public DateTime KnownAt { get; init; }

    public double? Doubled { get; init; }

    public string? Page { get; init; }
}

public sealed record PlainStats
{
    public long Clicks2d { get; init; }

    public double Doubled2d { get; init; }
}

public sealed class SqlRepository : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new SqlRepository().Build();

    /// <summary>Another one is another definition of <c>plain</c>.</summary>
    public int Factor { get; init; } = 2;

    public Entity<string> User { get; } = new("user_id");

    public EventSource<Click> Clicks { get; } = Source.Csv<Click>("clicks*.csv", eventTime: c => c.At).WithKnownAt(c => c.KnownAt);

    public SqlView<DailyClicks> Daily => Sql(User, (DailyClicks d) => d.User, eventTime: d => d.Day, $"""
        SELECT "user", date_trunc('day', "at") AS day, max(_known_at) AS known_at, count(*) AS clicks, sum(amount) AS amount, list(page ORDER BY page) FILTER (page IS NOT NULL) AS pages
        FROM {Clicks}
        GROUP BY ALL
        """).WithKnownAt(d => d.KnownAt);

    public SqlView<PlainClick> Plain => Sql(User, (PlainClick c) => c.User, eventTime: c => c.At, $"""
        SELECT "user", "at", known_at, amount * {Factor} AS doubled, coalesce(page, {"no'page"}) AS page FROM {Clicks} WHERE is_mobile IS DISTINCT FROM false
        """).WithKnownAt(c => c.KnownAt).WithMode(SqlMode.MicroBatch).WithTtl(TimeSpan.FromHours(5));

    public AggregateView<PlainStats> PlainStats => Plain.Rows.AggregateBy(User, c => c.User, w => new PlainStats
    {
        Clicks2d = w.Count(Window.Days(2)),
        Doubled2d = w.Sum(c => c.Doubled, Window.Days(2)),
    });

    public FeatureService OfUser => Service([Daily, Plain, PlainStats]);
}
