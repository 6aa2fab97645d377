using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Larder.DuckDb;

namespace Larder.Bench.Harness;

/// <summary>What a figure was measured on.</summary>
internal static class Machine
{
    public static JsonObject Describe() => new()
    {
        ["processors"] = Environment.ProcessorCount,
        ["memory_gb"] = Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1),
        ["os"] = RuntimeInformation.OSDescription,
        ["architecture"] = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
        ["cpu"] = Cpu(),
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["duckdb"] = DuckDbDatabase.LibraryVersion,
        ["load_1m"] = Load(),
    };

    /// <summary>Processes running or waiting over the last minute; null where the system does not say.</summary>
    public static double? Load() => File.Exists("/proc/loadavg")
        ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
        : null;

    private static string? Cpu() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        : null;
}
