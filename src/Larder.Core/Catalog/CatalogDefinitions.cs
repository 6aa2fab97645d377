using System.Text.Json.Nodes;
using Larder.Quality;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>A definition as the registry records it.</summary>
/// <param name="Kind"><c>entity</c>, <c>source</c>, <c>view</c>, <c>service</c>, <c>spine</c> or <c>model</c>.</param>
/// <param name="Name">Unique within its kind.</param>
/// <param name="Definition">The canonical form and its hash.</param>
public sealed record NamedDefinition(string Kind, string Name, CanonicalJson Definition);

/// <summary>Lists all definitions of a catalog in their canonical form.</summary>
public static class CatalogDefinitions
{
    /// <summary>Every definition, what others are made of first.</summary>
    public static IReadOnlyList<NamedDefinition> Of(FeatureCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return
        [
            .. catalog.Entities.Select(e => new NamedDefinition("entity", e.Name, Describe(e))),
            .. catalog.Sources.Select(s => new NamedDefinition("source", s.Name, Describe(s))),
            .. catalog.Views.Select(v => new NamedDefinition("view", v.Name, v.Definition)),
            .. catalog.Services.Select(s => new NamedDefinition("service", s.Name, s.Definition)),
            .. catalog.Spines.Select(s => new NamedDefinition("spine", s.Name, s.Definition)),
            .. catalog.Models.Select(m => new NamedDefinition("model", m.Name, m.Definition)),
        ];
    }

    private static CanonicalJson Describe(Entity entity) => new(new JsonObject
    {
        ["kind"] = "entity",
        ["name"] = entity.Name,
        ["join_key"] = entity.JoinKey,
        ["type"] = entity.KeyType.Name(),
    });

    /// <summary>The path is left out: where a file lies does not change what its rows mean.</summary>
    private static CanonicalJson Describe(SourceDefinition source) => new(new JsonObject
    {
        ["kind"] = "source",
        ["name"] = source.Name,
        ["format"] = source.Format.ToString().ToLowerInvariant(),
        ["columns"] = new JsonArray([.. source.Schema.Columns.Select(c => (JsonNode)new JsonObject
        {
            ["name"] = c.Name,
            ["type"] = c.Type.Name(),
            ["nullable"] = c.IsNullable,
            ["from"] = c.SourceName,
        })]),
        ["event_time"] = source.Schema.Columns[source.EventTime].Name,
        ["known_at"] = source.KnownAt is { } known ? source.Schema.Columns[known].Name : null,
        ["delay"] = source.Delay == TimeSpan.Zero ? null : Window.Of(source.Delay).ToString(),
        ["time_zone"] = source.TimeZone,
        ["local_times"] = source.LocalTimes.ToString().ToLowerInvariant(),
        ["rules"] = new JsonArray(
        [
            .. source.Suite.RowRules.Select(r => (JsonNode)new JsonObject { ["name"] = r.Name, ["condition"] = r.Text }),
            .. source.Suite.RejectsDuplicates ? [new JsonObject { ["name"] = ExpectationSuite.DuplicateRule }] : Array.Empty<JsonNode>(),
            .. source.Suite.SuiteRules.Select(r => (JsonNode)new JsonObject
            {
                ["name"] = Names.ToSnakeCase(r.Kind.ToString()) + (r.Column < 0 ? string.Empty : " of " + source.Schema.Columns[r.Column].Name),
                ["at_least"] = r.AtLeast,
                ["at_most"] = r.AtMost,
            }),
        ]),
    });
}
