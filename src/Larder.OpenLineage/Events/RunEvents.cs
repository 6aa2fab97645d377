using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Larder.OpenLineage;

/// <summary>Makes the events of runs: RunEvent of OpenLineage 2-0-2, never bigger than a bound.</summary>
/// <param name="names">The names.</param>
/// <param name="mostBytes">The bound.</param>
public sealed class RunEvents(LineageNames names, int mostBytes)
{
    private const string Schema = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";

    /// <summary>What is left out first of an event that is too big.</summary>
    private static readonly string[] Expendable = ["columnLineage", "dataQualityAssertions", "dataQualityMetrics", "schema", "sql", "errorMessage"];

    private static readonly JsonSerializerOptions Compact = new() { WriteIndented = false };

    /// <summary>The id of a run: of job, start, process and number, so that two runs never share one.</summary>
    public Guid RunId(RunDescription run, DateTimeOffset start, int process, int number)
    {
        ArgumentNullException.ThrowIfNull(run);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{names.Project}\n{run.Kind}\n{run.Of}\n{start.UtcTicks}\n{Environment.MachineName}\n{process}\n{number}")), hash);

        // RFC 9562, version 8: an id of one's own making.
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>One event as UTF-8.</summary>
    /// <param name="state">The state.</param>
    /// <param name="at">When.</param>
    /// <param name="id">The run.</param>
    /// <param name="run">What is said of it.</param>
    public byte[] Make(RunState state, DateTimeOffset at, Guid id, RunDescription run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var job = names.Job(run.Kind, run.Of);
        var json = new JsonObject
        {
            ["eventType"] = state.ToString().ToUpperInvariant(),
            ["eventTime"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["run"] = new JsonObject { ["runId"] = id.ToString(), ["facets"] = Of(run.RunFacets) },
            ["job"] = new JsonObject { ["namespace"] = job.Namespace, ["name"] = job.Name, ["facets"] = Of(run.JobFacets) },
            ["inputs"] = new JsonArray([.. run.Inputs.Select(i => (JsonNode)Dataset(i, "inputFacets"))]),
            ["outputs"] = new JsonArray([.. run.Outputs.Select(o => (JsonNode)Dataset(o, "outputFacets"))]),
            ["producer"] = Facets.Producer,
            ["schemaURL"] = Schema,
        };
        return Bounded(json);
    }

    private byte[] Bounded(JsonObject json)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(json, Compact);
        if (bytes.Length <= mostBytes)
        {
            return bytes;
        }

        var (original, removed) = (bytes.Length, new List<string>());
        foreach (var facet in Expendable)
        {
            if (Remove(json, facet))
            {
                removed.Add(facet);
                json["run"]!["facets"]!["larder_reduced"] = Facets.Reduced(removed, original);
                bytes = JsonSerializer.SerializeToUtf8Bytes(json, Compact);
                if (bytes.Length <= mostBytes)
                {
                    return bytes;
                }
            }
        }

        // What is left are names: of thousands of datasets the first are told.
        foreach (var list in new[] { "inputs", "outputs" })
        {
            var datasets = json[list]!.AsArray();
            while (bytes.Length > mostBytes && datasets.Count > 1)
            {
                datasets.RemoveAt(datasets.Count - 1);
                bytes = JsonSerializer.SerializeToUtf8Bytes(json, Compact);
            }
        }

        return bytes;
    }

    private static bool Remove(JsonNode? node, string facet) => node switch
    {
        JsonObject item => item.Remove(facet) | item.Select(m => Remove(m.Value, facet)).ToArray().Contains(true),
        JsonArray items => items.Select(i => Remove(i, facet)).ToArray().Contains(true),
        _ => false,
    };

    private static JsonObject Dataset(DatasetDescription dataset, string runFacets) => new()
    {
        ["namespace"] = dataset.Name.Namespace,
        ["name"] = dataset.Name.Name,
        ["facets"] = Of(dataset.Facets),
        [runFacets] = Of(dataset.RunFacets),
    };

    private static JsonObject Of(IReadOnlyDictionary<string, JsonObject> facets) => new(facets.Select(f => KeyValuePair.Create<string, JsonNode?>(f.Key, f.Value.DeepClone())));
}
