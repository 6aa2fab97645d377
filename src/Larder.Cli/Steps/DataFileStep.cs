using System.Text.Json.Nodes;
using Larder.Cli.Output;
using Larder.Files;

namespace Larder.Cli.Steps;

/// <summary>Says what came of <c>data add</c>, <c>data push</c> and <c>data pull</c>.</summary>
internal static class DataFileStep
{
    public static void Print(Reporter report, AddReport added)
    {
        foreach (var warning in added.Warnings)
        {
            report.Warning(warning);
        }

        foreach (var path in added.Paths)
        {
            report.Line($"  {path.Path}: {Name(path.State)}, {path.Files:N0} files ({path.Size:N0} bytes), {path.Stored:N0} new in the cache, {path.DvcFile}");
        }
    }

    public static void Print(Reporter report, IReadOnlyList<PushReport> pushed)
    {
        foreach (var remote in pushed)
        {
            report.Line($"  {remote.Remote} ({remote.Url}): {remote.Sent:N0} of {remote.Needed:N0} objects sent ({remote.Bytes:N0} bytes)");
        }

        if (pushed.Count == 0)
        {
            report.Line("Nothing is tracked yet; 'larder data add PATH' begins.");
        }
    }

    public static void Print(Reporter report, PullReport pulled)
    {
        foreach (var warning in pulled.Warnings)
        {
            report.Warning(warning);
        }

        report.Line($"  {pulled.Fetched:N0} of {pulled.Needed:N0} objects fetched ({pulled.Bytes:N0} bytes); {pulled.Written:N0} files written, {pulled.Removed:N0} removed, {pulled.Unchanged:N0} as they were");
    }

    public static JsonObject ToJson(AddReport added) => new()
    {
        ["added"] = new JsonArray([.. added.Paths.Select(path => (JsonNode)new JsonObject
        {
            ["path"] = path.Path,
            ["dvc_file"] = path.DvcFile,
            ["md5"] = path.Md5,
            ["size"] = path.Size,
            ["files"] = path.Files,
            ["stored"] = path.Stored,
            ["state"] = Name(path.State),
        })]),
    };

    public static JsonObject ToJson(IReadOnlyList<PushReport> pushed) => new()
    {
        ["pushed"] = new JsonArray([.. pushed.Select(remote => (JsonNode)new JsonObject
        {
            ["remote"] = remote.Remote,
            ["url"] = remote.Url,
            ["objects"] = remote.Needed,
            ["sent"] = remote.Sent,
            ["bytes"] = remote.Bytes,
        })]),
    };

    public static JsonObject ToJson(PullReport pulled) => new()
    {
        ["objects"] = pulled.Needed,
        ["fetched"] = pulled.Fetched,
        ["bytes"] = pulled.Bytes,
        ["written"] = pulled.Written,
        ["removed"] = pulled.Removed,
        ["unchanged"] = pulled.Unchanged,
    };

    private static string Name(AddedState state) => state switch
    {
        AddedState.Added => "added",
        AddedState.Updated => "updated",
        _ => "unchanged",
    };
}
