using Larder.Catalog;
using Larder.Catalog.Lineage;
using Larder.Core.Tests.Catalog.Search;
using Larder.Models;
using Larder.Storage;
using Larder.Types;

namespace Larder.Core.Tests.Catalog.Lineage;

public sealed record Doubling
{
    public double? Twice { get; init; }

    public double? Other { get; init; }
}

/// <summary>Clicks with a window, a filter, a publication lag and a service that may be others.</summary>
public sealed class Changing : FeatureRepository
{
    public int Days { get; init; } = 7;

    public double Least { get; init; }

    public TimeSpan Delay { get; init; }

    public bool HasNewest { get; init; } = true;

    public Entity<string> Visitor { get; } = new("visitor_id");

    public EventSource<Click> Clicks => Source.Csv<Click>("clicks.csv", c => c.At).WithDelay(Delay);

    public AggregateView<Dwell> Engagement
    {
        get
        {
            var (days, least) = (Days, Least);
            return Clicks.Where(c => c.Seconds > least).AggregateBy(Visitor, c => c.User, w => new Dwell { Seconds7d = w.Sum(c => c.Seconds, Window.Days(days)), Clicks7d = w.Count(Window.Days(7)) });
        }
    }

    public OnDemandView<Doubling> Twice => OnDemand(Engagement, (Dwell d) => new Doubling { Twice = d.Seconds7d * 2, Other = d.Clicks7d });

    public RowView<LastPage>? Newest => HasNewest ? Clicks.LatestBy(Visitor, c => c.User, c => new LastPage { Page = c.Page }) : null;

    public FeatureService Home => Service([Engagement, Twice]);
}

public class LineageImpactTests
{
    private static readonly Instant At = new(0);
    private static readonly FeatureCatalog Before = new Changing().Build();
    private static readonly DefinitionVersion[] Recorded = [.. Before.Definitions.Select(d => new DefinitionVersion(d.Kind, d.Name, 1, d.Definition.Hash, d.Definition.Text, At, false))];

    private static readonly LineageRecords Records = new()
    {
        Definitions = Recorded,
        TrainingSets =
        [
            new DatasetRecord(new string('a', 64), "home@1", ["engagement@1", "twice@1"], ["clicks@3"], "s", At, "c", 5, "p", "h", At),
            new DatasetRecord(new string('b', 64), "other@4", ["newest@1"], ["clicks@3"], "s", At, "c", 5, "p", "h", At),
        ],
        Models = [Model("m", 1, 'a'), Model("m", 2, 'a', ModelIdentity.Champion), Model("other", 1, 'b')],
    };

    [Fact]
    public void A_changed_feature_reaches_what_is_made_of_it_and_nothing_beside() => Text(new Changing { Days = 8 }, "view", "engagement").ShouldBe(
        "engagement:seconds_7d twice:twice; home@2; aaaaaaaaaaaa; m v2 (champion) m v1");

    [Fact]
    public void A_changed_filter_reaches_all_features_of_its_view() => Text(new Changing { Least = 5 }, "view", "engagement").ShouldBe(
        "engagement:seconds_7d engagement:clicks_7d twice:twice twice:other; home@2; aaaaaaaaaaaa; m v2 (champion) m v1");

    [Fact]
    public void A_changed_source_reaches_everything_over_it() => Text(new Changing { Delay = TimeSpan.FromDays(1) }, "source", "clicks").ShouldBe(
        "engagement:seconds_7d engagement:clicks_7d newest:page twice:twice twice:other; home@2; aaaaaaaaaaaa bbbbbbbbbbbb; m v2 (champion) m v1 other v1");

    [Fact]
    public void A_retired_view_reaches_the_runs_that_used_it() => Text(new Changing { HasNewest = false }, "view", "newest").ShouldBe("; ; bbbbbbbbbbbb; other v1");

    [Fact]
    public void What_is_new_reaches_nothing()
    {
        var plan = CatalogPlan.Compare(Before, []);

        LineageImpact.Of(LineageGraph.Of(Before), plan).ShouldAllBe(i => i.IsEmpty);
    }

    private static string Text(Changing repository, string kind, string name)
    {
        var catalog = repository.Build();
        var impact = LineageImpact.Of(LineageGraph.Of(catalog, Records), CatalogPlan.Compare(catalog, Recorded)).Single(i => i.Change.Definition == kind && i.Change.Name == name);
        return string.Join("; ", new[] { impact.Features, [.. impact.Services.Select(s => s.Label)], [.. impact.TrainingSets.Select(t => t.Label)], [.. impact.Models.Select(m => m.Label)] }.Select(p => string.Join(' ', p)));
    }

    private static ModelListing Model(string name, int version, char dataset, params string[] aliases) =>
        new(new ModelVersion(name, version, "h", new string(dataset, 64), dataset == 'a' ? "home@1" : "other@4", "c", "{}", default, At), aliases);
}
