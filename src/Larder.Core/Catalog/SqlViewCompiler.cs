using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Larder.Catalog.Lineage;
using Larder.Errors;
using Larder.Expressions;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>Compiles a SQL view to a row view over the table of its rows.</summary>
internal static class SqlViewCompiler
{
    public static CompiledRowView Compile(SqlViewDefinition definition, SourceDefinition source)
    {
        var (name, schema) = (source.Name, source.Schema);
        var parts = SourceParts.Compile($"SQL view {name}", source, null, definition.Entity, definition.Key);
        IReadOnlyList<int> keys = definition.Entity.KeyParts.Count == 1 ? [parts.Key.Column] : parts.Key.Columns;
        int[] columns = [.. Enumerable.Range(0, schema.Columns.Count).Where(c => !keys.Contains(c) && c != source.EventTime && c != source.KnownAt)];
        if (columns.Length == 0)
        {
            throw new InvalidDefinitionException($"SQL view {name} has no features: every property of {schema.Type.Name} is its key or a time; add one per column of the query.");
        }

        var features = columns.Select(c => FeatureOf(name, schema.Columns[c])).ToArray();
        var lambdas = columns.Select(c => Read(schema, c)).ToArray();
        var json = parts.Describe("sql_view", name, definition.Entity, source);
        json["ttl"] = definition.Ttl is { } ttl ? Window.Seconds(ttl) : null;
        json["features"] = new JsonArray([.. features.Select(f => (JsonNode)new JsonObject { ["name"] = f.Name, ["type"] = f.Type.Name() })]);
        return new CompiledRowView(
            name,
            features,
            new CanonicalJson(json),
            definition.Entity,
            source,
            parts,
            columns,
            [.. lambdas.Select((l, i) => RowCompiler.Compile(l, schema, $"Feature {name}:{features[i].Name}").Function)],
            [.. lambdas.Select((l, i) => ColumnCompiler.Compile(l, schema, $"Feature {name}:{features[i].Name}"))],
            columns,
            definition.Ttl)
        {
            Notes = source.Notes,
            FeatureUses = [.. columns.Select(c => (IReadOnlyList<ColumnUse>)[new(c, Transformation.Identity)])],
        };
    }

    private static Feature FeatureOf(string view, EventColumn column) => column.IsNullable
        ? new Feature(Names.Check("feature", column.Name), column.Property, column.Type)
        : throw new InvalidDefinitionException(
            $"Feature {view}:{column.Name} cannot be null, but a row may not be found; declare {column.Property} as {column.Type.ClrType().Written()}?.");

    private static LambdaExpression Read(EventSchema schema, int column)
    {
        var row = Expression.Parameter(schema.Type, "d");
        return Expression.Lambda(Expression.Property(row, schema.Columns[column].Property), row);
    }
}
