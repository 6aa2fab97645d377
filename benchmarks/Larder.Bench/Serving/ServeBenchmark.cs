using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Larder.Bench.Harness;
using Larder.Bench.Materialization;
using Larder.Catalog;
using Larder.Materialization;
using Larder.Server;
using Microsoft.AspNetCore.Builder;

namespace Larder.Bench.Serving;

/// <summary>
/// One entity of ten features out of a million stored ones, over keep-alive connections, against an endpoint on the same Kestrel that
/// returns as many bytes and does nothing. Both are asked in turn by wrk, which shares the processors with them.
/// </summary>
internal sealed partial class ServeBenchmark : IBenchmark
{
    private const string BarePath = "/bare";
    private const double LeastShare = 0.5;
    private const double MostLatency = 3;

    public string Name => "serve";

    public string Summary => "POST /get-online-features, 1 entity of 10 features from 1,000,000 stored, against a bare Kestrel endpoint";

    public async Task<BenchReport> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var data = MeterData.For(Path.Combine(options.DataPath, "serve"), options.Rows(1_000_000));
        await data.EnsureAsync(cancellationToken);
        await MaterializeAsync(data, cancellationToken);
        using var server = ChildProcess.Start(
            typeof(ServeBenchmark).Assembly.Location,
            [ChildProcess.Command, Name, "server", .. new ChildArguments { ["state"] = data.State, ["meters"] = data.Meters.ToString(CultureInfo.InvariantCulture) }.ToPairs()]);
        try
        {
            var address = (await server.StandardOutput.ReadLineAsync(cancellationToken))!;
            var script = Path.Combine(data.State, "ask.lua");
            await File.WriteAllTextAsync(script, Script(data), cancellationToken);
            var (larder, bare) = (new List<Load>(), new List<Load>());
            await LoadAsync(address + "get-online-features", script, 2, cancellationToken);
            await LoadAsync(address + BarePath[1..], script, 2, cancellationToken);
            for (var run = 0; run < options.Runs; run++)
            {
                bare.Add(await LoadAsync(address + BarePath[1..], script, 6, cancellationToken));
                larder.Add(await LoadAsync(address + "get-online-features", script, 6, cancellationToken));
                Console.Error.WriteLine($"  bare {bare[^1]}; larder {larder[^1]}");
            }

            return Report(data, larder, bare);
        }
        finally
        {
            server.StandardInput.Close();
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>The server: says its address on the first line, ends with its standard input.</summary>
    public async Task<Measurement> MeasureAsync(string work, ChildArguments arguments, CancellationToken cancellationToken)
    {
        await using var opened = await BenchWorkspace.OpenAsync(new Meters(), arguments["state"], cancellationToken);
        var body = new byte[await AnswerLengthAsync(opened, cancellationToken)];
        Array.Fill(body, (byte)' ');
        return await Measurement.OfAsync(async () =>
        {
            await using var server = await LarderServer.StartAsync(Options(opened, body), cancellationToken);
            await Console.Out.WriteLineAsync(server.Address.ToString());
            await Console.In.ReadToEndAsync(cancellationToken);
            return [];
        });
    }

    private static LarderServerOptions Options(BenchWorkspace opened, byte[]? bare) => new()
    {
        Port = 0,
        Larder = larder =>
        {
            larder.Catalog = opened.Workspace.Catalog;
            larder.OnlineStore = opened.Online;
            larder.ModelStore = opened.Workspace.Models;
            larder.DefinitionStore = opened.Workspace.Definitions;
        },
        Map = bare is null ? null : application => application.MapPost(BarePath, async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = bare.Length;
            await context.Response.BodyWriter.WriteAsync(bare);
        }),
    };

    private static async Task<int> AnswerLengthAsync(BenchWorkspace opened, CancellationToken cancellationToken)
    {
        await using var server = await LarderServer.StartAsync(Options(opened, null), cancellationToken);
        using var http = new HttpClient { BaseAddress = server.Address };
        using var request = new StringContent(Body("7"), Encoding.UTF8, "application/json");
        var answer = await http.PostAsync(new Uri("get-online-features", UriKind.Relative), request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadAsByteArrayAsync(cancellationToken)).Length;
    }

    private static async Task MaterializeAsync(MeterData data, CancellationToken cancellationToken)
    {
        await using var opened = await BenchWorkspace.OpenAsync(new Meters(), data.State, cancellationToken);
        await new Materializer(opened.Workspace).RunAsync((CompiledSourceView)opened.Workspace.Catalog.View("meter_state"), cancellationToken: cancellationToken);
    }

    private static string Body(string key)
    {
        var features = new Meters().Build().View("meter_state").Features.Select(f => $"\"meter_state:{f.Name}\"");
        return $"{{\"entities\":{{\"meter_id\":[{key}]}},\"features\":[{string.Join(",", features)}]}}";
    }

    private static string Script(MeterData data) => $"""
        wrk.method = "POST"
        wrk.headers["Content-Type"] = "application/json"
        math.randomseed(7)
        request = function()
          return wrk.format(nil, nil, nil, '{Body("' .. math.random(0, " + (data.Meters - 1).ToString(CultureInfo.InvariantCulture) + ") .. '")}')
        end
        """;

    private static async Task<Load> LoadAsync(string url, string script, int seconds, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("wrk", ["-t1", "-c16", $"-d{seconds}s", "--latency", "-s", script, url]) { RedirectStandardOutput = true };
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

    private BenchReport Report(MeterData data, List<Load> larder, List<Load> bare)
    {
        var (rate, bareRate) = (Median(larder.Select(l => l.Rate)), Median(bare.Select(l => l.Rate)));
        var (p99, bareP99) = (Median(larder.Select(l => l.P99)), Median(bare.Select(l => l.P99)));
        return new BenchReport
        {
            Name = Name,
            Value = rate,
            Unit = "requests/s",
            Reference = ("bare Kestrel endpoint", bareRate, "requests/s"),
            Target = ($"at least {LeastShare} of the bare endpoint's requests/s and at most {MostLatency} times its p99", LeastShare),
            Pass = rate >= LeastShare * bareRate && p99 <= MostLatency * bareP99,
            Details = new JsonObject
            {
                ["entities_stored"] = data.Meters,
                ["p99_ms"] = new JsonObject { ["value"] = p99, ["reference"] = bareP99, ["ratio"] = Math.Round(p99 / bareP99, 3), ["target"] = MostLatency },
                ["runs"] = new JsonArray([.. larder.Zip(bare, (l, b) => (JsonNode)new JsonObject { ["larder"] = l.Rate, ["bare"] = b.Rate, ["larder_p99_ms"] = l.P99, ["bare_p99_ms"] = b.P99 })]),
            },
        };
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex P99();

    /// <summary>What one run of wrk measured: requests per second, and the 99th percentile in milliseconds.</summary>
    private sealed record Load(double Rate, double P99);
}
