using System.Linq.Expressions;
using Larder.Errors;
using Larder.Expressions;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>Compiles a row view: the row form and the column form of each feature.</summary>
internal static class RowViewCompiler
{
    public static CompiledRowView Compile(string name, RowViewDefinition definition)
    {
        var where = $"View {name}";
        var features = ConstantFolder.Fold(definition.Features, where);
        var read = FeatureInitializer.Read(features, where, name);
        var schema = definition.Source.Schema;
        var values = new List<RowFunction>();
        var fills = new List<ColumnFunction>();
        var columns = new List<int>();
        var used = new SortedSet<int>();
        var reads = new List<IReadOnlySet<string>>();
        var uses = new List<IReadOnlyList<ColumnUse>>();
        foreach (var (feature, value, property) in read)
        {
            if (property.PropertyType.IsValueType && Nullable.GetUnderlyingType(property.PropertyType) is null)
            {
                throw new InvalidDefinitionException(
                    $"Feature {name}:{feature.Name} cannot be null, but a row may not be found; declare {property.Name} as {property.PropertyType.Written()}?.");
            }

            var typed = value.Type == property.PropertyType ? value : Expression.Convert(value, property.PropertyType);
            var lambda = Expression.Lambda(typed, features.Parameters);
            reads.Add(EventProperties.Of(lambda));
            uses.Add(ColumnUses.Of(lambda, schema));
            used.UnionWith(RowCompiler.ColumnsOf(lambda, schema));
            values.Add(RowCompiler.Compile(lambda, schema, $"Feature {name}:{feature.Name}").Function);
            fills.Add(ColumnCompiler.Compile(lambda, schema, $"Feature {name}:{feature.Name}"));
            var column = ColumnSelector.IndexOf(schema, lambda);
            columns.Add(column is { } index && schema.Columns[index].Type == feature.Type ? index : -1);
        }

        var source = SourceParts.Compile(where, definition.Source, definition.Filter, definition.Entity, definition.Key);
        var json = source.Describe("row_view", name, definition.Entity, definition.Source, definition.Delay);
        json["ttl"] = definition.Ttl is { } ttl ? Window.Seconds(ttl) : null;
        json["features"] = FeatureInitializer.Describe(read, features.Parameters);
        return new CompiledRowView(
            name, [.. read.Select(f => f.Feature)], new CanonicalJson(json), definition.Entity, definition.Source, source, [.. used], values, fills, columns, definition.Ttl)
        {
            FeatureReads = reads,
            Notes = definition.Notes,
            FeatureUses = uses,
            Delay = definition.Delay,
        };
    }
}
