using Larder.Errors;

namespace Larder.Offline.Delta;

/// <summary>Commits that take rows away or put others in their place.</summary>
public sealed class ChangeTests : RowFixture
{
    [Fact]
    public async Task An_overwrite_replaces_the_partitions_it_names_and_no_others()
    {
        await ThreeFilesAsync();

        var commit = await Table.OverwriteAsync(new(new("fix", 1, [WriteRows("d", "2024-01-01")]) { UserMetadata = "corrected" }, [Day("2024-01-01")]));

        commit.ShouldBe(new DeltaCommit(2, false, "corrected"));
        (await PathsAsync()).ShouldBe(["day=2024-01-02/c.parquet", "day=2024-01-01/d.parquet"]);
        (await PathsAsync(1)).Count.ShouldBe(3);
        var history = (await Table.HistoryAsync())[0];
        history.Parameters["predicate"].ShouldBe("""["(day = \u00272024-01-01\u0027)"]""");
        history.Metrics["numRemovedFiles"].ShouldBe("2");
        (await Table.FindOrphansAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_overwrite_without_files_empties_its_partitions()
    {
        await ThreeFilesAsync();

        await Table.OverwriteAsync(new(new("fix", 1, []), [Day("2024-01-01"), Day("2024-02-01")]));

        (await PathsAsync()).ShouldBe(["day=2024-01-02/c.parquet"]);
    }

    [Fact]
    public async Task A_file_of_another_partition_is_refused()
    {
        await ThreeFilesAsync();

        var error = await Should.ThrowAsync<InvalidInputException>(() => Table.OverwriteAsync(new(new("fix", 1, [WriteRows("d", "2024-01-02")]), [Day("2024-01-01")])));

        error.Message.ShouldBe(
            $"File 'day=2024-01-02/d.parquet' of the overwrite to the Delta table '{Folder}' is of none of the partitions to be overwritten. Name its partition too, or append the file.");
    }

    [Fact]
    public async Task Removed_files_take_their_rows_with_them_and_earlier_versions_keep_them()
    {
        await ThreeFilesAsync();

        (await Table.RemoveAsync(new(new("erase", 1, []), ["day=2024-01-01/a.parquet", "day=2024-01-01/a.parquet"]))).Version.ShouldBe(2);

        (await ReadRowsAsync()).Count.ShouldBe(10);
        (await ReadRowsAsync(1)).Count.ShouldBe(15);
        (await Table.HistoryAsync())[0].Operation.ShouldBe("DELETE");
        var error = await Should.ThrowAsync<NotFoundException>(() => Table.RemoveAsync(new(new("erase", 2, []), ["day=2024-01-01/a.parquet"])));
        error.Message.ShouldBe($"File 'day=2024-01-01/a.parquet' is not in version 2 of the Delta table '{Folder}', so it cannot be removed. List the files of that version again.");
    }

    [Fact]
    public async Task The_same_transaction_of_any_kind_is_committed_once()
    {
        await ThreeFilesAsync();
        var removal = new DeltaRemoval(new("erase", 1, []), ["day=2024-01-01/a.parquet"]);
        var overwrite = new DeltaOverwrite(new("fix", 1, [WriteRows("d", "2024-01-01")]), [Day("2024-01-01")]);

        (await Table.RemoveAsync(removal)).ShouldBe(new DeltaCommit(2, false, null));
        (await Table.OverwriteAsync(overwrite)).ShouldBe(new DeltaCommit(3, false, null));
        (await Table.RemoveAsync(removal)).ShouldBe(new DeltaCommit(2, true, null));
        (await Table.OverwriteAsync(overwrite)).ShouldBe(new DeltaCommit(3, true, null));
        (await Table.ReadAsync())!.Version.ShouldBe(3);
    }

    [Fact]
    public async Task A_removal_cut_off_between_lines_is_named()
    {
        await ThreeFilesAsync();
        await Table.RemoveAsync(new(new("erase", 1, []), ["day=2024-01-01/a.parquet", "day=2024-01-01/b.parquet"]));
        File.WriteAllLines(Commit(2), File.ReadAllLines(Commit(2))[..^1]);

        (await Should.ThrowAsync<InvalidInputException>(() => Table.ReadAsync())).Message.ShouldBe(
            $"Version 2 of the Delta table '{Folder}' is damaged: '00000000000000000002.json' is cut off after line 3: it removes 1 of 2 files. Restore that file from a backup, or read version 1.");
    }

    [Fact]
    public async Task What_was_added_between_two_versions_is_told_and_what_was_written_anew_is_not()
    {
        await ThreeFilesAsync();
        await CompactAsync();
        await Table.AppendAsync(new("load", 2, [WriteRows("e", "2024-01-02")]));

        Table.Added(1, 3)!.Select(file => file.Path).ShouldBe(["day=2024-01-02/e.parquet"]);
        Table.Added(0, 3)!.Count.ShouldBe(4);
        await Table.RemoveAsync(new(new("erase", 1, []), ["day=2024-01-02/e.parquet"]));
        Table.Added(1, 4).ShouldBeNull();
        Table.Added(3, 9).ShouldBeNull();
    }

    private async Task ThreeFilesAsync()
    {
        await Table.CreateAsync(Rows, ["day"]);
        await Table.AppendAsync(new("load", 1, [WriteRows("a", "2024-01-01"), WriteRows("b", "2024-01-01"), WriteRows("c", "2024-01-02")]));
    }

    private async Task<IReadOnlyList<string>> PathsAsync(long? version = null) => [.. (await Table.ReadAsync(version))!.Files.Select(file => file.Path)];
}
