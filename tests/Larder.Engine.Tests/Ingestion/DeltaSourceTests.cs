using Larder.Catalog;
using Larder.Errors;
using Larder.Support;

namespace Larder.Ingestion;

public sealed class DeltaHitRepository : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new DeltaHitRepository().Build();

    public EventSource<Hit> Hits { get; } = Source.Delta<Hit>("hits", eventTime: h => h.At);

    public EventSource<Hit> Late { get; } = Source.Delta<Hit>("hits", eventTime: h => h.At).From(new DateTimeOffset(2024, 3, 1, 0, 0, 0, TimeSpan.Zero));
}

/// <summary>External Delta tables: every row once, whatever the table's writer does in between, and nothing that is not a new row.</summary>
public sealed class DeltaSourceTests : IDisposable
{
    private const string Remedy = "Nothing was stored; rows that are stored do not change, so ingest the table as it is now into another state folder, or as a source of another name.";
    private readonly World _world = new(DeltaHitRepository.Catalog);
    private readonly ExternalTable _table;

    public DeltaSourceTests() => _table = new(Path.Combine(_world.Folder, "hits"));

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task The_newest_version_is_read_and_then_only_what_came_since()
    {
        _table.Commit(_table.Write("a", 2023, "2023-01-01"), _table.Write("b", null, "2024-01-01", "2024-01-02"));
        var first = await IngestAsync();
        var again = await IngestAsync();
        _table.Commit(_table.Write("c", 2024, "2024-02-01"));
        _table.Commit(_table.Write("d", 2024, "2024-02-02"));
        var second = await IngestAsync();

        (first.Counts.RowsStored, first.FilesRead, first.FilesSkipped).ShouldBe((3, 2, 0));
        again.IsRepeat.ShouldBeTrue();
        (second.Counts.RowsRead, second.Counts.RowsStored, second.FilesRead).ShouldBe((2, 2, 2));
        Stored().ShouldBe(["a0 | 2023-01-01 00:00:00 | de | 2023", "b0 | 2024-01-01 00:00:00 | de | null", "b1 | 2024-01-02 00:00:00 | de | null", "c0 | 2024-02-01 00:00:00 | de | 2024", "d0 | 2024-02-02 00:00:00 | de | 2024"]);
    }

    [Fact]
    public async Task Compactions_are_followed_also_over_files_not_read_yet()
    {
        _table.Commit(_table.Write("a", 2024, "2024-01-01"));
        await IngestAsync();
        _table.Commit(_table.Write("b", 2024, "2024-01-02"));
        _table.Commit(_table.Write("ab", 2024, dataChange: false, hasStats: true, "2024-01-01", "2024-01-02"), ExternalTable.Remove("a", false), ExternalTable.Remove("b", false));

        (await IngestAsync()).Counts.RowsStored.ShouldBe(1);

        Stored().ShouldBe(["a0 | 2024-01-01 00:00:00 | de | 2024", "b0 | 2024-01-02 00:00:00 | de | 2024"]);
    }

    [Fact]
    public async Task Commits_without_rows_move_the_position_and_are_no_ingest()
    {
        _table.Commit(_table.Write("a", 2024, "2024-01-01"), _table.Write("b", 2024, "2024-01-02"));
        var first = await IngestAsync();
        _table.Commit(_table.Write("ab", 2024, dataChange: false, hasStats: true, "2024-01-01", "2024-01-02"), ExternalTable.Remove("a", false), ExternalTable.Remove("b", false));
        _table.Commit(ExternalTable.Metadata("7c2f"));

        var quiet = await IngestAsync();

        (quiet.IsRepeat, quiet.TableVersion, quiet.Counts.RowsRead).ShouldBe((true, first.TableVersion, 0));
        File.ReadAllText(Path.Combine(_world.StatePath, "positions", "hits.json")).ShouldContain("\"behind\":1,\"position\":{");
        // The commits followed may go: without the position the next one could not be reached any more.
        await LoseCommitsAsync(2);
        _table.Commit(_table.Write("c", 2024, "2024-01-03"));
        (await IngestAsync()).Counts.RowsStored.ShouldBe(1);
        (await IngestAsync()).IsRepeat.ShouldBeTrue();
        Stored().Count.ShouldBe(3);

        // Another state of the table is not taken for the one the position is of.
        File.WriteAllText(Path.Combine(_world.StatePath, "positions", "hits.json"), "{\"form");
        _table.Commit(_table.Write("d", 2024, "2024-01-04"));
        (await IngestAsync()).Counts.RowsStored.ShouldBe(1);
    }

