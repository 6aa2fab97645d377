using Larder.Support;

namespace Larder;

/// <summary>Commands that only read, and commands that fail, leave no state behind.</summary>
public class NoStateTests
{
    [Theory]
    [InlineData("models")]
    [InlineData("training-set")]
    [InlineData("train")]
    [InlineData("materialize")]
    [InlineData("serve --port 0")]
    [InlineData("verify")]
    public async Task A_state_folder_that_is_not_there_is_named_and_not_created(string command)
    {
        using var folder = new Folder();

        var run = await folder.RunAsync([.. command.Split(' '), "--state", "typo/.larder"]);

        run.ShouldFail(1, $"error: There is no state in {folder.File("typo/.larder")}; run 'larder ingest' first, or give the folder of an earlier run with --state.");
        run.Out.ShouldBeEmpty();
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_plan_without_state_shows_everything_as_new_and_creates_nothing()
    {
        using var folder = new Folder();

        (await folder.RunAsync("plan")).Succeeded().Out.ShouldEndWith("\n  + model buys_again @1\n  8 to apply, 0 unchanged\n");

        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ingest --input bad.csv", 1)]
    [InlineData("ingest --input short.csv", 2)]
    [InlineData("validate --input short.csv", 2)]
    [InlineData("demo --input short.csv", 2)]
    [InlineData("ingest --input short.csv --state deep/down/.larder", 2)]
    public async Task A_run_that_stores_nothing_leaves_no_state_folder(string command, int exitCode)
    {
        using var folder = new Folder();
        var lines = await SmallShop.LinesAsync();
        folder.Write("bad.csv", $"{lines[0]}\n1,P1,d,1,someday,1.00,10008,France\n");
        folder.Write("short.csv", string.Join('\n', lines.Take(10)));

        (await folder.RunAsync(command.Split(' '))).ExitCode.ShouldBe(exitCode);

        Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order().ShouldBe(["bad.csv", "short.csv"]);
    }

    [Fact]
    public async Task Reading_commands_create_no_store_in_a_state_that_lacks_it()
    {
        using var folder = new Folder();
        await SmallShop.WriteAsync(folder.Path);
        (await folder.RunAsync("ingest", "--input", SmallShop.FileName)).Succeeded();

        (await folder.RunAsync("plan")).Succeeded();
        (await folder.RunAsync("models")).Succeeded();
        (await folder.RunAsync("verify")).ExitCode.ShouldBe(1);
        (await folder.RunAsync("materialize")).ExitCode.ShouldBe(1);

        Directory.GetFiles(folder.StatePath).ShouldBeEmpty();
    }
}
