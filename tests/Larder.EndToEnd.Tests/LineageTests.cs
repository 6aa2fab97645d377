using System.Text.Json.Nodes;
using Larder.OpenLineage;
using Larder.Support;

namespace Larder;

/// <summary>Lineage events of a program that is stopped or killed, while its server is down and after it has come back.</summary>
public class LineageTests
{
    private const string Reading = "ingest order_lines: reading shop.csv";

    private static readonly string[] Ingest = ["ingest", "--input", "shop.csv"];

    [Fact]
    public async Task Events_survive_a_kill_and_reach_the_server_with_the_next_command()
    {
        using var peer = new LineagePeer();
        using var folder = await FolderAsync(peer);
        peer.Stop();
        using (var killed = folder.Start(Ingest))
        {
            await killed.LineAsync(Reading);
            killed.Signal("KILL");
            (await killed.EndAsync()).ExitCode.ShouldBe(137);
        }

        Waiting(folder).ShouldBe(["ingest.order_lines START"]);
        peer.Restart();
        (await folder.RunAsync(Ingest)).Succeeded();

        Waiting(folder).ShouldBeEmpty();
        peer.Received.Select(r => Text(r.Event)).ShouldBe(["ingest.order_lines START", "ingest.order_lines START", "ingest.order_lines COMPLETE"]);
        peer.Received.Select(r => r.Event["run"]!["runId"]!.ToString()).Distinct().Count().ShouldBe(2);
        peer.Received.ShouldAllBe(r => r.Authorization == "Bearer the-key");
        foreach (var file in Directory.GetFiles(folder.StatePath, "*", SearchOption.AllDirectories))
        {
            (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldNotContain("the-key");
        }
    }

    [Fact]
    public async Task A_run_that_is_interrupted_is_told_as_aborted_and_the_server_that_is_down_in_a_line()
    {
        using var peer = new LineagePeer();
        using var folder = await FolderAsync(peer);
        peer.Stop();
        using var stopped = folder.Start(Ingest);
        await stopped.LineAsync(Reading);
        stopped.Signal("INT");
        var ended = await stopped.EndAsync();

        ended.ExitCode.ShouldBe(130);
        ended.Out.ShouldContain("  lineage: the server cannot be reached; 2 events wait in ");
        Waiting(folder).ShouldBe(["ingest.order_lines START", "ingest.order_lines ABORT"]);
    }

    private static async Task<Folder> FolderAsync(LineagePeer peer)
    {
        var folder = new Folder();
        await SmallShop.WriteAsync(folder.Path);
        folder.Environment["OPENLINEAGE_URL"] = peer.Url.ToString();
        folder.Environment["OPENLINEAGE_API_KEY"] = "the-key";
        return folder;
    }

    private static string[] Waiting(Folder folder) =>
        [.. Directory.GetFiles(Path.Combine(folder.StatePath, "lineage", "spool"), "*.json").Order(StringComparer.Ordinal).Select(p => Text(JsonNode.Parse(File.ReadAllBytes(p))!))];

    private static string Text(JsonNode run) => $"{run["job"]!["name"]} {run["eventType"]}";
}
