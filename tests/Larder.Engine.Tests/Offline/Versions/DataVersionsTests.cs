using Larder.Errors;
using Larder.Offline.Delta;
using Larder.Offline.Maintenance;
using Larder.Offline.TrainingSets;
using Larder.Support;

namespace Larder.Offline.Versions;

/// <summary>Versions of tables and training sets: listed, shown, compared and checked out.</summary>
public sealed class DataVersionsTests : LineFixture
{
    private DataVersions Versions => new(World.Workspace);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_log_lists_commits_and_training_sets_newest_first_with_what_pins_them()
    {
        await TwoIngestsAsync();
        World.Clock.Advance(TimeSpan.FromMinutes(1));
        var set = await BuildAsync();

        var log = await Versions.LogAsync(cancellationToken: Token);

        log.Entries[0].TrainingSet!.DatasetVersion.ShouldBe(set.Record.DatasetVersion);
        var lines = log.Entries.Where(entry => entry.Reference.StartsWith("lines@", StringComparison.Ordinal)).ToArray();
        lines.Select(entry => $"{entry.Reference} {entry.Commit!.Operation} {entry.Rows} {string.Join(", ", entry.Pins)}".TrimEnd())
            .ShouldBe([$"lines@2 WRITE 4 training set {set.Record.DatasetVersion[..12]}", "lines@1 WRITE 2", "lines@0 CREATE TABLE 0"]);
        lines.Select(entry => entry.ContentHash).ShouldBeUnique();
        (await Versions.LogAsync("lines", 1, Token)).Entries.ShouldHaveSingleItem().ContentHash.ShouldBe((await Versions.ShowAsync("lines", Token)).Manifest.ContentHash);
        (await Versions.LogAsync(set.Record.DatasetVersion[..8], cancellationToken: Token)).Entries.ShouldHaveSingleItem().Reference.ShouldBe(set.Record.DatasetVersion);
    }

    [Fact]
    public async Task A_version_is_shown_with_the_hashes_of_its_files_and_the_statistics_of_its_columns()
    {
        await TwoIngestsAsync();

        var (manifest, profiles) = await Versions.ShowAsync("lines@2", Token);

        var table = manifest.ShouldBeOfType<TableManifest>();
        (table.Reference, table.Rows, table.Parent.ToString(), table.Commit!.Operation).ShouldBe(("lines@2", 4, "lines@1", "WRITE"));
        table.Files.Select(file => file.ContentHash).ShouldBe(table.Files.Select(file => FileHash.Of(Path.Combine(World.OfflinePath, "lines", file.Path))));
        table.Columns.Where(column => column.IsPartition).ShouldBe([new("event_date", "date", true)]);
        profiles.ShouldBe([
            new("_event_time", 0, "2024-01-02T00:00:00Z", "2024-01-05T00:00:00Z", 3, null),
            new("_known_at", 0, "2024-01-02T00:00:00Z", "2024-01-05T00:00:00Z", 3, null),
            new("_sequence", 0, "0", "3", 4, 1.5),
            new("customer", 0, "a", "c", 3, null),
            new("at", 0, "2024-01-02T00:00:00Z", "2024-01-05T00:00:00Z", 3, null),
            new("amount", 0, "600.0", "900.0", 4, 750),
            new("count", 1, "1", "2", 2, 1.33333333),
            new("note", 1, "x", "y", 2, null),
        ]);
        (await Versions.ShowAsync("lines@0", Token)).Profiles.ShouldAllBe(profile => profile.Distinct == 0);
        (await Versions.ShowAsync($"lines@{(await Versions.LogAsync("lines", cancellationToken: Token)).Entries[1].Time}", Token)).Manifest.Reference.ShouldBe("lines@1");
    }

    [Fact]
    public async Task Rows_added_and_removed_are_counted_as_multisets_and_a_compaction_changes_none()
    {
        await TwoIngestsAsync();
        await new TableMaintenance(World.Workspace).CompactAsync("lines", cancellationToken: Token);

        var grown = await Versions.DiffAsync("lines@1", "lines@2", 5, Token);
        (grown.Added, grown.Removed, grown.SharedFiles).ShouldBe((2, 0, 2));
        grown.Examples.Select(row => $"{row.Count} {string.Join('|', row.Values.Skip(2).Select(value => value ?? "null"))}")
            .ShouldBe(["1 2|a|2024-01-02T00:00:00Z|800|null|null", "1 3|c|2024-01-05T00:00:00Z|900|1|y"]);
        var compacted = await Versions.DiffAsync("lines@2", "lines", cancellationToken: Token);
        (compacted.Added, compacted.Removed, compacted.To.Reference, compacted.Columns.Count).ShouldBe((0, 0, "lines@3", 0));
        compacted.To.ContentHash.ShouldNotBe(compacted.From.ContentHash);
        compacted.ToProfiles.ShouldBe(compacted.FromProfiles);
        var back = await Versions.DiffAsync("lines@3", "lines@1", 1, Token);
        (back.Added, back.Removed, back.Examples.ShouldHaveSingleItem().Count).ShouldBe((0, 2, -1));
    }

    [Fact]
    public async Task Two_training_sets_are_compared_by_their_rows()
    {
        await TwoIngestsAsync();
        var first = (await BuildAsync()).Record.DatasetVersion;
        await IngestAsync("d,2024-01-06T00:00:00,950,1,z\n");
        var second = (await BuildAsync()).Record.DatasetVersion;

        var diff = await Versions.DiffAsync(first[..10], second, cancellationToken: Token);

        (diff.Added, diff.Removed, diff.From.Rows, diff.To.Rows).ShouldBe((1, 0, 4, 5));
        diff.From.Columns.ShouldContain(new DataColumn("sums__lines_30d", "bigint", false));
    }

