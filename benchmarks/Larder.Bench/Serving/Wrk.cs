using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Larder.Bench.Serving;

/// <summary>Asks a server with wrk, over sixteen keep-alive connections from one thread.</summary>
internal static partial class Wrk
{
    public const int Connections = 16;

    public static async Task<Load> LoadAsync(string url, string script, int seconds, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("wrk", ["-t1", $"-c{Connections}", $"-d{seconds}s", "--latency", "-s", script, url]) { RedirectStandardOutput = true };
        using var wrk = Process.Start(start) ?? throw new InvalidOperationException("wrk did not start; install it (Debian package wrk).");
        var text = await wrk.StandardOutput.ReadToEndAsync(cancellationToken);
        await wrk.WaitForExitAsync(cancellationToken);
        if (text.Contains("Non-2xx", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{url} answered with errors: {text}");
        }

        var latency = P99().Match(text);
        var unit = latency.Groups[2].Value switch { "us" => 0.001, "ms" => 1, _ => 1000d };
        return new Load(Number(Rate().Match(text).Groups[1].Value), Number(latency.Groups[1].Value) * unit);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex P99();

    /// <summary>What one run of wrk measured: requests per second, and the 99th percentile in milliseconds.</summary>
    public sealed record Load(double Rate, double P99)
    {
        /// <summary>The mean time of a request in microseconds: every connection has one under way at all times.</summary>
        public double Mean => Connections * 1e6 / Rate;
    }
}