    [Fact]
    public async Task A_position_of_other_rows_counts_for_nothing()
    {
        _table.Commit(_table.Write("a", 2024, "2024-01-01"));
        await IngestAsync();
        _table.Commit(ExternalTable.Metadata("7c2f"));
        await IngestAsync();
        Directory.Delete(Path.Combine(_world.OfflinePath, "hits"), recursive: true);
        _table.Commit(_table.Write("b", 2024, "2024-01-02"));

        (await IngestAsync()).Counts.RowsStored.ShouldBe(2);
    }

    [Fact]
    public async Task Files_left_out_by_a_start_do_not_move_the_position()
    {
        _table.Commit(_table.Write("a", 2024, "2024-03-02"));
        await IngestAsync();
        _table.Commit(_table.Write("b", 2024, "2024-01-01"));
        var raised = _world.Catalog.Source("hits") with { From = Types.Instant.From(new DateTimeOffset(2024, 3, 1, 0, 0, 0, TimeSpan.Zero)) };

        (await EventIngestion.RunAsync(_world.Workspace, raised, _table.Folder, null, TestContext.Current.CancellationToken)).IsRepeat.ShouldBeTrue();

        (await IngestAsync()).Counts.RowsStored.ShouldBe(1);
    }

    [Fact]
    public async Task Rows_that_came_and_went_in_between_are_not_read()
    {
        _table.Commit(_table.Write("a", 2024, "2024-01-01"));
        await IngestAsync();
        _table.Commit(_table.Write("b", 2024, "2024-01-02", "2024-01-03"));
        _table.Commit(_table.Write("c", 2024, "2024-01-03"), ExternalTable.Remove("b", true));

        await IngestAsync();

        Stored().ShouldBe(["a0 | 2024-01-01 00:00:00 | de | 2024", "c0 | 2024-01-03 00:00:00 | de | 2024"]);
    }

    [Fact]
    public async Task Removed_rows_are_refused()
    {
        _table.Commit(_table.Write("a", 2024, "2024-01-01"));
        await IngestAsync();
        _table.Commit(_table.Write("b", 2024, "2024-01-02"));
        _table.Commit(ExternalTable.Remove("a", true));

        await RefusedAsync($"Version 3 of the Delta table '{_table.Folder}' cannot be followed by source hits: it removed or changed rows since version 1, up to which they were read. {Remedy}");
    }

    [Fact]
    public async Task Other_columns_are_refused_and_the_same_ones_said_again_are_not()
    {
        _table.Commit(_table.Write("a", 2024, "2024-01-01"));
        await IngestAsync();
        _table.Commit(ExternalTable.Metadata("7c2f"), _table.Write("b", 2024, "2024-01-02"));
        (await IngestAsync()).Counts.RowsStored.ShouldBe(1);
        _table.Commit(ExternalTable.Metadata("7c2f", """[{"name":"at","type":"timestamp","nullable":true,"metadata":{}},{"name":"year","type":"integer","nullable":true,"metadata":{}}]"""));

        await RefusedAsync($"Version 3 of the Delta table '{_table.Folder}' cannot be followed by source hits: it changed the columns since version 2, up to which they were read. {Remedy}");
    }

    [Fact]
    public async Task A_commit_that_is_gone_is_refused()
    {
        _table.Commit(_table.Write("a", 2024, "2024-01-01"));
        await IngestAsync();
        _table.Commit(_table.Write("b", 2024, "2024-01-02"));
        _table.Commit(_table.Write("c", 2024, "2024-01-03"));
        await LoseCommitsAsync(2);

        await RefusedAsync($"Version 2 of the Delta table '{_table.Folder}' cannot be followed by source hits: its commit is not in the log any more, and only version 1 was read before. {Remedy}");
    }

    [Fact]
    public async Task A_file_that_a_vacuum_deleted_is_refused()
    {
        _table.Commit(_table.Write("a", 2024, "2024-01-01"));
        await IngestAsync();
        _table.Commit(_table.Write("b", 2024, "2024-01-02"));
        File.Delete(Path.Combine(_table.Folder, "b.parquet"));

        await RefusedAsync($"Version 2 of the Delta table '{_table.Folder}' cannot be followed by source hits: its file b.parquet is not there any more; a vacuum may have deleted it after a compaction. {Remedy}");
    }

