using Larder.Storage;
using Larder.Types;

namespace Larder.Conformance;

/// <summary>What every store of comparisons must do. A subclass supplies an empty one.</summary>
public abstract class DriftStoreConformance
{
    protected abstract IDriftStore Store { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_store_lists_nothing() => (await Store.ListAsync("source trips", null, Token)).ShouldBeEmpty();

    [Fact]
    public async Task Comparisons_come_back_as_put_in_the_order_of_periods_features_and_segments()
    {
        var odd = Record("2019-02", "fare", "顧客🛒\0 'x'; --") with { IsDrift = true, ReferenceRows = long.MaxValue, ScoresJson = "{\"a\":\"\\\"\"}", ComparedAt = new Instant(long.MinValue) };
        await Store.PutAsync([odd, Record("2019-02", "fare"), Record("2019-01", "tip"), Record("2019-01", "fare"), Record("2019-01", "x") with { Subject = "other" }], Token);

        (await Store.ListAsync("source trips", null, Token)).ShouldBe([Record("2019-01", "fare"), Record("2019-01", "tip"), Record("2019-02", "fare"), odd]);
        (await Store.ListAsync("source trips", "tip", Token)).ShouldBe([Record("2019-01", "tip")]);
    }

    [Fact]
    public async Task The_same_comparison_is_kept_once_as_it_was_first()
    {
        await Store.PutAsync([Record("2019-01", "fare")], Token);

        await Store.PutAsync([Record("2019-01", "fare") with { ComparedAt = new Instant(9), ScoresJson = "{}" }, Record("2019-01", "fare") with { Profile = "p9" }], Token);

        (await Store.ListAsync("source trips", "fare", Token)).Select(r => (r.Profile, r.ComparedAt.Microseconds)).ShouldBe([("p 2019-01", 5), ("p9", 5)], ignoreOrder: true);
    }

    [Fact]
    public async Task Forgetting_takes_the_comparisons_of_all_subjects()
    {
        await Store.PutAsync([Record("2019-01", "fare"), Record("2019-01", "fare") with { Subject = "other" }], Token);

        await Store.ForgetAsync(Token);

        (await Store.ListAsync("source trips", null, Token)).ShouldBeEmpty();
        (await Store.ListAsync("other", null, Token)).ShouldBeEmpty();
    }

    private static DriftRecord Record(string period, string feature, string segment = "") =>
        new("source trips", feature, segment, "2018-12", period, "r", $"p {period}", 10, 20, false, "{\"js\":0.1}", new Instant(5));
}
