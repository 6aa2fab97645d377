using System.Text.Json.Nodes;
using Larder.Support;

namespace Larder.Erasing;

/// <summary><c>erase</c> over the files that commands leave, and the receipt it writes.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class EraseCommandTests : IDisposable
{
    private readonly RidingState _state = new();

    private CommandFolder Folder => _state.Folder;

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task An_entity_goes_from_tables_store_and_log_and_the_receipt_can_be_checked()
    {
        await _state.PrepareAsync("r1,2024-03-09T08:00:00Z,5,1\nr2,2024-03-09T08:00:00Z,7,2\nr1,2024-03-10T08:00:00Z,9,3\n");
        await _state.ServeAsync(new Riding(), "2024-03-10T09:00:00Z", "r1", "r2");

        var would = await Folder.JsonAsync(new Riding(), "erase", "--entity", "rider_id=r1", "--dry-run");
        would["tables"]!.AsArray().Select(t => ((string)t!["table"]!, (long)t["rows"]!)).ShouldBe([("rides", 2L), ("rides__quarantine", 0L)]);
        var done = await Folder.JsonAsync(new Riding(), "erase", "--entity", "rider_id=r1");

        ((long)done["served_vectors"]!, (long)done["found_afterwards"]!, done["remaining"]!.AsArray().Count).ShouldBe((1, 0, 0));
        done["tables"]![0]!["rows"]!.GetValue<long>().ShouldBe(2);
        done["online"]!.AsArray().Count.ShouldBeGreaterThan(0);
        Directory.GetFiles(_state.LogPath).SelectMany(File.ReadAllLines).ShouldHaveSingleItem().ShouldContain("r2");
        var receipt = (string)done["receipt"]!;
        (await Folder.TextAsync(new Riding(), "erase", "--check", receipt)).ShouldContain("files that held the rows are still on disk; 'larder data vacuum' deletes them when their retention is over");
        await Folder.TextAsync(new Riding(), "data", "vacuum", "--retention", "0h", "--force");
        (await Folder.TextAsync(new Riding(), "erase", "--check", receipt)).ShouldEndWith("  the files that held the rows are gone\n");
        (await Folder.TextAsync(new Riding(), "erase", "--entity", "rider_id=r1")).ShouldContain("0 served vectors removed; found afterwards: 0 rows");

        var forged = JsonNode.Parse(await File.ReadAllTextAsync(receipt))!.AsObject();
        forged["served_vectors"] = 7;
        var path = Folder.Write("forged.json", forged.ToJsonString());
        (await Folder.FailAsync(new Riding(), 1, "erase", "--check", path)).ShouldBe($"The receipt {path} is not as it was signed; take the file that 'larder erase' has written, from a backup if need be.");
        var other = Folder.Write("other.json", "{}");
        (await Folder.FailAsync(new Riding(), 1, "erase", "--check", other)).ShouldBe($"{other} is no receipt of an erasure; give the file that 'larder erase' has written, unchanged.");
        (await Folder.FailAsync(new Riding(), 1, "erase", "--check", path + ".none")).ShouldBe($"There is no receipt {path}.none; 'larder erase' prints where it writes one.");
    }

    [Fact]
    public async Task Profiles_and_comparisons_go_because_they_hold_values()
    {
        await _state.PrepareAsync("r1,2024-03-09T08:00:00Z,5,1\nr2,2024-03-09T08:00:00Z,7,2\n");
        await Folder.TextAsync(new Riding(), "drift", "rides");
        var file = Path.Combine(Folder.StatePath, "monitoring.db");
        await using (var before = _state.Open(new Riding()))
        {
            (await before.Monitoring.Profiles.FingerprintsAsync("source rides", TestContext.Current.CancellationToken)).ShouldNotBeEmpty();
        }

        await Folder.TextAsync(new Riding(), "erase", "--entity", "rider_id=r1");

        await using var after = _state.Open(new Riding());
        (await after.Monitoring.Profiles.FingerprintsAsync("source rides", TestContext.Current.CancellationToken)).ShouldBeEmpty();
        File.Exists(file).ShouldBeTrue();
    }

    [Fact]
    public async Task Tables_that_were_not_searched_are_named()
    {
        await _state.PrepareAsync("r1,2024-03-09T08:00:00Z,5,1\n");
        Directory.CreateDirectory(Path.Combine(Folder.StatePath, "offline", "left"));
        foreach (var file in Directory.GetFiles(Path.Combine(Folder.StatePath, "offline", "rides"), "*", SearchOption.AllDirectories))
        {
            var target = file.Replace($"{Path.DirectorySeparatorChar}rides{Path.DirectorySeparatorChar}", $"{Path.DirectorySeparatorChar}left{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        const string Line = "  left was not searched: it is of no source of this repository; delete it, or run 'larder erase' with the repository that has it\n";
        (await Folder.TextAsync(new Riding(), "erase", "--entity", "rider_id=r1", "--dry-run", "--column", "rides.rider")).ShouldContain(Line);
        var would = await Folder.JsonAsync(new Riding(), "erase", "--entity", "rider_id=r1", "--dry-run", "--column", "rides.rider");
        would["search"]!.AsArray().Select(s => $"{s!["table"]} {s["searched"]} {s["reason"]}").ShouldContain("rides true view sums, view last, column rider");
        (await Folder.TextAsync(new Riding(), "erase", "--entity", "rider_id=r1")).ShouldContain(Line);
        (await Folder.FailAsync(new Riding(), 1, "erase", "--entity", "rider_id=r1", "--column", "nowhere.x")).ShouldStartWith("There is no source 'nowhere'");
    }

    [Fact]
    public async Task A_log_that_a_server_is_writing_is_left_and_named()
    {
        await _state.PrepareAsync("r1,2024-03-09T08:00:00Z,5,1\n");
        await _state.ServeAsync(new Riding(), "2024-03-10T09:00:00Z", "r1");
        var file = Directory.GetFiles(_state.LogPath).Single();
        using (new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read))
        {
            (await Folder.FailAsync(new Riding(), 1, "erase", "--entity", "rider_id=r1")).ShouldStartWith(
                $"The entity is not wholly erased: {file} is being written by a running server; stop it or wait for the next day's file, then run 'larder erase' again. The receipt ");
        }

        File.ReadAllLines(file).ShouldHaveSingleItem();
        await Folder.TextAsync(new Riding(), "erase", "--entity", "rider_id=r1");
        File.ReadAllLines(file).ShouldBeEmpty();
    }
}
