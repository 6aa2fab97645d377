using Larder.DuckDb;
using Larder.Offline.Delta;
using Larder.Support;
using Larder.Types;

namespace Larder.Offline;

/// <summary>What is found out about the rows of a data file, and what readers leave out for it.</summary>
public sealed class RowOrderTests
{
    [Theory]
    [InlineData("(1, 1, 5), (0, 0, 6), (3, 3, 9)", true, "larder.event_times=0..3 larder.known_at=event_time larder.sequences=5..9")]
    [InlineData("(1, 1, 5), (2, 3, 6)", false, "larder.event_times=1..2 larder.sequences=5..6")]
    [InlineData("(1, 1, 5), (2, 2, 4)", true, "larder.event_times=1..2 larder.known_at=event_time")]
    [InlineData("(-7, -7, 5), (2, 2, 5)", true, "larder.event_times=-7..2 larder.known_at=event_time")]
    public void A_file_is_looked_at_and_its_tags_say_what_was_found(string rows, bool isKnownAtOnce, string tags)
    {
        using var world = new World(ClickRepository.Catalog);
        var path = world.Write("rows.parquet", string.Empty);
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        connection.Execute(
            $"COPY (SELECT make_timestamp(e::BIGINT) AS _event_time, make_timestamp(k::BIGINT) AS _known_at, s::BIGINT AS _sequence FROM (VALUES {rows}) t(e, k, s)) TO {Identifiers.Literal(path)} (FORMAT parquet)",
            TestContext.Current.CancellationToken);

        var order = RowOrder.Of(connection, path, TestContext.Current.CancellationToken);

        order.IsKnownAtOnce.ShouldBe(isKnownAtOnce);
        string.Join(' ', order.ToTags().OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}")).ShouldBe(tags);
        RowOrder.Of(File("2024-01-01", order.ToTags())).ShouldBe(order);
    }

    [Theory]
    [InlineData("a 0..4, a 5..9, b 3..3", true)]
    [InlineData("a 5..9, b 0..4", true)]
    [InlineData("a 5..9, a 0..4", false)]
    [InlineData("a 0..4, a 4..9", false)]
    [InlineData("a 0..4, b", false)]
    [InlineData("a 0..4, b 3..x", false)]
    public void Files_are_in_sequence_where_those_of_a_day_follow_each_other(string files, bool expected) =>
        RowOrder.IsInSequence(files.Split(", ").Select(f => File(f[..1], f.Length > 1 ? new Dictionary<string, string> { ["larder.sequences"] = f[2..] } : [])), "event_date").ShouldBe(expected);

    [Fact]
    public async Task Ingested_files_say_how_their_rows_lie()
    {
        using var world = new World(ClickRepository.Catalog);
        await world.IngestAsync("clicks", world.Write("clicks.csv", ClickCase.Csv(new ClickCase(1, clicks: 900, files: 1).Files[0])));

        var table = await OfflineTable.OpenAsync(world.OfflinePath, world.Catalog.Source("clicks"), version: null, TestContext.Current.CancellationToken);

        (table.IsInSequence, table.IsKnownAtOnce, table.EventTimes is not null).ShouldBe((true, false, true));
    }

    private static DeltaFile File(string day, IReadOnlyDictionary<string, string> tags) =>
        new($"event_date={day}/f.parquet", new Dictionary<string, string?> { ["event_date"] = day }, 1, 1, null, new Instant(0), 1) { Tags = tags.ToDictionary(t => t.Key, t => (string?)t.Value) };
}
