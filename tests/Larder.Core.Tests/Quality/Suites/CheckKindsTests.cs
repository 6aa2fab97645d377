using Larder.Quality.Suites;

namespace Larder.Core.Tests.Quality.Suites;

public class CheckKindsTests
{
    [Fact]
    public void The_page_lists_the_kinds_and_their_keys()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Larder.slnx")))
        {
            folder = folder.Parent!;
        }

        var table = string.Concat(CheckKinds.All.Select(k => $"| `{k.Name}` | {string.Join(", ", k.Keys.Select(key => $"`{key}`"))} |\n"));
        File.ReadAllText(Path.Combine(folder.FullName, "docs", "data-quality.md")).ShouldContain($"| kind | keys |\n|---|---|\n{table}\n");
    }
}
