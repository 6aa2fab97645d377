using Larder.Support;

namespace Larder.Offline;

/// <summary><c>data compact</c> and <c>data vacuum</c>.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class DataCommandTests : IDisposable
{
    private static readonly Rides Repository = new();
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Small_files_become_one_and_the_old_ones_stay_until_the_retention_is_over()
    {
        await IngestTwiceAsync();

        (await _folder.TextAsync(Repository, "data", "compact", "rides")).ShouldEndWith("  rides@3: 2 files with 2 rows are 1 now\n");
        var again = (await _folder.JsonAsync(Repository, "data", "compact"))["compacted"]!.AsArray();
        again.Select(table => ((string)table!["table"]!, (long)table["version"]!, (int)table["files_before"]!)).ShouldBe([("rides", 3L, 0), ("rides__quarantine", 2L, 0)]);

        (await _folder.TextAsync(Repository, "data", "vacuum", "rides")).ShouldEndWith("  rides: deleted 0 files (0 bytes) and 0 of the log\n");
        (await _folder.FailAsync(Repository, 1, "data", "vacuum", "rides", "--retention", "0h")).ShouldBe(
            $"A retention of 0 days is shorter than the 7 days of the Delta table '{Path.Combine(_folder.StatePath, "offline", "rides")}': readers and writers under way could lose their files. "
            + "Give a longer one, or force it when nothing else uses the table.");
        var would = await _folder.TextAsync(Repository, "data", "vacuum", "rides", "--retention", "0h", "--force", "--dry-run");
        would.ShouldMatch("  rides: would delete 2 files \\([0-9,]+ bytes\\) and 0 of the log\n    event_date=2024-03-01/part-[0-9a-f]+-0\\.parquet\n    event_date=2024-03-01/part-[0-9a-f]+-0\\.parquet\n$");
        var done = await _folder.JsonAsync(Repository, "data", "vacuum", "rides", "--retention", "0h", "--force");
        done["vacuumed"]![0]!["files"]!.AsArray().Count.ShouldBe(2);
        Directory.GetFiles(Path.Combine(_folder.StatePath, "offline", "rides"), "*.parquet", SearchOption.AllDirectories).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_span_that_is_none_is_answered_with_what_to_write()
    {
        await IngestTwiceAsync();

        (await _folder.RunAsync(Repository, "data", "vacuum", "--retention", "7")).Error.ShouldContain("--retention cannot be '7'; give a number of days, hours or minutes such as 7d, 36h or 30m.");
    }

    private async Task IngestTwiceAsync()
    {
        await _folder.TextAsync(Repository, "ingest", "--input", _folder.Write("one.csv", Rides.Header + "a,2024-03-01T08:00:00,10,1\n"));
        await _folder.TextAsync(Repository, "ingest", "--input", _folder.Write("two.csv", Rides.Header + "b,2024-03-01T09:00:00,20,2\n"));
    }
}
