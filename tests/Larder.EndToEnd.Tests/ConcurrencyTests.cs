using Larder.Support;

namespace Larder;

public class ConcurrencyTests(PreparedShop shop)
{
    [Fact]
    public async Task Two_demos_at_once_on_one_state_both_end_as_an_undisturbed_one()
    {
        using var folder = new Folder();
        await SmallShop.WriteAsync(folder.Path);

        var runs = await Task.WhenAll(folder.RunAsync("demo", "--input", "shop.csv"), folder.RunAsync("demo", "--input", "shop.csv"));

        Array.ForEach(runs, r => r.Succeeded());
        var state = Directory.GetDirectories(folder.StatePath).Single();
        StateFacts.Of(state).ShouldBe(StateFacts.Of(shop.Folder.StatePath));
        Directory.GetFileSystemEntries(Path.Combine(state, "tmp")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Materializations_at_once_end_at_the_newest_history_whichever_ends_last()
    {
        using var folder = shop.Copy();
        File.Delete(Path.Combine(folder.StatePath, "online.db"));

        var runs = await Task.WhenAll(folder.RunAsync("materialize", "--as-of", "2024-06-01"), folder.RunAsync("materialize"), folder.RunAsync("materialize"));

        runs[1].Succeeded();
        runs[2].Succeeded();
        if (runs[0].ExitCode != 0)
        {
            runs[0].Error.ShouldContain(" and cannot go back to 2024-06-01T00:00:00Z: newer rows win. ");
        }

        var after = (await folder.RunAsync("materialize", "--output", "json")).Succeeded().Json["views"]!.AsArray();
        after.Count.ShouldBe(2);
        after.ShouldAllBe(v => (long)v!["written"]! == 0 && string.CompareOrdinal((string)v["as_of"]!, "2024-06-02") > 0);
        StateFacts.Of(folder.StatePath).ShouldBe(StateFacts.Of(shop.Folder.StatePath));
    }

    [Fact]
    public async Task Two_generated_demos_at_once_share_one_input()
    {
        using var folder = new Folder();

        var runs = await Task.WhenAll(folder.RunAsync("demo", "--output", "json"), folder.RunAsync("demo", "--output", "json"));

        var reports = runs.Select(r => r.Succeeded().Json).ToArray();
        var state = folder.File(".larder/demo-generated");
        var facts = StateFacts.Of(state);
        foreach (var report in reports)
        {
            DemoReport.CheckKeys(report);
            DemoReport.Text(report, "training.dataset_version").ShouldBe(DemoReport.Text(reports[0], "training.dataset_version"));
            DemoReport.Text(report, "model.version").ShouldBe("1");
            facts.ShouldContain(f => f.StartsWith($"order_lines: {DemoReport.Text(report, "rows.stored")} rows ", StringComparison.Ordinal));
            facts.ShouldContain(f => f.StartsWith($"order_lines__quarantine: {DemoReport.Text(report, "rows.quarantined")} rows ", StringComparison.Ordinal));
        }

        Directory.GetFiles(state, "*.writing").ShouldBeEmpty();
        Directory.GetFileSystemEntries(Path.Combine(state, "tmp")).ShouldBeEmpty();
    }
}
