#pragma warning disable CA1822 // Definitions are instance properties: the repository is read through them.
using Larder.Catalog;
using Larder.Core.Tests.Catalog.Search;

namespace Larder.Core.Tests.Catalog;

public sealed record Twice
{
    public double First { get; init; }

    public double Second { get; init; }

    public double Other { get; init; }

    public double? Share { get; init; }
}

public sealed record PageWords(string? One, string? Two, string? Three);

public sealed record PageDay(string? User, DateTime Day, long? Clicks, long? Visits);

public sealed class Doubled : FeatureRepository
{
    public Entity<string> Visitor { get; } = new("visitor_id");

    public Entity<string> Page { get; } = new("page_id");

    public EventSource<Click> Clicks => Source.Csv<Click>("clicks.csv", c => c.At);

    public AggregateView<Twice> Filtered => Clicks.Where(c => c.Page != null && c.Seconds > 1).AggregateBy(Visitor, c => c.User, w => new Twice
    {
        First = w.Sum(c => c.Seconds, Window.Days(7)),
        Second = w.Sum(c => c.Seconds, Window.Days(8)),
        Share = w.Sum(c => c.Seconds, Window.Days(7)) / 7,
    });

    public AggregateView<Twice> Conditional => Clicks.Where(c => c.Seconds > 1).AggregateBy(Visitor, c => c.User, w => new Twice
    {
        First = w.Where(c => c.Page != null).Sum(c => c.Seconds, Window.Days(7)),
        Second = w.Where(c => c.Page == null).Sum(c => c.Seconds, Window.Days(7)),
        Other = w.Sum(c => c.Seconds * 2, Window.Days(7)),
    });

    public AggregateView<Twice> Edged => Clicks.Where(c => c.Seconds > 1).AggregateBy(Visitor, c => c.User, w => new Twice
    {
        Other = w.Sum(c => c.Seconds * 2, Window.Days(7)),
    }).WithEdges(Edge.Inclusive);

    public AggregateView<Twice> OfPages => Clicks.Where(c => c.Seconds > 1).AggregateBy(Page, c => c.Page, w => new Twice { Other = w.Sum(c => c.Seconds * 2, Window.Days(7)) });

    public SqlView<PageDay> Daily => Sql(Visitor, (PageDay d) => d.User, d => d.Day, $"SELECT \"user\", max(_event_time) AS day, count(*) AS clicks, count(*) AS visits FROM {Clicks} GROUP BY ALL").WithDelay(TimeSpan.Zero);

    public RowView<PageWords> Newest => Clicks.LatestBy(Visitor, c => c.User, c => new PageWords(c.Page, c.Page, c.User));
}

public class NearDuplicatesTests
{
    [Fact]
    public void Features_that_say_the_same_are_told_in_groups() => NearDuplicates.Warnings(new Doubled().Build()).ShouldBe(
    [
        "Features filtered:first and conditional:first are the same sum over clicks (window 604800s); use one of them, or tell them apart.",
        "Features conditional:other and edged:other are the same sum over clicks (window 604800s), but for window edges, tiles, delay or time to live; use one of them, or tell them apart.",
        "Features newest:one and newest:two are the same expression over clicks: e => e.Page; use one of them, or tell them apart.",
    ]);

    [Fact]
    public void Other_windows_conditions_and_entities_are_no_duplicates() => NearDuplicates.Warnings(new Shop().Build()).ShouldBeEmpty();
}
