using System.Diagnostics;
using System.Globalization;
using Larder.Sqlite.Tool;

namespace Larder.Sqlite;

/// <summary>A writer in a process of its own.</summary>
public sealed class ToolProcess : IDisposable
{
    private readonly Process _process;

    private ToolProcess(Process process) => _process = process;

    public static ToolProcess Write(string path, string view, int batches)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "exec", typeof(NumberedBatches).Assembly.Location, "write", path, view, batches.ToString(CultureInfo.InvariantCulture) },
        };
        return new ToolProcess(Process.Start(start)!);
    }

    /// <summary>The number of the next batch committed; null at the end.</summary>
    public async Task<long?> NextBatchAsync(CancellationToken cancellationToken)
        => await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line ? long.Parse(line, CultureInfo.InvariantCulture) : null;

    /// <summary>Waits for an end in order.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        while (await NextBatchAsync(cancellationToken) is not null)
        {
        }

        var errors = await _process.StandardError.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        errors.ShouldBeEmpty("the writing process failed");
        _process.ExitCode.ShouldBe(0, "the writing process failed");
    }

    /// <summary>Ends the process at once, without a chance to clean up.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
