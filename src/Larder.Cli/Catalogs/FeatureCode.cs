using System.Text.Json;
using Larder.Catalog.Search;
using Larder.OnDemand;
using Larder.Server;
using Larder.Types;

namespace Larder.Cli.Catalogs;

/// <summary>Code that reads a feature, ready to copy.</summary>
internal static class FeatureCode
{
    /// <summary>The client in C#.</summary>
    public static string CSharp(CatalogEntry entry) => string.Join('\n', [
        $"var client = new LarderClient(new HttpClient {{ BaseAddress = new Uri(\"http://127.0.0.1:{LarderServerOptions.DefaultPort}\") }});",
        "var response = await client.GetOnlineFeaturesAsync(new OnlineFeaturesRequest",
        "{",
        $"    Features = [\"{entry.Reference}\"],",
        "    Entities = new Dictionary<string, IReadOnlyList<FeatureValue>>",
        "    {",
        .. Columns(entry).Select(c => $"        [\"{c.Name}\"] = [FeatureValue.From({Literal(c.Type)})],"),
        "    },",
        "});",
    ]);

    /// <summary>A call with curl.</summary>
    public static string Http(CatalogEntry entry)
    {
        var body = $"{{\"features\": [\"{entry.Reference}\"], \"entities\": {{{string.Join(", ", Columns(entry).Select(c => $"\"{c.Name}\": [{Json(c.Type)}]"))}}}}}";
        return $"curl http://127.0.0.1:{LarderServerOptions.DefaultPort}/get-online-features -H 'Content-Type: application/json' -d '{body}'";
    }

    /// <summary>The join keys, then the request data.</summary>
    private static IEnumerable<(string Name, ColumnType Type)> Columns(CatalogEntry entry)
    {
        var plan = FeaturePlan.For(entry.View);
        return plan.Keys.Columns.Select(c => (c.Name, c.Type)).Concat(plan.Request.Select(r => (r.Name, r.Type)));
    }

    private static string Literal(ColumnType type) => type switch
    {
        ColumnType.String => "\"…\"",
        ColumnType.Boolean => "true",
        ColumnType.Float32 => "1.5f",
        ColumnType.Float64 => "1.5",
        ColumnType.Timestamp => "DateTime.UtcNow",
        ColumnType.Int64 => "1L",
        _ => "1",
    };

    private static string Json(ColumnType type) => type switch
    {
        ColumnType.String => "\"…\"",
        ColumnType.Boolean => "true",
        ColumnType.Float32 or ColumnType.Float64 => "1.5",
        ColumnType.Timestamp => JsonSerializer.Serialize("2024-12-31T00:00:00Z"),
        _ => "1",
    };
}
