using System.CommandLine;
using Larder.Cli.Output;
using Larder.Cli.Steps;
using Larder.Files;
using Larder.S3;

namespace Larder.Cli.Commands;

/// <summary><c>data add</c>, <c>data push</c> and <c>data pull</c>: files named by their bytes, in the repository around the working directory.</summary>
internal static class DataFileCommands
{
    public static Command Add(CommandContext app)
    {
        var paths = new Argument<string[]>("paths") { Description = "Files and folders", Arity = ArgumentArity.OneOrMore };
        var command = new Command("add", "Track files and folders by their bytes: store them in the cache and write a .dvc file beside each") { paths };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var report = Reporter.OnConsole(GlobalOptions.IsJson(parsed));
            var added = await report.StepAsync("add", progress => Files(app).AddAsync(parsed.GetValue(paths)!, progress, cancellationToken));
            DataFileStep.Print(report, added);
            report.Json(DataFileStep.ToJson(added));
            return 0;
        });
        return command;
    }

    public static Command Push(CommandContext app)
    {
        var (paths, remote) = (Tracked(), Remote());
        var command = new Command("push", "Send tracked files that the remote lacks") { paths, remote };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var report = Reporter.OnConsole(GlobalOptions.IsJson(parsed));
            var pushed = await report.StepAsync("push", progress => Files(app).PushAsync(parsed.GetValue(paths) ?? [], parsed.GetValue(remote), progress, cancellationToken));
            DataFileStep.Print(report, pushed);
            report.Json(DataFileStep.ToJson(pushed));
            return 0;
        });
        return command;
    }

    public static Command Pull(CommandContext app)
    {
        var (paths, remote) = (Tracked(), Remote());
        var force = new Option<bool>("--force") { Description = "Replace and remove files that changed since they were added and are in no cache" };
        var command = new Command("pull", "Make files and folders what their .dvc files say; fetch what the cache lacks") { paths, remote, force };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var report = Reporter.OnConsole(GlobalOptions.IsJson(parsed));
            var pulled = await report.StepAsync(
                "pull", progress => Files(app).PullAsync(parsed.GetValue(paths) ?? [], parsed.GetValue(remote), parsed.GetValue(force), progress, cancellationToken));
            DataFileStep.Print(report, pulled);
            report.Json(DataFileStep.ToJson(pulled));
            return 0;
        });
        return command;
    }

    private static DataFiles Files(CommandContext app) =>
        new(Directory.GetCurrentDirectory(), new Dictionary<string, Func<Storage.BlobRemoteSettings, Storage.IBlobRemote>> { [S3BlobRemote.Scheme] = settings => new S3BlobRemote(settings) }, app.Options.Clock);

    private static Argument<string[]> Tracked() => new("paths") { Description = "Tracked files and folders, or their .dvc files; all when left out", Arity = ArgumentArity.ZeroOrMore };

    private static Option<string?> Remote() => Arguments.Text("--remote", "name", "A remote of .dvc/config; its default one when left out", "give the name of a remote");
}
