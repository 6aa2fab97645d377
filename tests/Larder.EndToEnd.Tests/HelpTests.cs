using Larder.Support;

namespace Larder;

public class HelpTests
{
    /// <summary>Set to 1 to take the present texts as the approved ones.</summary>
    private const string Approve = "LARDER_APPROVE";

    public static TheoryData<string> Commands =>
    [
        "", "demo", "ingest", "validate", "derive", "backfill", "plan", "apply", "training-set", "train", "models", "models alias", "materialize",
        "materialize-incremental", "pipeline", "pipeline list", "pipeline show", "pipeline run", "pipeline trigger", "pipeline schedule", "pipeline runs",
        "pipeline logs", "pipeline resume", "pipeline cancel", "pipeline approve", "pipeline refuse", "pipeline pause", "pipeline unpause", "data", "data log",
        "data show", "data diff", "data checkout", "data save", "data compact", "data expire", "data vacuum", "data add", "data push", "data pull", "erase", "serve",
        "verify", "explain", "lineage", "features", "features list", "features search", "features show", "infer-suite", "alerts", "alerts history", "alerts silence",
        "alerts send", "alerts test", "drift", "monitor", "report",
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_is_the_approved_text(string command)
    {
        using var folder = new Folder();
        var help = (await folder.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])).Succeeded();
        var name = $"{(command.Length > 0 ? command.Replace(' ', '-') : "larder")}.txt";

        help.Error.ShouldBeEmpty();
        help.Out.ShouldNotContain('\u001b');
        Directory.Exists(folder.StatePath).ShouldBeFalse();
        if (Environment.GetEnvironmentVariable(Approve) == "1")
        {
            await File.WriteAllTextAsync(Path.Combine(Root(), "tests", "golden", "cli", name), help.Out);
            return;
        }

        help.Out.ShouldBe(
            await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "golden", "cli", name)),
            $"The help text has changed. If it was meant to, run the test with {Approve}=1 and review the difference in tests/golden/cli/{name}.");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Larder.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