    [Fact]
    public async Task A_version_checked_out_is_a_table_of_its_own()
    {
        await TwoIngestsAsync();
        var set = await BuildAsync();
        var folder = Path.Combine(World.Folder, "out", "lines");

        var manifest = await Versions.CheckoutAsync("lines@1", folder, Token);

        var copy = (await DeltaTable.At(folder).ReadAsync(ct: Token)).ShouldNotBeNull();
        (copy.Version, copy.Files.Sum(file => file.Rows), TableHash.Of(copy, FileTags.ContentHash)).ShouldBe((0, 2, manifest.ContentHash));
        (await DeltaTable.At(folder).HistoryAsync(Token))[0].Parameters["sourceVersion"].ShouldBe("1");
        Sql.Lines($"SELECT customer, amount::VARCHAR FROM read_parquet('{folder}/*/*.parquet') ORDER BY _sequence").ShouldBe(["a | 600.0", "b | 700.0"]);
        await Versions.CheckoutAsync(set.Record.DatasetVersion, folder + "-set", Token);
        FileHash.Of(Path.Combine(folder + "-set", "data.parquet")).ShouldBe(set.Record.ContentHash);
        (await Should.ThrowAsync<ConflictException>(() => Versions.CheckoutAsync("lines", folder, Token))).Message.ShouldBe(
            $"There is something at {folder} already, and nothing is written over it; name a folder that does not exist.");
    }

    [Fact]
    public async Task A_damaged_file_is_named_and_nothing_is_checked_out()
    {
        await TwoIngestsAsync();
        var file = (await Versions.ShowAsync("lines", Token)).Manifest.Files[1];
        var path = Path.Combine(World.OfflinePath, "lines", file.Path);
        var bytes = await File.ReadAllBytesAsync(path, Token);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Token);

        var failed = await Should.ThrowAsync<InvalidInputException>(() => Versions.CheckoutAsync("lines@2", Path.Combine(World.Folder, "out"), Token));

        failed.Message.ShouldBe(
            $"The file {path} of lines@2 is damaged: its bytes hash to {FileHash.Of(path)[..12]}, recorded is {file.ContentHash[..12]}. Nothing was checked out; restore the file from a backup.");
        Directory.GetFileSystemEntries(World.Folder).Select(Path.GetFileName).Order().ShouldBe(["lines.csv", "state"]);
    }

    [Fact]
    public async Task What_cannot_be_named_or_read_is_answered_with_what_can()
    {
        (await FailAsync<NotFoundException>("x")).ShouldBe("There is no table, saved dataset or training set 'x'; there is none yet, run 'larder ingest' first.");
        await TwoIngestsAsync();
        (await FailAsync<NotFoundException>("line")).ShouldBe("There is no table, saved dataset or training set 'line'; the tables are lines, lines__quarantine.");
        var set = (await BuildAsync()).Record;
        var name = set.DatasetVersion[..12];
        (await FailAsync<NotFoundException>("line@1")).ShouldBe($"There is no table, saved dataset or training set 'line'; the tables are lines, lines__quarantine, the newest training sets are {name}.");
        (await FailAsync<InvalidInputException>("lines@new")).ShouldBe("'lines@new' names no version: behind the @ stands a number or a time, as in order_lines@3 and order_lines@2026-11-30T00:00:00Z.");
        (await FailAsync<InvalidInputException>($"{name}@1")).ShouldBe($"'{name}@1' names a version of what is one version: only tables have several. Leave out what stands behind the @.");
        (await Should.ThrowAsync<InvalidInputException>(() => Versions.DiffAsync("lines", name, cancellationToken: Token))).Message.ShouldBe(
            $"lines@2 and training set {name} are of different kinds, so that their rows cannot be compared; name two versions of tables, or two training sets.");
        var other = set with { DatasetVersion = set.DatasetVersion[..12] + new string('0', 52) };
        await World.Datasets.PutAsync(other, Token);
        (await FailAsync<InvalidInputException>(name)).ShouldBe($"2 training sets begin with '{name}': {other.DatasetVersion}, {set.DatasetVersion}; give more digits.", StringCompareShould.IgnoreLineEndings);
        var path = Path.Combine(World.StatePath, set.Path);
        File.Delete(path);
        (await FailAsync<NotFoundException>(set.DatasetVersion)).ShouldBe($"The file of training set {name} is not at {path} any more; 'larder training-set --dataset {name}' builds it again.");
        var gone = (await Versions.ShowAsync("lines@1", Token)).Manifest.Files[0].Path;
        File.Delete(Path.Combine(World.OfflinePath, "lines", gone));
        (await FailAsync<NotFoundException>("lines@2")).ShouldBe(
            $"lines@2 lacks 1 of its 4 files in {Path.Combine(World.OfflinePath, "lines")}, first '{gone}': they were vacuumed. Name a newer version, or restore the files from a backup.");
    }

    private async Task<string> FailAsync<T>(string reference)
        where T : LarderException => (await Should.ThrowAsync<T>(() => Versions.ShowAsync(reference, Token))).Message;

    private async Task TwoIngestsAsync()
    {
        await IngestAsync("a,2024-01-02T00:00:00,600,1,x\nb,2024-01-04T00:00:00,700,2,y\n");
        World.Clock.Advance(TimeSpan.FromMinutes(1));
        await IngestAsync("a,2024-01-02T00:00:00,800,,\nc,2024-01-05T00:00:00,900,1,y\n");
    }

    private Task<TrainingSet> BuildAsync() => new TrainingSetBuilder(World.Workspace).BuildAsync(World.Catalog.Service("of_customer"), World.Catalog.Spine("each_line"), new TrainingSetOptions(), Token);
}
