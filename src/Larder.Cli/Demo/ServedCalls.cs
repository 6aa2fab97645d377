using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Cli.Steps;
using Larder.Client;
using Larder.Client.Inference;
using Larder.Client.Online;
using Larder.Client.Wire;
using Larder.Offline.TrainingSets;
using Larder.Server;
using Larder.Types;

namespace Larder.Cli.Demo;

/// <summary>Starts the server on a free port and asks it, as a client would, about one entity of the training set and one nobody knows.</summary>
internal static class ServedCalls
{
    /// <summary>Asks for features, a prediction, health and metrics, and prints the answers.</summary>
    public static async Task<JsonObject> RunAsync(StepContext context, CompiledModel model, TrainingSet set, Instant asOf, CancellationToken cancellationToken)
    {
        await using var server = await LarderServer.StartAsync(ServeStep.Options(context, IPAddress.Loopback, port: 0), cancellationToken);
        using var http = new HttpClient { BaseAddress = server.Address };
        var client = new LarderClient(http);
        context.Report.Line($"serve on {server.Address}");
        var row = TrainingSetSample.NewestRow(context.Workspace, set, model.Service, cancellationToken);
        var keys = model.Service.Keys.Columns;
        var entities = row.ToDictionary(c => c.Key, c => (IReadOnlyList<FeatureValue>)[c.Value, keys.Any(k => k.Name == c.Key) ? Unknown(c.Value) : c.Value]);
        var known = row.ToDictionary(c => c.Key, c => (IReadOnlyList<FeatureValue>)[c.Value]);

        var hasTwins = model.Service.Features.GroupBy(f => f.Feature.Name, StringComparer.Ordinal).Any(g => g.Count() > 1);
        var featuresRequest = new OnlineFeaturesRequest { Entities = entities, FeatureService = model.Service.Name, FullFeatureNames = hasTwins, AsOf = asOf };
        var predictRequest = new PredictRequest { Model = model.Name, Entities = entities, AsOf = asOf };
        var features = await client.GetOnlineFeaturesAsync(featuresRequest, cancellationToken);
        var prediction = await client.PredictAsync(predictRequest, cancellationToken);
        await client.CheckHealthAsync(cancellationToken);
        var metrics = await http.GetStringAsync(new Uri("metrics", UriKind.Relative), cancellationToken);
        Print(context, model, entities, features, prediction, metrics);
        return new JsonObject
        {
            ["address"] = server.Address.ToString(),
            ["features_request"] = JsonSerializer.SerializeToNode(featuresRequest with { Entities = known }, LarderJson.Default.OnlineFeaturesRequest),
            ["predict_request"] = JsonSerializer.SerializeToNode(predictRequest with { Entities = known }, LarderJson.Default.PredictRequest),
            ["features"] = JsonSerializer.SerializeToNode(features, LarderJson.Default.OnlineFeaturesResponse),
            ["prediction"] = JsonSerializer.SerializeToNode(prediction, LarderJson.Default.PredictResponse),
        };
    }

    private static FeatureValue Unknown(FeatureValue key) => key.Type switch
    {
        ColumnType.String => FeatureValue.From("nobody"),
        ColumnType.Int32 => FeatureValue.From(-1),
        _ => FeatureValue.From(-1L),
    };

    private static void Print(
        StepContext context,
        CompiledModel model,
        Dictionary<string, IReadOnlyList<FeatureValue>> entities,
        OnlineFeaturesResponse features,
        PredictResponse prediction,
        string metrics)
    {
        var columns = model.Service.Keys.Columns;
        string[] keys = [.. Enumerable.Range(0, 2).Select(i => string.Join(" ", columns.Select(c => entities[c.Name][i])))];
        context.Report.Line($"  POST /get-online-features  {string.Join(" ", columns.Select(c => c.Name))} = {keys[0]}, {keys[1]}");
        context.Report.Table(
            ["feature", keys[0], "status", keys[1], "status"],
            features.Metadata.FeatureNames.Zip(features.Results, Row).Skip(columns.Count));
        context.Report.Line($"  POST /predict  {prediction.Model} v{prediction.Version}: " +
            string.Join(", ", prediction.Predictions.Select((p, i) => $"{keys[i]} {p.Score:0.0000}{(p.Missing.Count > 0 ? $" ({p.Missing.Count} features missing)" : string.Empty)}")));
        context.Report.Line($"  GET /health  healthy; GET /metrics  {metrics.Split('\n').Count(l => l.Length > 0 && l[0] != '#')} series");
    }

    private static string[] Row(string name, OnlineFeaturesColumn column) =>
        [name, Text(column.Values[0]), column.Statuses[0].WireName(), Text(column.Values[1]), column.Statuses[1].WireName()];

    private static string Text(FeatureValue value) => value.Type == ColumnType.Float64
        ? value.AsFloat64().ToString("0.####", System.Globalization.CultureInfo.InvariantCulture)
        : value.ToString();
}
