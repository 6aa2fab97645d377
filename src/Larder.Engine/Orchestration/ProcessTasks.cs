using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Larder.Orchestration;

/// <summary>Tasks that are programs.</summary>
public static class ProcessTasks
{
    /// <summary>
    /// A task that runs a program, such as <c>python train.py</c>, in a folder of its own. What it takes lies there as <c>input.json</c>, what it makes it writes as <c>output.json</c>; both are named by the variables
    /// <c>LARDER_INPUT</c> and <c>LARDER_OUTPUT</c>, beside <c>LARDER_RUN_ID</c>, <c>LARDER_ATTEMPT</c>, <c>LARDER_INTERVAL_START</c> and <c>LARDER_INTERVAL_END</c>. Its lines are the attempt's log. An exit code other than 0 is a failure;
    /// when the attempt must stop, the program and what it started are killed.
    /// </summary>
    /// <typeparam name="TInput">What it takes.</typeparam>
    /// <typeparam name="T">What it makes.</typeparam>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="name">A letter, then letters, digits and underscores; unique in the pipeline.</param>
    /// <param name="input">What it takes.</param>
    /// <param name="program">The program: a path, or a name that the machine finds.</param>
    /// <param name="arguments">Its arguments, each as it is; no shell reads them.</param>
    public static PipelineTask<T> Process<TInput, T>(this PipelineBuilder pipeline, string name, ITaskInput<TInput> input, string program, params IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return pipeline.Task<TInput, T>(name, input, (context, value) => RunAsync<TInput, T>(context, value, program, arguments));
    }

    private static async Task<T> RunAsync<TInput, T>(TaskContext context, TInput value, string program, IReadOnlyList<string> arguments)
    {
        var (input, output) = (Path.Combine(context.WorkFolder, "input.json"), Path.Combine(context.WorkFolder, "output.json"));
        await File.WriteAllBytesAsync(input, JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web), context.Cancellation).ConfigureAwait(false);
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = context.WorkFolder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["LARDER_INPUT"] = input;
        start.Environment["LARDER_OUTPUT"] = output;
        start.Environment["LARDER_RUN_ID"] = context.RunId;
        start.Environment["LARDER_ATTEMPT"] = context.Attempt.ToString(CultureInfo.InvariantCulture);
        start.Environment["LARDER_INTERVAL_START"] = context.Interval.Start.ToString();
        start.Environment["LARDER_INTERVAL_END"] = context.Interval.End.ToString();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Log(line.Data);
        process.ErrorDataReceived += (_, line) => Log(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(context.Cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{program} ended with exit code {process.ExitCode}; its last lines are in the attempt's log"));
        }

        if (!File.Exists(output))
        {
            throw new InvalidOperationException($"{program} wrote no result; write JSON into the file that LARDER_OUTPUT names");
        }

        return JsonSerializer.Deserialize<T>(await File.ReadAllBytesAsync(output, context.Cancellation).ConfigureAwait(false), JsonSerializerOptions.Web)!;

        void Log(string? line)
        {
            if (line is not null)
            {
                context.Log(line);
            }
        }
    }
}
