using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Larder.Catalog.Lineage;
using Larder.Errors;
using Larder.Expressions;
using Larder.OnDemand;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>Compiles a joined source: the first parameter's properties become the base's columns, the others' the features of the views.</summary>
internal static class JoinCompiler
{
    public static CompiledJoin Compile(string name, JoinDefinition definition, LambdaExpression events, EventSchema schema)
    {
        var where = $"Source {name}";
        if (DerivationOrder.RootOf(definition.Base).RevisionId is not null)
        {
            throw new InvalidDefinitionException(
                $"{where} makes an event of each row of {definition.Base.Name}, whose rows revise each other (WithRevisions), and would not follow a correction. "
                + $"Join views over {definition.Base.Name} to events of another source, or aggregate {definition.Base.Name} itself.");
        }

        var source = definition.Base.Schema;
        var filter = definition.Filter is null ? null : ConstantFolder.Fold(definition.Filter, where);
        var folded = ConstantFolder.Fold(events, where);
        var slots = Expression.Parameter(typeof(FeatureValue[]), "slots");
        var reads = new SlotReads();
        var uses = new ColumnUses();
        uses.Add(folded.Parameters[0], source, 0);
        reads.Add(folded.Parameters[0], [.. source.Columns.Select(c => c.Property)], where);
        var (joins, keys) = (new List<JoinedView>(), new List<CompiledKey>());
        foreach (var (declared, key) in definition.Joins)
        {
            var view = CatalogBuilder.Compile(declared);
            var plan = FeaturePlan.For(view);
            var entity = EntityOf(view, plan, where);
            keys.Add(CompiledKey.Compile(entity, Typed(key, entity, view, where), definition.Base, $"{where} over {view.Name}"));
            joins.Add(new JoinedView(view, plan, entity, keys[^1].Function, reads.Count));
            uses.Add(folded.Parameters[joins.Count], [.. view.Features.Select(f => f.Property)], reads.Count);
            reads.Add(folded.Parameters[joins.Count], [.. view.Features.Select(f => f.Property)], $"{where} over {view.Name}");
        }

        var read = FeatureInitializer.Read(folded, where, name);
        var values = schema.Columns.Select(c => read.FirstOrDefault(r => r.Property.Name == c.Property) is { Property: not null } given
            ? given
            : throw new InvalidDefinitionException($"{where} gives {schema.Type.Name}.{c.Property} no value; set it in the lambda, or make it a property without a setter."));
        var functions = values
            .Select(v => SlotCompiler.Compile(reads.Rewrite(v.Value, (slot, type) => SlotCompiler.Read(slots, slot, type)), v.Property.PropertyType, slots, $"{where}, column {v.Feature.Name}"))
            .ToArray();

        var form = new CanonicalJson(new JsonObject
        {
            ["kind"] = "join",
            ["base"] = definition.Base.Name,
            ["clocks"] = DefinitionForms.Clocks(definition.Base),
            ["where"] = filter is null ? null : Fingerprint.Of(filter),
            ["joins"] = new JsonArray([.. joins.Zip(keys, (join, key) => (JsonNode)new JsonObject
            {
                ["view"] = join.View.Name,
                ["hash"] = join.View.Definition.Hash,
                ["key"] = key.Json,
            })]),
            ["columns"] = FeatureInitializer.Describe(read, folded.Parameters),
        });
        var predicate = filter is null ? null : RowCompiler.CompilePredicate(filter, source, $"{where}: its filter");
        var keyColumns = keys.SelectMany(k => k.Columns).Concat(filter is null ? [] : RowCompiler.ColumnsOf(filter, source)).Distinct().Order().ToArray();
        return new CompiledJoin(predicate, joins, keyColumns, [.. RowCompiler.ColumnsOf(folded, source).Order()], functions, form)
        {
            ColumnUses = [.. values.Select(v => uses.Of(v.Value))],
            RowUses =
            [
                .. Expressions.ColumnUses.Of(filter, source, Transformation.Filter),
                .. keys.SelectMany(k => k.Uses).Select(u => u with { How = Transformation.Join }).Distinct(),
            ],
        };
    }

    private static Entity EntityOf(CompiledView view, FeaturePlan plan, string where)
    {
        if (plan.Request.Count > 0)
        {
            throw new InvalidDefinitionException(
                $"{where} joins view {view.Name}, which needs request data ({string.Join(", ", plan.Request.Select(r => r.Name))}); no request belongs to an event of the past. "
                + "Join the views behind it and compute the rest in the lambda.");
        }

        return view.Entities.Count == 1 ? view.Entities[0] : throw new InvalidDefinitionException(
            $"{where} joins view {view.Name}, which describes {string.Join(" and ", view.Entities.Select(e => e.Name))}; join the views behind it, each by its own key, and compute the rest in the lambda.");
    }

    /// <summary>The lambda of a key of one part with that part's type.</summary>
    private static LambdaExpression Typed(LambdaExpression key, Entity entity, CompiledView view, string where)
    {
        if (entity.KeyParts.Count > 1 || (ColumnTypes.TryFrom(key.ReturnType, out var type) && type == entity.KeyType))
        {
            return key;
        }

        return type == ColumnType.Int32 && entity.KeyType == ColumnType.Int64
            ? Expression.Lambda(Expression.Convert(key.Body, Nullable.GetUnderlyingType(key.ReturnType) is null ? typeof(long) : typeof(long?)), key.Parameters)
            : throw new InvalidDefinitionException(
                $"{where} joins view {view.Name} by a key of type {key.ReturnType.Written()}, but the key of {entity.Name} ({entity.JoinKey}) is {entity.KeyType.Name()}; give a key of that type.");
    }
}
