using System.Text.Json.Nodes;
using Larder.Cli.Commands;
using Larder.Erasure;
using Larder.Errors;
using Larder.Serving.Logging;

namespace Larder.Cli.Steps;

/// <summary>Erases an entity from everything below the state folder, says what came of it, and checks receipts.</summary>
internal static class EraseStep
{
    public static async Task<(ErasureReceipt Receipt, string Path)> RunAsync(StepContext context, ErasureTarget target, bool deletesTrainingSets, CancellationToken cancellationToken)
    {
        var receipt = await context.Report.StepAsync("erase", progress => new Eraser(context.Workspace, target, progress).RunAsync(deletesTrainingSets, cancellationToken));
        var folder = ServedLogSettings.Read(context.Workspace.Options.StatePath).Folder;
        var log = ServedLogEraser.Erase(folder, [.. target.Parts.Select(p => (p.Column, p.Value.ToString()!))], cancellationToken);

        // Profiles and comparisons may name the entity's values; they are made again from what is left.
        await context.Monitoring.Profiles.ForgetAsync(cancellationToken);
        await context.Monitoring.Drift.ForgetAsync(cancellationToken);
        var (signed, path) = new Receipts(context.Workspace).Keep(receipt with
        {
            ServedVectors = log.Removed,
            Remaining = [.. receipt.Remaining, .. log.Busy.Select(file => $"{file} is being written by a running server; stop it or wait for the next day's file, then run 'larder erase' again")],
        });
        Print(context, signed, path);
        return (signed, path);
    }

    public static async Task<IReadOnlyList<ErasedTable>> FindAsync(StepContext context, ErasureTarget target, CancellationToken cancellationToken)
    {
        var found = await context.Report.StepAsync("find", progress => new Eraser(context.Workspace, target, progress).FindAsync(cancellationToken));
        foreach (var table in found)
        {
            context.Report.Line($"  {table.Table}@{table.Version}: {table.Rows:N0} rows in {table.Files.Count:N0} files");
        }

        return found;
    }

    /// <summary>Says which tables are not searched.</summary>
    public static IReadOnlyList<SearchedTable> Search(StepContext context, ErasureTarget target)
    {
        var search = new Eraser(context.Workspace, target).Search();
        Print(context, search);
        return search;
    }

    public static JsonArray ToJson(IReadOnlyList<SearchedTable> search) => new([.. search.Select(s => (JsonNode)new JsonObject { ["table"] = s.Table, ["searched"] = s.IsSearched, ["reason"] = s.Reason })]);

    private static void Print(StepContext context, IEnumerable<SearchedTable> search)
    {
        foreach (var table in search.Where(s => !s.IsSearched))
        {
            context.Report.Line($"  {table.Table} was not searched: {table.Reason}");
        }
    }

    /// <summary>Whether a receipt is genuine, and how many of its files are still on disk.</summary>
    /// <exception cref="ConflictException">It was changed, or signed elsewhere.</exception>
    public static JsonObject Check(StepContext context, string path)
    {
        var receipt = Receipts.Read(path);
        if (!Receipts.IsGenuine(receipt))
        {
            throw new ConflictException($"The receipt {path} is not as it was signed; take the file that 'larder erase' has written, from a backup if need be.");
        }

        if (!new Receipts(context.Workspace).IsOurs(receipt))
        {
            throw new ConflictException($"The receipt {path} is genuine, but signed by another state folder; name that one with --state.");
        }

        string[] waiting = [.. receipt.Tables.SelectMany(t => t.Files.Select(f => $"{t.Table}/{f}")).Where(f => File.Exists(Path.Combine(context.Workspace.OfflinePath, f)))];
        context.Report.Line($"  {receipt.Id} of {receipt.At} is genuine: {receipt.Tables.Sum(t => t.Rows):N0} rows, {receipt.ServedVectors:N0} served vectors, {receipt.Online.Sum(v => v.Entities):N0} online rows");
        context.Report.Line(waiting.Length == 0 ? "  the files that held the rows are gone" : $"  {waiting.Length:N0} files that held the rows are still on disk; 'larder data vacuum' deletes them when their retention is over");
        return new JsonObject { ["id"] = receipt.Id, ["genuine"] = true, ["files_waiting"] = new JsonArray([.. waiting.Select(f => (JsonNode)f)]) };
    }

    public static JsonNode ToJson(ErasedTable table) => new JsonObject
    {
        ["table"] = table.Table,
        ["version_before"] = table.VersionBefore,
        ["version"] = table.Version,
        ["rows"] = table.Rows,
        ["files"] = new JsonArray([.. table.Files.Select(f => (JsonNode)f)]),
    };

    public static JsonObject ToJson(ErasureReceipt receipt, string path) => new()
    {
        ["id"] = receipt.Id,
        ["receipt"] = path,
        ["tables"] = new JsonArray([.. receipt.Tables.Select(ToJson)]),
        ["online"] = new JsonArray([.. receipt.Online.Select(v => (JsonNode)new JsonObject { ["view"] = v.View, ["entities"] = v.Entities })]),
        ["rebuilt"] = new JsonArray([.. receipt.Rebuilt.Select(v => (JsonNode)v)]),
        ["served_vectors"] = receipt.ServedVectors,
        ["training_sets"] = new JsonArray([.. receipt.TrainingSets.Select(s => (JsonNode)new JsonObject { ["dataset_version"] = s.DatasetVersion, ["rows"] = s.Rows, ["deleted"] = s.IsDeleted })]),
        ["remaining"] = new JsonArray([.. receipt.Remaining.Select(r => (JsonNode)r)]),
        ["found_afterwards"] = receipt.FoundAfterwards,
        ["search"] = ToJson(receipt.Search ?? []),
    };

    private static void Print(StepContext context, ErasureReceipt receipt, string path)
    {
        foreach (var table in receipt.Tables.Where(t => t.Files.Count > 0))
        {
            context.Report.Line($"  {table.Table}@{table.Version}: {table.Rows:N0} rows removed, {table.Files.Count:N0} files wait for 'larder data vacuum'");
        }

        foreach (var view in receipt.Online)
        {
            context.Report.Line($"  {view.View}: {view.Entities:N0} entities removed from the online store");
        }

        if (receipt.Rebuilt.Count > 0)
        {
            context.Report.Line($"  materialized anew: {string.Join(", ", receipt.Rebuilt)}");
        }

        context.Report.Line($"  {receipt.ServedVectors:N0} served vectors removed; found afterwards: {receipt.FoundAfterwards:N0} rows");
        Print(context, receipt.Search ?? []);
        foreach (var remaining in receipt.Remaining)
        {
            context.Report.Warning(remaining);
        }

        context.Report.Line($"  receipt {path}");
    }
}
