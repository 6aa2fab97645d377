using System.Text.Json.Nodes;
using Larder.Support;

namespace Larder;

/// <summary><c>data add</c>, <c>data push</c> and <c>data pull</c> as a user runs them.</summary>
public class DataFileTests
{
    [Fact]
    public async Task A_folder_goes_to_a_remote_and_comes_back()
    {
        using var folder = new Folder();
        var remote = Configure(folder);

        (await folder.RunAsync("data", "add", "raw")).Succeeded().Out.ShouldBe("add …\nadd: storing\n  raw: added, 1 files (6 bytes), 2 new in the cache, raw.dvc\n");
        (await folder.RunAsync("data", "push")).Succeeded().Out.ShouldBe($"push …\npush: sending\n  store ({remote}): 2 of 2 objects sent (71 bytes)\n");
        var again = (await folder.RunAsync("data", "push", "raw", "--output", "json")).Succeeded();
        again.Error.ShouldBe($"push …\n  store ({remote}): 0 of 2 objects sent (0 bytes)\n");
        JsonNode.DeepEquals(again.Json, JsonNode.Parse($$"""{"pushed": [{"remote": "store", "url": "{{remote}}", "objects": 2, "sent": 0, "bytes": 0}], "warnings": []}""")).ShouldBeTrue(again.Out);

        Directory.Delete(folder.File("raw"), recursive: true);
        Directory.Delete(folder.File(".dvc/cache"), recursive: true);
        var pulled = (await folder.RunAsync("data", "pull", "--output", "json")).Succeeded();
        JsonNode.DeepEquals(pulled.Json, JsonNode.Parse("""{"objects": 2, "fetched": 2, "bytes": 71, "written": 1, "removed": 0, "unchanged": 0, "warnings": []}""")).ShouldBeTrue(pulled.Out);
        File.ReadAllText(folder.File("raw/a.csv")).ShouldBe("hello\n");
    }

    [Fact]
    public async Task Errors_are_one_line_and_a_read_only_folder_is_one()
    {
        using var folder = new Folder();
        Configure(folder);

        (await folder.RunAsync("data", "add", "nothing")).ShouldFail(1, $"error: There is no file or folder {folder.File("nothing")}; check the path.");
        (await folder.RunAsync("data", "pull", "--remote", "")).Error.ShouldContain("--remote cannot be ''; give the name of a remote.");
        using var disk = Mount.ReadOnly(folder.Path);
        (await folder.RunAsync("data", "add", "raw")).ShouldFail(
            1, $"error: A file or folder cannot be used: Read-only file system : '{folder.File(".dvc/cache")}'. Nothing is half written; check space and permissions and run the same command again.");
    }

    private static string Configure(Folder folder)
    {
        Directory.CreateDirectory(folder.File(".dvc"));
        Directory.CreateDirectory(folder.File("raw"));
        folder.Write(".dvc/config", "[core]\n    remote = store\n['remote \"store\"']\n    url = ../store\n");
        folder.Write("raw/a.csv", "hello\n");
        return folder.File("store");
    }
}
