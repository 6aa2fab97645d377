using System.Text;
using Larder.Errors;
using Larder.Support;

namespace Larder.Offline.Delta;

public sealed class CompactionTests : RowFixture
{
    [Fact]
    public async Task Small_files_of_a_partition_become_one_with_the_same_rows_in_the_same_order_to_the_last_bit()
    {
        await SixFilesAsync();
        var before = await ReadRowsAsync();

        var done = await CompactAsync();

        (done.Version, done.IsCommitted, done.From.Count, done.To.Count, done.To.Sum(file => file.Rows)).ShouldBe((4, true, 6, 2, 30L));
        var snapshot = (await Table.ReadAsync())!;
        snapshot.Files.Select(file => (Path.GetDirectoryName(file.Path), file.Rows)).ShouldBe([("day=2024-01-01", 15L), ("day=2024-01-02", 15L)]);
        (await ReadRowsAsync()).ShouldBe(before.Order(Comparer<string>.Create((left, right) => Key(left).CompareTo(Key(right)))));
        (await ReadRowsAsync(3)).ShouldBe(before, "pinned versions keep their files");
        File.ReadAllLines(Commit(4)).ShouldAllBe(line => line.Contains("commitInfo", StringComparison.Ordinal) || line.Contains("\"dataChange\":false", StringComparison.Ordinal));
        Encoding.UTF8.GetString(snapshot.Files[0].Stats.Span).ShouldBe("""{"numRecords":15,"minValues":{"id":0,"value":-0.0},"maxValues":{"id":24},"nullCount":{"id":0,"value":3}}""");
        var history = (await Table.HistoryAsync())[0];
        history.Operation.ShouldBe("OPTIMIZE");
        history.Parameters["targetSize"].ShouldBe("1048576");
        (await Table.FindOrphansAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_nothing_is_small_nothing_is_committed()
    {
        await SixFilesAsync();
        (await CompactAsync()).IsCommitted.ShouldBeTrue();

        var again = await CompactAsync();
        (again.Version, again.IsCommitted).ShouldBe((4, false));
        (await CompactAsync(targetSize: 2)).IsCommitted.ShouldBeFalse();
        (await Table.ReadAsync())!.Version.ShouldBe(4);
    }

    [Fact]
    public async Task Files_are_put_together_up_to_the_target_size()
    {
        await SixFilesAsync();
        var size = (await Table.ReadAsync())!.Files.Max(file => file.Size);

        var done = await CompactAsync(targetSize: (size * 2) + 2);

        done.To.Count.ShouldBe(2, "two of three files of each day fit");
        (await Table.ReadAsync())!.Files.Count.ShouldBe(4);
        (await ReadRowsAsync()).Count.ShouldBe(30);
    }

    [Fact]
    public async Task A_file_with_other_rows_than_the_log_says_stops_it()
    {
        await SixFilesAsync();
        File.Copy(Path.Combine(Folder, "day=2024-01-02/b0.parquet"), Path.Combine(Root, "other.parquet"));
        Sql.Lines($"COPY (SELECT * FROM '{Path.Combine(Root, "other.parquet")}' LIMIT 2) TO '{Path.Combine(Folder, "day=2024-01-01/a1.parquet")}' (FORMAT parquet)");

        (await Should.ThrowAsync<InvalidInputException>(() => CompactAsync())).Message.ShouldBe(
            $"The files of the Delta table '{Folder}' to be written anew give 12 rows and not the 15 that the log says, beginning with 'day=2024-01-01/a0.parquet'. Nothing was committed; restore them from a backup.");
        (await Table.ReadAsync())!.Version.ShouldBe(3);
    }

    [Fact]
    public async Task A_missing_file_stops_it()
    {
        await SixFilesAsync();
        File.Delete(Path.Combine(Folder, "day=2024-01-01/a1.parquet"));

        (await Should.ThrowAsync<UnavailableException>(() => CompactAsync())).Message.ShouldStartWith($"The Delta table '{Folder}' cannot be written: ");
        (await Table.ReadAsync())!.Version.ShouldBe(3);
        Directory.GetFiles(Folder, ".larder-*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_compaction_repeated_after_a_kill_finds_the_file_it_has_written()
    {
        await SixFilesAsync();
        var stopped = DeltaTable.At(Folder, Clock, step =>
        {
            if (step == DeltaStep.FileRewritten)
            {
                throw new OperationCanceledException();
            }
        });
        await Should.ThrowAsync<OperationCanceledException>(() => CompactAsync(table: stopped));
        (await Table.FindOrphansAsync()).Count.ShouldBe(2);

        (await CompactAsync()).To.Count.ShouldBe(2);
        (await Table.FindOrphansAsync()).ShouldBeEmpty();
        (await ReadRowsAsync()).Count.ShouldBe(30);
    }

    private static int Key(string row) => (row.EndsWith("01/02/2024", StringComparison.Ordinal) ? 1000 : 0) + int.Parse(row[..row.IndexOf(' ', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);

    private async Task SixFilesAsync()
    {
        await Table.CreateAsync(Rows, ["day"]);
        for (var number = 0; number < 3; number++)
        {
            await Table.AppendAsync(new("load", number, [WriteRows($"a{number}", "2024-01-01"), WriteRows($"b{number}", "2024-01-02")]));
        }
    }
}
