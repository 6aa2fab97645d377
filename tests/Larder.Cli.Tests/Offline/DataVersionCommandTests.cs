using Larder.Support;

namespace Larder.Offline;

/// <summary><c>data log</c>, <c>data show</c>, <c>data diff</c> and <c>data checkout</c>.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class DataVersionCommandTests : IDisposable
{
    private static readonly Rides Repository = new();
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Versions_are_listed_shown_compared_and_checked_out()
    {
        await _folder.TextAsync(Repository, "ingest", "--input", _folder.Write("one.csv", Rides.Header + "a,2024-03-01T08:00:00,10,1\n"));
        await _folder.TextAsync(Repository, "ingest", "--input", _folder.Write("two.csv", Rides.Header + "b,2024-03-01T09:00:00,30,2\n"));

        var said = await _folder.TextAsync(Repository, "data", "log", "rides");
        said.Split('\n').Where(line => line.Contains("rides@", StringComparison.Ordinal)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..1].Concat(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2..4]))
            .ShouldBe([["rides@2", "WRITE", "Append"], ["rides@1", "WRITE", "Append"], ["rides@0", "CREATE", "TABLE"]]);
        var log = (await _folder.JsonAsync(Repository, "data", "log", "--limit", "3"))["versions"]!.AsArray();
        log.Select(version => (string)version!["version"]!).ShouldContain("rides@2");
        log.Count.ShouldBe(3);

        (await _folder.TextAsync(Repository, "data", "show", "rides@2")).ShouldContain("  parent        rides@1\n  rows          2\n");
        var shown = await _folder.JsonAsync(Repository, "data", "show", "rides");
        shown["commit"]!["operation"]!.ToString().ShouldBe("WRITE");
        shown["files"]!.AsArray().Select(file => ((string)file!["sha256"]!).Length).ShouldBe([64, 64]);
        shown["columns"]!.AsArray().Single(column => (string)column!["name"]! == "fare")!["statistics"]!.ToJsonString().ShouldBe("""{"nulls":0,"min":"10.0","max":"30.0","distinct":2,"mean":20}""");

        var changed = await _folder.TextAsync(Repository, "data", "diff", "rides@1", "rides", "--rows", "1");
        changed.ShouldStartWith("rides@1 → rides@2\n  rows: 1 → 2, 1 added, 0 removed\n  files: 1 → 2, 1 in both\n");
        changed.ShouldContain(" 10.0 → 30.0 ");
        var diff = await _folder.JsonAsync(Repository, "data", "diff", "rides@2", "rides@1", "--rows", "1");
        ((long)diff["rows_added"]!, (long)diff["rows_removed"]!, (string)diff["examples"]![0]!["row"]!["rider"]!).ShouldBe((0, 1, "b"));

        (await _folder.TextAsync(Repository, "data", "save", "march", "rides@1")).ShouldMatch("  march: rides@1, content hash [0-9a-f]{12}, saved\n$");
        (await _folder.JsonAsync(Repository, "data", "log", "march"))["versions"]![0]!["saved"]!["table"]!.ToString().ShouldBe("rides@1");
        (await _folder.FailAsync(Repository, 1, "data", "save", "march")).ShouldBe("data save takes a name and the version of a table, or a name and --remove.");
        (await _folder.TextAsync(Repository, "data", "save", "march", "--remove")).ShouldEndWith(", is saved no more\n");

        var to = Path.Combine(_folder.Path, "copy");
        (await _folder.TextAsync(Repository, "data", "checkout", "rides@1", "--to", to)).ShouldMatch($"  rides@1: 1 files \\([0-9,]+ bytes\\) are in {to}\n$");
        Directory.GetFiles(to, "*", SearchOption.AllDirectories).Length.ShouldBe(2);
        (await _folder.FailAsync(Repository, 1, "data", "checkout", "rides", "--to", to)).ShouldBe($"There is something at {to} already, and nothing is written over it; name a folder that does not exist.");
        (await _folder.FailAsync(Repository, 1, "data", "log", "ride")).ShouldBe("There is no table, saved dataset or training set 'ride'; the tables are rides, rides__quarantine.");
    }
}
