using System.Text.Json.Nodes;

namespace Larder.Support;

/// <summary>The document that <c>demo --output json</c> prints.</summary>
internal static class DemoReport
{
    /// <summary>Whether all of it is there.</summary>
    public static void CheckKeys(JsonObject demo)
    {
        string[] paths =
        [
            "rows.read", "rows.stored", "rows.quarantined", "training.rows", "training.dataset_version", "model.auc", "model.baseline_auc", "parity.compared", "parity.different",
            .. new[] { "total", "ingest", "apply", "training_set", "train", "materialize", "serve", "verify" }.Select(s => $"seconds.{s}"),
        ];
        foreach (var path in paths)
        {
            Text(demo, path).ShouldNotBeEmpty();
        }

        demo["gates"]!.AsArray().Select(g => (string)g!["name"]!).ShouldBe(["better_than_baseline", "better_than_champion", "p99_latency"]);
    }

    /// <summary>A value by its path.</summary>
    public static string Text(JsonObject demo, string path)
    {
        var value = path.Split('.').Aggregate((JsonNode?)demo, (node, name) => node?[name]);
        value.ShouldNotBeNull(path);
        return value.ToString();
    }
}
