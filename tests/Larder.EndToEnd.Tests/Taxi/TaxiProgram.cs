using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Larder;

/// <summary>Runs samples/Taxi as a user would: as a program of its own, with a state folder that is removed afterwards.</summary>
internal sealed class TaxiProgram : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("larder-taxi-");

    /// <summary>A path in the folder.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Runs a command with <c>--output json</c>.</summary>
    public async Task<(int ExitCode, JsonNode? Document, string Text)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Taxi.dll"), .. arguments, "--state", PathOf("state"), "--output", "json"])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var text = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output is { Length: > 0 } json ? JsonNode.Parse(json) : null, text);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