    [Fact]
    public async Task A_table_made_anew_is_refused()
    {
        _table.Commit(_table.Write("a", 2024, "2024-01-01"));
        await IngestAsync();
        Directory.Delete(_table.Folder, recursive: true);
        var other = new ExternalTable(_table.Folder, "8d30");
        other.Commit(other.Write("a", 2024, "2024-01-01"));

        await RefusedAsync($"Version 1 of the Delta table '{_table.Folder}' cannot be followed by source hits: the table was made anew (its id is 8d30 now and was 7c2f). {Remedy}");
    }

    [Fact]
    public async Task A_feature_that_is_not_read_is_refused_by_name()
    {
        _table.Commit("""{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors"],"writerFeatures":["deletionVectors"]}}""");

        await RefusedAsync(
            $"The Delta table '{_table.Folder}' uses the table features deletionVectors (reader version 3), which Larder does not read yet. Drop the feature with the tool that wrote the table, or copy the rows into a new table without it.");
    }

    [Fact]
    public async Task A_folder_without_a_table_is_refused() =>
        (await Should.ThrowAsync<NotFoundException>(() => _world.IngestAsync("hits", _world.Folder))).Message.ShouldBe(
            $"There is no Delta table at {_world.Folder}: it has no folder _delta_log. Give the table's folder with --input, or correct the path of source hits.");

    [Fact]
    public async Task Files_without_rows_late_enough_are_not_opened_and_rows_before_the_start_are_left_out()
    {
        _table.Commit(
            _table.Write("a", 2023, "2023-01-01"),
            _table.Write("b", 2024, "2024-02-28", "2024-03-01"),
            _table.Write("c", 2024, dataChange: true, hasStats: false, "2024-01-01", "2024-04-01"));
        File.WriteAllText(Path.Combine(_table.Folder, "a.parquet"), "not Parquet");

        var report = await IngestAsync("late");

        (report.Counts.RowsRead, report.Counts.RowsStored, report.Counts.RowsTooEarly, report.FilesRead, report.FilesSkipped).ShouldBe((2, 2, 2, 2, 1));
        Sql.Lines($"SELECT id FROM {_world.Table("late")} ORDER BY _sequence").ShouldBe(["b1", "c1"]);
    }

    [Fact]
    public async Task A_start_may_be_raised_and_not_lowered()
    {
        _table.Commit(_table.Write("a", 2024, "2024-02-28", "2024-03-01"));
        await IngestAsync("late");
        _table.Commit(_table.Write("b", 2024, "2024-05-01", "2024-03-02"));
        var source = _world.Catalog.Source("late");
        Task<IngestReport> From(string? start) => EventIngestion.RunAsync(
            _world.Workspace, source with { From = start is null ? null : Types.Instant.From(DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture)) }, _table.Folder, null, TestContext.Current.CancellationToken);

        (await Should.ThrowAsync<InvalidInputException>(() => From(null))).Message.ShouldBe(
            "Source late begins with its first row, but was ingested from 2024-03-01T00:00:00Z on: the rows before that were left out and are not read again. Declare that start with From, or ingest all files into another state folder.");
        (await Should.ThrowAsync<InvalidInputException>(() => From("2024-02-01Z"))).Message.ShouldStartWith("Source late begins with 2024-02-01T00:00:00Z, but was ingested from 2024-03-01T00:00:00Z on");
        (await From("2024-04-01Z")).Counts.RowsStored.ShouldBe(1);
    }

    /// <summary>Writes a checkpoint and deletes the commits up to a version.</summary>
    private async Task LoseCommitsAsync(int upTo)
    {
        await Offline.Delta.DeltaTable.At(_table.Folder).CheckpointAsync(TestContext.Current.CancellationToken);
        for (var version = 0; version <= upTo; version++)
        {
            File.Delete(Path.Combine(_table.Folder, "_delta_log", $"{version:D20}.json"));
        }
    }

    private Task<IngestReport> IngestAsync(string source = "hits") => _world.IngestAsync(source, _table.Folder);

    private async Task RefusedAsync(string expected) => (await Should.ThrowAsync<InvalidInputException>(() => IngestAsync())).Message.ShouldBe(expected);

    private IReadOnlyList<string> Stored() => Sql.Lines($"SELECT id, \"at\"::VARCHAR AS t, country, year FROM {_world.Table("hits")} ORDER BY _sequence");
}
