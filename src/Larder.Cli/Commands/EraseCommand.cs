using System.CommandLine;
using System.Text.Json.Nodes;
using Larder.Cli.Steps;
using Larder.Erasure;
using Larder.Errors;

namespace Larder.Cli.Commands;

/// <summary><c>erase</c>.</summary>
internal static class EraseCommand
{
    public static Command Create(CommandContext app)
    {
        var entity = new Option<string[]>("--entity") { HelpName = "join_key=value", Description = "Whom; once for each join key" };
        var columns = new Option<string[]>("--column") { HelpName = "table.column", Description = "A column that holds the join key under another name; with several join keys table.column=join_key" };
        var deletes = new Option<bool>("--delete-training-sets") { Description = "Delete the training sets that contain the entity too; else they are listed" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be removed from the tables, and remove nothing" };
        var check = Arguments.Path("--check", "receipt", "Check a receipt instead: its signature, and whether the files that held the rows are gone");
        var command = new Command("erase", "Remove one entity from tables, online store and logs, with a signed receipt") { entity, columns, deletes, dryRun, check };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var arguments = parsed.GetValue(entity) ?? [];
            await using var context = app.OpenExisting(parsed);
            if (parsed.GetValue(check) is { } path)
            {
                context.Report.Json(EraseStep.Check(context, path));
                return 0;
            }

            var target = ErasureTarget.Parse(app.Catalog, arguments).WithColumns(app.Catalog, parsed.GetValue(columns) ?? []);
            if (parsed.GetValue(dryRun))
            {
                var found = await EraseStep.FindAsync(context, target, cancellationToken);
                context.Report.Json(new JsonObject { ["dry_run"] = true, ["tables"] = new JsonArray([.. found.Select(EraseStep.ToJson)]), ["search"] = EraseStep.ToJson(EraseStep.Search(context, target)) });
                return 0;
            }

            var (receipt, file) = await EraseStep.RunAsync(context, target, parsed.GetValue(deletes), cancellationToken);
            context.Report.Json(EraseStep.ToJson(receipt, file));
            return receipt.FoundAfterwards == 0 && receipt.Remaining.All(r => r.StartsWith("training set", StringComparison.Ordinal))
                ? 0
                : throw new ConflictException($"The entity is not wholly erased: {string.Join("; ", receipt.Remaining)}. The receipt {file} says what is done.");
        });
        return command;
    }
}
