using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Larder.Support;

/// <summary>The built sample program in a process of its own.</summary>
internal sealed class RetailProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource<string> _firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    private RetailProgram(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Runs a command to its end.</summary>
    public static async Task<Run> RunAsync(Folder folder, params string[] arguments)
    {
        using var program = Start(folder, arguments);
        return await program.EndAsync();
    }

    /// <summary>Starts a command.</summary>
    public static RetailProgram Start(Folder folder, params IReadOnlyList<string> arguments)
    {
        // A test run in the background of a shell has SIGINT ignored, and children inherit that.
        var start = new ProcessStartInfo("env")
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        string[] command = ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "Retail.dll"), .. arguments];
        Array.ForEach(command, start.ArgumentList.Add);
        foreach (var (name, value) in folder.Environment)
        {
            start.Environment[name] = value;
        }

        var program = new RetailProgram(new Process { StartInfo = start });
        program._process.OutputDataReceived += (_, line) => program.Add(program._out, line.Data, isOut: true);
        program._process.ErrorDataReceived += (_, line) => program.Add(program._error, line.Data, isOut: false);
        program._process.Start();
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        return program;
    }

    /// <summary>The first line on standard output.</summary>
    public Task<string> FirstLineAsync() => _firstLine.Task.WaitAsync(Patience);

    /// <summary>Waits until a line is on standard output.</summary>
    public async Task LineAsync(string line)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (!HasLine(line) && !_process.HasExited && TimeProvider.System.GetElapsedTime(deadline) < Patience)
        {
            await Task.Delay(5);
        }
    }

    /// <summary>The address in the document that <c>serve --output json</c> prints.</summary>
    public async Task<Uri> AddressAsync()
    {
        await LineAsync("}");
        lock (_out)
        {
            return new Uri((string)System.Text.Json.Nodes.JsonNode.Parse(_out.ToString())!["address"]!);
        }
    }

    /// <summary>Sends a signal by its name.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<Run> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        lock (_out)
        {
            return new Run(_process.ExitCode, _out.ToString(), _error.ToString());
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private bool HasLine(string line)
    {
        lock (_out)
        {
            return $"\n{_out}".Contains($"\n{line}\n", StringComparison.Ordinal);
        }
    }

    private void Add(StringBuilder text, string? line, bool isOut)
    {
        if (line is null)
        {
            return;
        }

        lock (_out)
        {
            text.Append(line).Append('\n');
        }

        if (isOut)
        {
            _firstLine.TrySetResult(line);
        }
    }
}
