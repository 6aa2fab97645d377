using System.Text.Json.Nodes;
using Larder.Catalog.Lineage;
using Larder.Types;

namespace Larder.Cli.Lineage;

/// <summary>Lineage as JSON.</summary>
internal static class LineageJson
{
    public static JsonObject Of(LineageWalk walk) => new()
    {
        ["nodes"] = new JsonArray([.. walk.Steps.Select(s => (JsonNode)Of(s))]),
        ["edges"] = new JsonArray([.. walk.Edges.Select(e => (JsonNode)new JsonObject
        {
            ["from"] = e.From,
            ["to"] = e.To,
            ["type"] = e.How?.TypeName(),
            ["subtype"] = e.How?.SubtypeName(),
            ["description"] = e.Description,
        })]),
    };

    public static JsonObject Of(ChangeImpact impact) => new()
    {
        ["features"] = new JsonArray([.. impact.Features.Select(f => (JsonNode)f)]),
        ["services"] = new JsonArray([.. impact.Services.Select(s => (JsonNode)s.Label)]),
        ["training_sets"] = new JsonArray([.. impact.TrainingSets.Select(t => (JsonNode)t.Id["training_set:".Length..])]),
        ["models"] = new JsonArray([.. impact.Models.Select(m => (JsonNode)new JsonObject
        {
            ["name"] = m.Name,
            ["version"] = m.Version,
            ["aliases"] = new JsonArray([.. m.Aliases.Select(a => (JsonNode)a)]),
        })]),
    };

    private static JsonObject Of(LineageVisit step)
    {
        var node = step.Node;
        return new JsonObject
        {
            ["id"] = node.Id,
            ["kind"] = Names.ToSnakeCase(node.Kind.ToString()),
            ["name"] = node.Name,
            ["version"] = node.Version,
            ["is_current"] = node.IsCurrent,
            ["type"] = node.Type,
            ["expression"] = node.Expression,
            ["aliases"] = new JsonArray([.. node.Aliases.Select(a => (JsonNode)a)]),
            ["detail"] = node.Detail,
            ["depth"] = step.Depth,
        };
    }
}
