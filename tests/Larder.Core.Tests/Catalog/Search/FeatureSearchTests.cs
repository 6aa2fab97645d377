#pragma warning disable CA1822 // Definitions are instance properties: the repository is read through them.
using System.ComponentModel;
using Larder.Catalog.Search;

namespace Larder.Core.Tests.Catalog.Search;

public sealed record Click(string? User, string? Page, double Seconds, DateTime At);

public sealed record Dwell
{
    [Description("Seconds spent on pages in a week")]
    public double Seconds7d { get; init; }

    public long Clicks7d { get; init; }
}

public sealed record LastPage
{
    public string? Page { get; init; }
}

public sealed class Site : FeatureRepository
{
    public Entity<string> Visitor { get; } = new Entity<string>("visitor_id").WithDescription("Somebody with a browser").WithTags("person");

    public EventSource<Click> Clicks => Source.Csv<Click>("clicks.csv", c => c.At).WithOwner("web@example.org");

    public AggregateView<Dwell> Engagement => Clicks.AggregateBy(Visitor, c => c.User, w => new Dwell
    {
        Seconds7d = w.Sum(c => c.Seconds, Window.Days(7)),
        Clicks7d = w.Count(Window.Days(7)),
    }).WithDescription("How much visitors use the site").WithTags("usage", "weekly").WithEdges(Edge.Inclusive);

    public RowView<LastPage> Newest => Clicks.LatestBy(Visitor, c => c.User, c => new LastPage { Page = c.Page }).WithOwner("search team");

    public FeatureService Home => Service([Engagement]).WithOwner("home team");
}

public class FeatureSearchTests
{
    private static readonly IReadOnlyList<CatalogEntry> Entries = FeatureDirectory.Of(new Site().Build(), (kind, view, _) => kind == "feature" && view.Name == "newest" ? "From the documentation" : null);

    [Theory]
    [InlineData("seconds", "engagement:seconds_7d 1 name")]
    [InlineData("second", "engagement:seconds_7d 0.8 name")]
    [InlineData("secnods", "engagement:seconds_7d 0.4 name")]
    [InlineData("engagement", "engagement:clicks_7d 0.8 view, engagement:seconds_7d 0.8 view")]
    [InlineData("weekly", "engagement:clicks_7d 0.7 tag, engagement:seconds_7d 0.7 tag")]
    [InlineData("pages", "engagement:seconds_7d 0.5 description, newest:page 0.4 name")]
    [InlineData("page", "newest:page 1 name, engagement:seconds_7d 0.4 description")]
    [InlineData("browser page", "newest:page 0.8 name entity, engagement:seconds_7d 0.5 entity description")]
    [InlineData("team", "newest:page 0.6 owner")]
    [InlineData("documentation", "newest:page 0.5 description")]
    [InlineData("seconds nowhere", "")]
    [InlineData("zz", "")]
    public void Words_find_features_by_their_fields_in_order(string query, string expected) =>
        string.Join(", ", FeatureSearch.Run(Entries, query).Select(f => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{f.Entry.Reference} {f.Score} {string.Join(' ', f.Matched)}")))
            .ShouldBe(expected);

    [Fact]
    public void Without_words_every_feature_is_found() => FeatureSearch.Run(Entries, " ").Count.ShouldBe(3);

    [Fact]
    public void An_entry_knows_its_owner_tags_sources_and_services()
    {
        var (first, last) = (Entries[0], Entries[2]);

        (first.Owner, last.Owner).ShouldBe(("web@example.org", "search team"));
        first.Tags.ShouldBe(["usage", "weekly", "person"]);
        first.Sources.ShouldBe(["clicks"]);
        (first.Services.Single(), last.Services.Count).ShouldBe(("home", 0));
    }

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ab", "ba", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("same", "same", 0)]
    public void The_distance_counts_letters_and_swaps(string left, string right, int distance) => Tokens.Distance(left, right).ShouldBe(distance);
}
