using System.Globalization;
using System.Xml.Linq;
using Larder.Cli;
using Larder.Drifting;
using Larder.Support;

namespace Larder.Reporting;

/// <summary><c>report</c> over a small table and over files.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class ReportCommandTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stored_rows_that_fail_and_drift_are_reported_and_the_exit_code_is_0()
    {
        await IngestAsync();
        var path = Path.Combine(_folder.Path, "pages", "report.html");

        var json = await _folder.JsonAsync(Lots, "report", "--out", path);

        (json["path"]!.ToString(), (long)json["bytes"]!).ShouldBe((path, new FileInfo(path).Length));
        json["checks"]!.ToJsonString().ShouldBe("""{"pass":1,"warn":0,"fail":1,"error":0,"not_evaluated":0}""");
        ((int)json["sources"]!, (int)json["without_rows"]!, (int)json["drifting"]!, (int)json["findings"]!).ShouldBe((1, 0, 2, 3));
        var page = Page(path);
        Cells(page.Descendants("table").First()).ShouldBe(
        [
            $"fail | tickets | check fee_between: {Rows.Split('\n').Count(r => r.Length > 0 && double.Parse(r.Split(',')[2], CultureInfo.InvariantCulture) > 30)} of 1,200 bad, allowed [0, 30] | not recorded | service charging (fees:mean_fee), model expensive (no version)",
            "drift | tickets | fee: distribution | 2024-02 | service charging (fees:mean_fee), model expensive (no version)",
            "drift | tickets | fee of segment 2: distribution | 2024-02 | service charging (fees:mean_fee), model expensive (no version)",
        ]);
        File.ReadAllText(path).ShouldNotContain("south");
        Directory.GetFiles(Path.GetDirectoryName(path)!).ShouldBe([path]);
    }

    [Fact]
    public async Task Values_are_shown_where_they_are_asked_for()
    {
        await IngestAsync();
        var path = Path.Combine(_folder.Path, "report.html");

        await _folder.TextAsync(Lots, "report", "tickets", "--values", "--out", path);

        Page(path).Descendants("table").First().Value.ShouldContain("fee of south: distribution");
        Page(path).Descendants("td").Select(t => t.Value).ShouldContain(t => t.StartsWith("fee 3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_state_and_clock_give_the_same_bytes()
    {
        await IngestAsync();
        var options = new LarderAppOptions { Clock = new StillClock() };
        byte[][] pages = [await OnceAsync("a.html"), await OnceAsync("b.html")];

        pages[0].ShouldBe(pages[1]);

        async Task<byte[]> OnceAsync(string name)
        {
            var path = Path.Combine(_folder.Path, name);
            (await ConsoleRun.RunAsync(Lots, options, ["report", "--out", path, "--state", _folder.StatePath])).ExitCode.ShouldBe(0);
            return await File.ReadAllBytesAsync(path);
        }
    }

    [Fact]
    public async Task Files_are_reported_on_without_an_ingest()
    {
        var path = Path.Combine(_folder.Path, "report.html");

        var json = await _folder.JsonAsync(Lots, "report", "--files", "--input", _folder.Write("tickets.csv", ParkingLots.Header + ParkingLots.Month(1, 200, 5, 8)), "--out", path);

        json["checks"]!["pass"]!.ToString().ShouldBe("2");
        Page(path).Descendants("p").Select(p => p.Value).ShouldContain("Nothing is broken and nothing drifts.");
    }

    [Fact]
    public async Task A_source_without_rows_is_said_and_wrong_arguments_name_what_to_do()
    {
        Directory.CreateDirectory(_folder.StatePath);
        var path = Path.Combine(_folder.Path, "report.html");

        ((int)(await _folder.JsonAsync(Lots, "report", "--out", path))["without_rows"]!).ShouldBe(1);
        Page(path).Descendants("p").Select(p => p.Value).ShouldContain("Source tickets has no events yet; run 'larder ingest tickets' first.");
        (await _folder.FailAsync(Lots, 1, "report", "--input", "a.csv")).ShouldBe("--input names the files of one source, which are looked at with --files; name the source and add --files.");
        (await _folder.FailAsync(Lots, 1, "report", "nothing")).ShouldBe("There is no source 'nothing'; this repository has tickets.");
        var message = await _folder.FailAsync(Lots, 1, "report", "--out", _folder.Path);
        message.ShouldStartWith($"The report cannot be written to {_folder.Path}: ");
        message.ShouldEndWith(". Give another file with --out.");
        Directory.GetFiles(Path.GetDirectoryName(_folder.Path)!, Path.GetFileName(_folder.Path) + "*.tmp").ShouldBeEmpty();
    }

    private static ParkingLots Lots => new() { Tickets = new ParkingLots().Tickets.Expect(t => t.Check(Expect.Column((Parking p) => p.Fee).Between(0, 30))) };

    private Task<string> IngestAsync() => _folder.TextAsync(
        new ParkingLots(), "ingest", "--input", _folder.Write("tickets.csv", ParkingLots.Header + Rows));

    private static string Rows => ParkingLots.Month(1, 300, 5, 8) + ParkingLots.Month(2, 300, 5, 24);

    private static XElement Page(string path) => XElement.Parse(File.ReadAllText(path)["<!DOCTYPE html>\n".Length..]);

    private static IEnumerable<string> Cells(XElement table) => table.Descendants("tr").Skip(1).Select(r => string.Join(" | ", r.Elements().Select(c => c.Value)));

    private sealed class StillClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2024, 4, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
