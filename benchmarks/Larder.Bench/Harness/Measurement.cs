using System.Text.Json.Nodes;

namespace Larder.Bench.Harness;

/// <summary>One measurement, as a child process reports it.</summary>
/// <param name="Seconds">Wall time of the measured part; the start of the process and the preparation are not in it.</param>
/// <param name="CpuSeconds">User and system time of the process over the same part.</param>
/// <param name="PeakBytes">Greatest resident set of the whole process.</param>
/// <param name="Facts">Whatever else was seen.</param>
internal sealed record Measurement(double Seconds, double CpuSeconds, long PeakBytes, JsonObject Facts)
{
    /// <summary>Measures one call.</summary>
    public static async Task<Measurement> OfAsync(Func<Task<JsonObject>> work)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var facts = await work();
        var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Measurement(seconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, PeakMemory.OfThisProcess(), facts);
    }

    public JsonObject ToJson() => new() { ["seconds"] = Seconds, ["cpu_seconds"] = CpuSeconds, ["peak_bytes"] = PeakBytes, ["facts"] = Facts };

    public static Measurement FromJson(JsonObject json) => new(
        (double)json["seconds"]!, (double)json["cpu_seconds"]!, (long)json["peak_bytes"]!, (JsonObject)json["facts"]!.DeepClone());
}

/// <summary>The greatest resident set of a process.</summary>
internal static class PeakMemory
{
    /// <summary>Bytes; from the kernel's own high-water mark where there is one.</summary>
    public static long OfThisProcess()
    {
        if (File.Exists("/proc/self/status"))
        {
            var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
        }

        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
