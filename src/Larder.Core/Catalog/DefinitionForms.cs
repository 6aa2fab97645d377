using System.Text.Json.Nodes;
using Larder.Expressions;
using Larder.Quality;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>The canonical forms of what is not compiled: entities and sources.</summary>
internal static class DefinitionForms
{
    public static CanonicalJson Of(Entity entity) => new(new JsonObject
    {
        ["kind"] = "entity",
        ["name"] = entity.Name,
        ["join_key"] = JoinKey(entity),
    });

    /// <summary>Each part's name and type.</summary>
    public static string JoinKey(Entity entity) => string.Join(", ", entity.KeyParts.Select(p => $"{p.Name} {p.Type.Name()}"));

    public static CanonicalJson Of(SourceDefinition source)
    {
        if (source.Derivation is { } derivation)
        {
            return Of(source, derivation);
        }

        var json = new JsonObject
        {
            ["kind"] = "source",
            ["name"] = source.Name,
            ["format"] = Names.ToSnakeCase(source.Format.ToString()),
            ["path"] = source.Path,
            ["columns"] = new JsonArray([.. source.Schema.Columns.Select(c => (JsonNode)new JsonObject
            {
                ["name"] = c.Name,
                ["source_name"] = c.SourceName,
                ["type"] = c.Type.Name(),
                ["nullable"] = c.IsNullable,
            })]),
            ["clocks"] = Clocks(source),
            ["suite"] = Suite(source),
        };
        if (source.Retention is { } retention)
        {
            json["retention"] = Window.Seconds(retention);
        }

        if (source.Connection is { } connection)
        {
            json["connection"] = connection;
            json["watermark"] = source.Watermark is { } watermark ? source.Schema.Columns[watermark].Name : null;
        }

        if (source.From is { } from)
        {
            json["from"] = from.ToString();
        }

        if (source.EventId is { } id)
        {
            json["id"] = source.Schema.Columns[id].Name;
        }

        if (source.FormerNames.Count > 0)
        {
            json["former_names"] = new JsonArray([.. source.FormerNames.Select(f => (JsonNode)new JsonObject { ["name"] = f.Name, ["now"] = source.Schema.Columns[f.Column].Name })]);
        }

        return new CanonicalJson(json);
    }

    /// <summary>What decides when a row happened and was known; part of the meaning of every view over the source.</summary>
    public static JsonObject Clocks(SourceDefinition source)
    {
        var clocks = Times(source);
        if (source.RevisionId is { } id)
        {
            clocks["revisions"] = source.Schema.Columns[id].Name;
            clocks["retraction"] = source.Retraction is null ? null : Fingerprint.Of(source.Retraction);
        }

        return clocks;
    }

    private static JsonObject Times(SourceDefinition source) => source.Derivation is { } derivation ? new() { ["derived"] = derivation.Form.Hash } : new()
    {
        ["event_time"] = source.Schema.Columns[source.EventTime].Name,
        ["known_at"] = source.KnownAt is { } known ? source.Schema.Columns[known].Name : null,
        ["delay"] = source.KnownAt is null ? Window.Seconds(source.Delay) : null,
        ["time_zone"] = source.TimeZone,
        ["local_times"] = source.TimeZone is null ? null : Names.ToSnakeCase(source.LocalTimes.ToString()),
    };

    private static CanonicalJson Of(SourceDefinition source, Derivation derivation) => new(new JsonObject
    {
        ["kind"] = "source",
        ["name"] = source.Name,
        ["derivation"] = derivation.Form.Json.DeepClone(),
        ["columns"] = new JsonArray([.. source.Schema.Columns.Select(c => (JsonNode)new JsonObject
        {
            ["name"] = c.Name,
            ["type"] = c.Type.Name(),
            ["nullable"] = c.IsNullable,
        })]),
    });

    private static JsonObject Suite(SourceDefinition source)
    {
        var form = Rules(source);
        if (source.Suite.Checks.Count > 0)
        {
            form["checks"] = new JsonArray([.. source.Suite.Checks.Select(c => (JsonNode)c.Describe(source.Schema))]);
        }

        return form;
    }

    private static JsonObject Rules(SourceDefinition source) => new()
    {
        ["rows"] = new JsonArray([.. source.Suite.RowRules.Select(r => (JsonNode)new JsonObject { ["name"] = r.Name, ["expression"] = r.Text })]),
        ["no_duplicates"] = source.Suite.RejectsDuplicates,
        ["suite"] = new JsonArray([.. source.Suite.SuiteRules.Select(r => (JsonNode)Rule(r, source.Schema))]),
    };

    private static JsonObject Rule(SuiteRule rule, EventSchema schema) => new()
    {
        ["kind"] = Names.ToSnakeCase(rule.Kind.ToString()),
        ["column"] = rule.Column < 0 ? null : schema.Columns[rule.Column].Name,
        ["at_least"] = rule.AtLeast,
        ["at_most"] = rule.AtMost,
    };
}
