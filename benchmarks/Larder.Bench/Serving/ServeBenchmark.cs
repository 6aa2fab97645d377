using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Larder.Bench.Harness;
using Larder.Bench.Materialization;
using Larder.Server;
using Microsoft.AspNetCore.Builder;

namespace Larder.Bench.Serving;

/// <summary>
/// One entity of ten features out of a million stored ones, over keep-alive connections, against an endpoint on the same Kestrel that
/// returns as many bytes and does nothing. Both are asked in turn by wrk, which shares the processors with them.
/// </summary>
internal sealed class ServeBenchmark : IBenchmark
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
        await MeterServer.MaterializeAsync(data, cancellationToken);
        using var server = ChildProcess.Start(
            typeof(ServeBenchmark).Assembly.Location,
            [ChildProcess.Command, Name, "server", .. new ChildArguments { ["state"] = data.State, ["meters"] = data.Meters.ToString(CultureInfo.InvariantCulture) }.ToPairs()]);
        try
        {
            var address = (await server.StandardOutput.ReadLineAsync(cancellationToken))!;
            var script = Path.Combine(data.State, "ask.lua");
            await File.WriteAllTextAsync(script, MeterServer.Script(data, MeterServer.AllFeatures), cancellationToken);
            var (larder, bare) = (new List<Wrk.Load>(), new List<Wrk.Load>());
            await Wrk.LoadAsync(address + "get-online-features", script, 2, cancellationToken);
            await Wrk.LoadAsync(address + BarePath[1..], script, 2, cancellationToken);
            for (var run = 0; run < options.Runs; run++)
            {
                bare.Add(await Wrk.LoadAsync(address + BarePath[1..], script, 6, cancellationToken));
                larder.Add(await Wrk.LoadAsync(address + "get-online-features", script, 6, cancellationToken));
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

    private static LarderServerOptions Options(BenchWorkspace opened, byte[]? bare) => MeterServer.Options(opened) with
    {
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
        using var request = new StringContent(MeterServer.Body("7", MeterServer.AllFeatures), Encoding.UTF8, "application/json");
        var answer = await http.PostAsync(new Uri("get-online-features", UriKind.Relative), request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadAsByteArrayAsync(cancellationToken)).Length;
    }

    private BenchReport Report(MeterData data, List<Wrk.Load> larder, List<Wrk.Load> bare)
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
}
