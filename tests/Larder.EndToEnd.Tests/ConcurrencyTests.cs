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
    public async Task Two_generated_demos_at_once_share_one_input()
    {
        using var folder = new Folder();

        var runs = await Task.WhenAll(folder.RunAsync("demo", "--output", "json"), folder.RunAsync("demo", "--output", "json"));

        runs[0].Succeeded().Json["training"]!["dataset_version"]!.ToString().ShouldBe(runs[1].Succeeded().Json["training"]!["dataset_version"]!.ToString());
        Directory.GetFiles(folder.File(".larder/demo-generated"), "*.writing").ShouldBeEmpty();
    }
}
