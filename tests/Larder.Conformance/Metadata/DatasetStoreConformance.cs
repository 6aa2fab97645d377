using Larder.Storage;
using Larder.Types;

namespace Larder.Conformance;

/// <summary>What every dataset store must do. A subclass supplies an empty one.</summary>
public abstract class DatasetStoreConformance
{
    protected abstract IDatasetStore Store { get; }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_store_lists_nothing_and_finds_nothing()
    {
        (await Store.ListAsync(Token)).ShouldBeEmpty();
        (await Store.GetAsync("d1", Token)).ShouldBeNull();
    }

    [Fact]
    public async Task A_record_comes_back_as_put()
    {
        var record = Record("d1") with
        {
            Views = ["a@v1", "b \"quoted\", with comma@v2", "", "顧客🛒\0"],
            Tables = [],
            AsOf = new Instant(long.MinValue),
            Rows = long.MaxValue,
            Path = "datasets/'; DROP TABLE dataset; --.parquet",
            Spine = "/data/'; DROP TABLE dataset; --.csv",
        };

        await Store.PutAsync(record, Token);

        ShouldBeRecord(await Store.GetAsync("d1", Token), record);
        ShouldBeRecord((await Store.ListAsync(Token)).ShouldHaveSingleItem(), record);
    }

    [Fact]
    public async Task Putting_the_same_version_again_changes_nothing()
    {
        await Store.PutAsync(Record("d1"), Token);

        await Store.PutAsync(Record("d1") with { Path = "elsewhere.parquet", CreatedAt = new Instant(9), Views = [] }, Token);

        ShouldBeRecord((await Store.ListAsync(Token)).ShouldHaveSingleItem(), Record("d1"));
    }

    [Fact]
    public async Task The_list_is_newest_first_and_of_equal_age_by_version()
    {
        await Store.PutAsync(Record("m", createdAt: 2), Token);
        await Store.PutAsync(Record("z", createdAt: 3), Token);
        await Store.PutAsync(Record("b", createdAt: 1), Token);
        await Store.PutAsync(Record("a", createdAt: 2), Token);

        (await Store.ListAsync(Token)).Select(record => record.DatasetVersion).ShouldBe(["z", "a", "m", "b"]);
    }

    [Fact]
    public async Task The_callers_lists_may_change_afterwards()
    {
        var views = new List<string> { "a@v1" };
        await Store.PutAsync(Record("d1") with { Views = views }, Token);

        views.Add("b@v1");

        (await Store.GetAsync("d1", Token)).ShouldNotBeNull().Views.ShouldBe(["a@v1"]);
    }

    [Fact]
    public async Task Records_put_at_once_are_all_kept()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Store.PutAsync(Record($"d{i / 2}"), Token), Token)));

        (await Store.ListAsync(Token)).Count.ShouldBe(10);
    }

    [Fact]
    public async Task A_cancelled_token_stops_every_call_before_it_does_anything()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Should.ThrowAsync<OperationCanceledException>(() => Store.PutAsync(Record("d1"), cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.ListAsync(cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.GetAsync("d1", cancelled));

        (await Store.ListAsync(Token)).ShouldBeEmpty();
    }

    private static DatasetRecord Record(string version, long createdAt = 1_700_000_000_000_000) => new(
        version,
        "repurchase@1",
        ["basket@v1", "customer_spend@v2"],
        ["order_lines@3"],
        "spine hash",
        new Instant(1_650_000_000_000_001),
        "0.1.0+shop 1.2.3",
        12_345,
        $"datasets/{version}.parquet",
        "content hash",
        new Instant(createdAt));

    private static void ShouldBeRecord(DatasetRecord? actual, DatasetRecord expected)
    {
        actual.ShouldNotBeNull();
        actual.Views.ShouldBe(expected.Views);
        actual.Tables.ShouldBe(expected.Tables);
        (actual with { Views = expected.Views, Tables = expected.Tables }).ShouldBe(expected);
    }
}
