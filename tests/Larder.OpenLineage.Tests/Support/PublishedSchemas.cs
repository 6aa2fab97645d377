using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Larder.OpenLineage;

/// <summary>OpenLineage's schemas, reduced to their structure (tests/golden/openlineage).</summary>
public static class PublishedSchemas
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "golden", "openlineage");

    private static readonly Lazy<(JsonSchema Core, IReadOnlyDictionary<string, JsonSchema> Facets)> All = new(Load);

    /// <summary>The names of the facets.</summary>
    public static IEnumerable<string> Names => All.Value.Facets.Keys.Order(StringComparer.Ordinal);

    /// <summary>The published examples, by the facet's name.</summary>
    public static JsonObject Example(string facet) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "examples", $"{facet}.json")))!.AsObject();

    /// <summary>Facets with an example.</summary>
    public static IEnumerable<string> Examples => Directory.EnumerateFiles(Path.Combine(Folder, "examples"), "*.json").Select(p => Path.GetFileNameWithoutExtension(p)).Order(StringComparer.Ordinal);

    /// <summary>What is wrong with an event: the event itself, and each facet by the schema that it names. Custom facets have none.</summary>
    public static IEnumerable<string> Problems(JsonNode run)
    {
        foreach (var problem in Errors(All.Value.Core, run, areFormatsAsserted: true))
        {
            yield return $"event: {problem}";
        }

        foreach (var (key, facet) in Facets(run))
        {
            var address = (string?)facet["_schemaURL"] ?? "nothing";
            if (address.StartsWith("urn:larder:", StringComparison.Ordinal))
            {
                continue;
            }

            var name = address[(address.LastIndexOf('/') + 1)..];
            if (!All.Value.Facets.TryGetValue(name, out var schema) || address != $"{schema.BaseUri}#/$defs/{name}")
            {
                yield return $"facet {key} names the schema {address}";
                continue;
            }

            foreach (var problem in Errors(schema, new JsonObject { [key] = facet.DeepClone() }, areFormatsAsserted: true))
            {
                yield return $"facet {key}: {problem}";
            }
        }
    }

    /// <summary>What is wrong with a document that holds one facet below its key. Examples were published with dates where times should be, so formats may be left aside.</summary>
    public static IEnumerable<string> FacetProblems(string facet, JsonNode document) => Errors(All.Value.Facets[facet], document, areFormatsAsserted: false);

    private static IEnumerable<(string Key, JsonObject Facet)> Facets(JsonNode? node) => node switch
    {
        JsonObject item => item.SelectMany(m => m.Key is "facets" or "inputFacets" or "outputFacets" && m.Value is JsonObject all ? all.Select(f => (f.Key, f.Value!.AsObject())) : Facets(m.Value)),
        JsonArray items => items.SelectMany(Facets),
        _ => [],
    };

    private static IEnumerable<string> Errors(JsonSchema schema, JsonNode document, bool areFormatsAsserted)
    {
        var results = schema.Evaluate(
            JsonSerializer.SerializeToElement(document), new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = areFormatsAsserted });
        return results.IsValid ? [] :
            [.. (results.Details ?? []).Where(d => d.Errors is not null).SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation} {e.Value}")).DefaultIfEmpty("invalid")];
    }

    private static (JsonSchema, IReadOnlyDictionary<string, JsonSchema>) Load()
    {
        var core = JsonSchema.FromFile(Path.Combine(Folder, "OpenLineage.json"));
        return (core, Directory.EnumerateFiles(Path.Combine(Folder, "facets"), "*.json").ToDictionary(p => Path.GetFileNameWithoutExtension(p), p => JsonSchema.FromFile(p)));
    }
}
