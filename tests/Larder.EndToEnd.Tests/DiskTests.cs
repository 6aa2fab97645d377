using System.Diagnostics;
using Larder.Support;

namespace Larder;

public class DiskTests(PreparedShop shop)
{
    [Fact]
    public async Task A_full_disk_stops_each_step_in_one_line_and_the_next_run_completes_it()
    {
        using var folder = new Folder();
        await SmallShop.WriteAsync(folder.Path);
        using var disk = Mount.SmallDisk(folder.StatePath, "40m");

        foreach (var command in new[] { "ingest --input shop.csv", "apply", "training-set", "train", "materialize" })
        {
            // Enough to open the stores and start, too little to finish.
            (await folder.RunAsync("models")).Succeeded();
            Fill(folder, leave: command switch { "apply" or "train" => 0, "ingest --input shop.csv" => 400_000, _ => 120_000 });
            var full = await folder.RunAsync(command.Split(' '));
            full.ExitCode.ShouldBe(1, $"{command}: {full.Out}");
            full.Error.ShouldMatch("^error: .*([Ff]ull|No space left on device).*\n$", command);
            full.Error.ShouldNotContain("Unexpected");
            File.Delete(Path.Combine(folder.StatePath, "fill"));
            (await folder.RunAsync(command.Split(' '))).Succeeded();
        }

        StateFacts.Of(folder.StatePath).ShouldBe(StateFacts.Of(shop.Folder.StatePath));
    }

    [Theory]
    [InlineData("ingest --input shop.csv")]
    [InlineData("apply")]
    [InlineData("training-set --rebuild")]
    [InlineData("materialize")]
    public async Task A_read_only_folder_is_refused_in_one_line(string command)
    {
        using var folder = shop.Copy();
        var before = folder.Listing();
        using var disk = Mount.ReadOnly(folder.StatePath);

        var run = await folder.RunAsync(command.Split(' '));

        run.ShouldFail(1, $"error: The metadata store {Path.Combine(folder.StatePath, "registry.db")} cannot be opened (unable to open database file); make its folder exist and writable for this user, or give another folder with --state.");
        folder.Listing().ShouldBe(before);
    }

    private static void Fill(Folder folder, long leave)
    {
        var path = Path.Combine(folder.StatePath, "fill");
        var free = new DriveInfo(folder.StatePath).AvailableFreeSpace;
        using var process = Process.Start("fallocate", ["-l", $"{Math.Max(4096, free - leave)}", path]);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }
}
