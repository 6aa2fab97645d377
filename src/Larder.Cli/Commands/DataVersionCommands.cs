using System.CommandLine;
using Larder.Cli.Steps;
using Larder.Errors;
using Larder.Offline.Versions;

namespace Larder.Cli.Commands;

/// <summary><c>data log</c>, <c>data show</c>, <c>data diff</c>, <c>data checkout</c> and <c>data save</c>: the versions of tables, and training sets.</summary>
internal static class DataVersionCommands
{
    private const int MostEntries = 1_000_000;
    private const int MostRows = 1_000;

    public static Command Log(CommandContext app)
    {
        var name = Arguments.Name("name", "A table, a saved dataset or a training set; all when left out");
        var atMost = Arguments.Whole("--limit", 1, MostEntries, byDefault: 50, "How many versions to list");
        var command = new Command("log", "List versions of tables, saved datasets and training sets, newest first: when, what, rows, content hash, what pins them") { name, atMost };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.OpenExisting(parsed);
            var log = await new DataVersions(context.Workspace).LogAsync(parsed.GetValue(name), parsed.GetValue(atMost), cancellationToken);
            DataLogStep.Print(context.Report, log);
            context.Report.Json(DataLogStep.ToJson(log));
            return 0;
        });
        return command;
    }

    public static Command Show(CommandContext app)
    {
        var reference = Reference("version");
        var command = new Command("show", "Show a data version: files, hashes, columns and their statistics") { reference };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.OpenExisting(parsed);
            var (manifest, profiles) = await new DataVersions(context.Workspace).ShowAsync(parsed.GetValue(reference)!, cancellationToken);
            DataVersionStep.Print(context.Report, manifest, profiles);
            context.Report.Json(DataVersionStep.ToJson(manifest, profiles));
            return 0;
        });
        return command;
    }

    public static Command Diff(CommandContext app)
    {
        var (from, to) = (Reference("from"), Reference("to"));
        var rows = Arguments.Whole("--rows", 0, MostRows, byDefault: 0, "Show so many of the rows that came, and of those that went");
        var command = new Command("diff", "Tell what changed between two data versions: columns, rows added and removed, statistics") { from, to, rows };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.OpenExisting(parsed);
            var diff = await new DataVersions(context.Workspace).DiffAsync(parsed.GetValue(from)!, parsed.GetValue(to)!, parsed.GetValue(rows), cancellationToken);
            DataDiffStep.Print(context.Report, diff);
            context.Report.Json(DataDiffStep.ToJson(diff));
            return 0;
        });
        return command;
    }

    public static Command Checkout(CommandContext app)
    {
        var reference = Reference("version");
        var to = new Option<string>("--to") { HelpName = "folder", Description = "The folder to write, which must not exist", Required = true };
        var command = new Command("checkout", "Copy a data version into a new folder, a Delta table or a Parquet file, with its hashes checked") { reference, to };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.OpenExisting(parsed);
            var folder = Path.GetFullPath(parsed.GetValue(to)!);
            var manifest = await context.Report.StepAsync("checkout", _ => new DataVersions(context.Workspace).CheckoutAsync(parsed.GetValue(reference)!, folder, cancellationToken));
            context.Report.Line($"  {DataVersionStep.Name(manifest)}: {manifest.Files.Count:N0} files ({manifest.Files.Sum(file => file.Bytes):N0} bytes) are in {folder}");
            context.Report.Json(DataVersionStep.ToJson(manifest, folder));
            return 0;
        });
        return command;
    }

    public static Command Save(CommandContext app)
    {
        var name = new Argument<string>("name") { Description = "The name" };
        var reference = new Argument<string?>("version") { Description = "A table, for its newest version, table@version or table@time", Arity = ArgumentArity.ZeroOrOne };
        var remove = new Option<bool>("--remove") { Description = "Take the name away instead; the version stays while others need it" };
        var command = new Command("save", "Save a version of a table under a name; its files stay until the name is taken away") { name, reference, remove };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.OpenExisting(parsed);
            var saved = new SavedDatasets(context.Workspace);
            var removes = parsed.GetValue(remove);
            var dataset = (removes, parsed.GetValue(reference)) switch
            {
                (true, null) => saved.Remove(parsed.GetValue(name)!),
                (false, { } version) => await saved.SaveAsync(parsed.GetValue(name)!, version, cancellationToken),
                _ => throw new InvalidInputException("data save takes a name and the version of a table, or a name and --remove."),
            };
            context.Report.Line($"  {dataset.Name}: {dataset.Table}, content hash {DataVersionStep.Short(dataset.ContentHash)}, {(removes ? "is saved no more" : "saved")}");
            var document = DataVersionStep.ToJson(dataset);
            document["removed"] = removes;
            context.Report.Json(document);
            return 0;
        });
        return command;
    }

    private static Argument<string> Reference(string name) =>
        new(name) { Description = "A table, table@version, table@time, a saved dataset, or a training set's version or the beginning of it" };
}
