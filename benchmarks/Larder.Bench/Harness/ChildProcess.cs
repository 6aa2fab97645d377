using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Larder.Bench.Harness;

/// <summary>Starts this very program again for one measurement, so that peak memory is that measurement's own.</summary>
internal static class ChildProcess
{
    /// <summary>The hidden command that a child runs.</summary>
    public const string Command = "measure";

    public static async Task<Measurement> MeasureAsync(IBenchmark benchmark, string work, ChildArguments arguments, CancellationToken cancellationToken)
    {
        var output = await RunAsync(typeof(ChildProcess).Assembly.Location, [Command, benchmark.Name, work, .. arguments.ToPairs()], cancellationToken);
        return Measurement.FromJson((JsonObject)JsonNode.Parse(output)!);
    }

    /// <summary>Runs a .NET program; its standard error is passed on, its standard output returned.</summary>
    public static async Task<string> RunAsync(string assembly, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(assembly, arguments);
        try
        {
            var text = process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? await text
                : throw new InvalidOperationException($"{Path.GetFileName(assembly)} {string.Join(' ', arguments)} ended with {process.ExitCode}; its messages are above.");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public static Process Start(string assembly, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var argument in arguments.Prepend(assembly))
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
