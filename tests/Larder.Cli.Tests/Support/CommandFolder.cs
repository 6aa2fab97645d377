using System.Text.Json.Nodes;

namespace Larder.Support;

/// <summary>A temporary folder with a state folder in it, and commands over them.</summary>
internal sealed class CommandFolder : IDisposable
{
    public CommandFolder() => Path = Directory.CreateTempSubdirectory("larder-cli-").FullName;

    public string Path { get; }

    public string StatePath => System.IO.Path.Combine(Path, "state");

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    public Task<(int ExitCode, string Out, string Error)> RunAsync(FeatureRepository repository, params string[] arguments) =>
        ConsoleRun.RunAsync(repository, [.. arguments, "--state", StatePath]);

    /// <summary>A command that ends well.</summary>
    public async Task<string> TextAsync(FeatureRepository repository, params string[] arguments)
    {
        var run = await RunAsync(repository, arguments);
        run.ExitCode.ShouldBe(0, $"{string.Join(' ', arguments)}: {run.Error}{run.Out}");
        return run.Out;
    }

    /// <summary>A command that ends well, and its document.</summary>
    public async Task<JsonObject> JsonAsync(FeatureRepository repository, params string[] arguments) =>
        JsonNode.Parse(await TextAsync(repository, [.. arguments, "--output", "json"]))!.AsObject();

    /// <summary>A command that fails, and the message in the last line on standard error.</summary>
    public async Task<string> FailAsync(FeatureRepository repository, int exitCode, params string[] arguments)
    {
        var run = await RunAsync(repository, arguments);
        run.ExitCode.ShouldBe(exitCode, run.Out + run.Error);
        run.Error.Split('\n').Count(l => l.StartsWith("error: ", StringComparison.Ordinal)).ShouldBe(1);
        return run.Error.TrimEnd().Split('\n')[^1]["error: ".Length..];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
