using System.Reflection;
using System.Text.Json.Nodes;
using Larder.Server;

namespace Larder.Cli.Demo;

/// <summary>Commands to go on with after a demo, ready for a shell.</summary>
internal static class NextSteps
{
    /// <summary>Set by a script that starts the program, to how it was called itself.</summary>
    private const string ProgramVariable = "LARDER_PROGRAM";

    /// <summary>Serving the demo's state, asking both endpoints what the demo asked, and planning.</summary>
    public static IEnumerable<string> Of(JsonObject demo)
    {
        var (program, state) = (Program(), Quoted(Relative((string)demo["state"]!)));
        yield return $"{program} serve --state {state}";
        yield return Curl("get-online-features", demo["served"]!["features_request"]!);
        yield return Curl("predict", demo["served"]!["predict_request"]!);
        yield return $"{program} plan --state {state}";
    }

    /// <summary>What to write before a command: the script's name, <c>dotnet run --</c> in a project's folder, else the program's file.</summary>
    private static string Program()
    {
        var script = Environment.GetEnvironmentVariable(ProgramVariable);
        return !string.IsNullOrEmpty(script) ? Quoted(script)
            : Directory.EnumerateFiles(Directory.GetCurrentDirectory(), "*.csproj").Any() ? "dotnet run --"
            : $"dotnet {Quoted(Relative(Assembly.GetEntryAssembly()?.Location ?? Environment.GetCommandLineArgs()[0]))}";
    }

    /// <summary>As of an instant, because at the wall clock the windows of historic data are empty.</summary>
    private static string Curl(string endpoint, JsonNode request) =>
        $"curl http://127.0.0.1:{LarderServerOptions.DefaultPort}/{endpoint} -H 'Content-Type: application/json' -d {Quoted(request.ToJsonString(), always: true)}";

    /// <summary>From where the user stands, unless that leads out of there.</summary>
    private static string Relative(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static string Quoted(string text, bool always = false) => always || text.Any(c => !char.IsAsciiLetterOrDigit(c) && !"/._-+=:@%".Contains(c, StringComparison.Ordinal))
        ? $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'"
        : text;
}
