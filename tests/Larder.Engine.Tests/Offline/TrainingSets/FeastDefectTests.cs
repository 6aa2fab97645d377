using Larder.Support;

namespace Larder.Offline.TrainingSets;

/// <summary>What other feature stores got wrong: each row of the spine comes back once, in its place, with what was known then.</summary>
public sealed class FeastDefectTests : IDisposable
{
    private const string T0 = "2024-01-10T12:00:00";
    private readonly World _world = new(ClickRepository.Catalog);

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Five_rows_in_are_five_rows_out()
    {
        await IngestAsync($"a,1,1,{T0},{T0},1,1,p,true,,\n");

        var rows = await BuildAsync($"('a', 1, '{T0}'), ('b', 2, '{T0}'), (NULL, 3, '{T0}'), ('a', 4, '{T0}'), ('', 5, '1960-01-01')");

        rows.Select(r => $"{r["label"]} {r["last_of_user__status"]} {r["last_of_user__page"]} {r["activity__status"]} {r["activity__clicks_2d"]}").ShouldBe(
            ["1 PRESENT p NOT_FOUND 0", "2 NOT_FOUND null NOT_FOUND 0", "3 NOT_FOUND null NOT_FOUND 0", "4 PRESENT p NOT_FOUND 0", "5 NOT_FOUND null NOT_FOUND 0"]);
    }

    [Fact]
    public async Task Duplicates_with_different_labels_are_all_kept()
    {
        await IngestAsync($"a,1,1,{T0},{T0},1,1,p,true,,\n");

        var rows = await BuildAsync($"('a', 1, '{T0}'), ('a', 0, '{T0}'), ('a', 1, '{T0}')");

        rows.Select(r => $"{r["label"]} {r["last_of_user__page"]}").ShouldBe(["1 p", "0 p", "1 p"]);
    }

    [Fact]
    public async Task A_null_key_matches_no_null_key()
    {
        await IngestAsync($",1,1,{T0},{T0},1,1,p,true,,\n");

        var rows = await BuildAsync($"(NULL, 1, '2024-01-11'), ('null', 2, '2024-01-11')");

        rows.Select(r => $"{r["user_id"]} {r["last_of_user__status"]} {r["activity__clicks_2d"]}").ShouldBe(["null NOT_FOUND 0", "null NOT_FOUND 0"]);
    }

    [Fact]
    public async Task A_row_with_only_expired_matches_is_kept_with_nulls()
    {
        await IngestAsync($"a,1,1,{T0},{T0},1,1,p,true,,\n");

        var row = (await BuildAsync("('a', 1, '2024-02-10')")).ShouldHaveSingleItem();

        (row["fresh_of_user__page"], row["fresh_of_user__status"], row["fresh_of_user__event_time"]).ShouldBe(("null", "OUTSIDE_MAX_AGE", "2024-01-10T12:00:00.000000"));
        (row["last_of_user__page"], row["last_of_user__status"]).ShouldBe(("p", "PRESENT"));
    }

    [Theory]
    [InlineData("2024-01-10T17:00:00.000000", "PRESENT")]
    [InlineData("2024-01-10T17:00:00.000001", "OUTSIDE_MAX_AGE")]
    [InlineData("2024-01-10T12:00:00.000000", "PRESENT")]
    [InlineData("2024-01-10T11:59:59.999999", "NOT_FOUND")]
    public async Task A_ttl_ends_at_exactly_the_ttl_and_the_future_begins_a_microsecond_later(string at, string status)
    {
        await IngestAsync($"a,1,1,{T0},{T0},1,1,p,true,,\n");

        (await BuildAsync($"('a', 1, '{at}')")).ShouldHaveSingleItem()["fresh_of_user__status"].ShouldBe(status);
    }

    [Fact]
    public async Task A_row_is_not_seen_before_it_was_known()
    {
        await IngestAsync($"a,1,1,{T0},2024-01-12T00:00:00,1,1,late,true,,\na,1,1,2024-01-09T12:00:00,2024-01-09T12:00:00,1,1,early,true,,\n");

        var rows = await BuildAsync("('a', 1, '2024-01-11T23:59:59.999999'), ('a', 2, '2024-01-12')");

        rows.Select(r => r["last_of_user__page"]).ShouldBe(["early", "late"]);
        rows.Select(r => r["activity__clicks_2d"]).ShouldBe(["0", "1"]);
    }

    [Fact]
    public async Task An_event_never_sees_itself_but_the_one_a_microsecond_before()
    {
        await IngestAsync($"a,1,1,{T0},{T0},1,1,p,true,,\na,1,1,2024-01-10T11:59:59.999999,2024-01-10T11:59:59.999999,1,1,p,true,,\n");

        var rows = await BuildAsync($"('a', 1, '{T0}'), ('a', 2, '2024-01-10T12:00:00.000001'), ('a', 3, '2024-01-12T12:00:00'), ('a', 4, '2024-01-12T12:00:00.000001')");

        rows.Select(r => r["activity__clicks_2d"]).ShouldBe(["1", "2", "1", "0"]);
        rows.Select(r => r["activity__amount_2d"]).ShouldBe([Sql.Cell(1d), Sql.Cell(2d), Sql.Cell(1d), Sql.Cell(0d)]);
    }

    [Fact]
    public async Task Nothing_known_after_as_of_is_used()
    {
        await IngestAsync($"a,1,1,{T0},{T0},1,1,then,true,,\na,1,1,2024-01-10T13:00:00,2024-01-20T00:00:00,1,1,learned,true,,\n");
        var spine = Spine("('a', 1, '2024-01-25')");
        var builder = new TrainingSetBuilder(_world.Workspace);
        var service = _world.Catalog.Service("of_user");

        var before = await builder.BuildAsync(service, spine, new TrainingSetOptions { AsOf = Types.Instant.From(new DateTime(2024, 1, 19, 23, 59, 59, DateTimeKind.Utc)) }, TestContext.Current.CancellationToken);
        var after = await builder.BuildAsync(service, spine, cancellationToken: TestContext.Current.CancellationToken);

        Sql.Single($"SELECT last_of_user__page, activity__amount_ever::INTEGER FROM read_parquet('{before.Path}')").ShouldBe("then | 1");
        Sql.Single($"SELECT last_of_user__page, activity__amount_ever::INTEGER FROM read_parquet('{after.Path}')").ShouldBe("learned | 2");
        after.Record.AsOf.ToString().ShouldBe("2024-01-20T00:00:00Z");
        after.Record.DatasetVersion.ShouldNotBe(before.Record.DatasetVersion);
    }

    private Task<Ingestion.IngestReport> IngestAsync(string lines) => _world.IngestAsync("clicks", _world.Write("clicks.csv", ClickCase.Header + "\n" + lines));

    private string Spine(string values)
    {
        var path = Path.Combine(_world.Folder, "spine.parquet");
        Sql.Execute($"COPY (SELECT user_id::VARCHAR AS user_id, label, asked::TIMESTAMP AS event_timestamp FROM (VALUES {values}) AS s(user_id, label, asked)) TO '{path}' (FORMAT parquet)");
        return path;
    }

    private async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> BuildAsync(string values)
    {
        var set = await new TrainingSetBuilder(_world.Workspace).BuildAsync(_world.Catalog.Service("of_user"), Spine(values), cancellationToken: TestContext.Current.CancellationToken);
        return Sql.Rows($"SELECT * FROM read_parquet('{set.Path}')");
    }
}
