using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json.Nodes;
using Larder.Errors;
using Larder.Expressions;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>Compiles an on-demand view: the parameters' properties become slots, request columns first, then each input view's features.</summary>
internal static class OnDemandViewCompiler
{
    public static CompiledOnDemandView Compile(string name, OnDemandViewDefinition definition, CatalogBuilder catalog)
    {
        var where = $"View {name}";
        var features = ConstantFolder.Fold(definition.Features, where);
        var inputs = definition.Inputs.Select(input => catalog.View(input, where)).ToArray();
        var request = definition.Request is null ? null : EventSchema.Of(definition.Request);
        var slots = Expression.Parameter(typeof(FeatureValue[]), "slots");

        var rewriters = new List<MemberRewriter>();
        var (offset, parameter) = (0, 0);
        if (request is not null)
        {
            var columns = request.Columns;
            rewriters.Add(Rewriter(features.Parameters[parameter++], slots, [.. columns.Select(c => c.Property)], offset, where));
            offset += columns.Count;
        }

        foreach (var input in inputs)
        {
            rewriters.Add(Rewriter(features.Parameters[parameter++], slots, [.. input.Features.Select(f => f.Property)], offset, $"{where} over {input.Name}"));
            offset += input.Features.Count;
        }

        var read = FeatureInitializer.Read(features, where, name);
        var functions = read
            .Select(f => SlotCompiler.Compile(rewriters.Aggregate(f.Value, (value, rewriter) => rewriter.Visit(value)), f.Property.PropertyType, slots, $"On-demand feature {name}:{f.Feature.Name}"))
            .ToArray();

        Entity[] entities = [.. inputs.SelectMany(i => i.Entities).DistinctBy(e => e.Name)];
        var json = new JsonObject
        {
            ["kind"] = "on_demand_view",
            ["name"] = name,
            ["entity"] = entities.Length == 0 ? null : string.Join(", ", entities.Select(e => e.Name)),
            ["request"] = request is null ? null : new JsonArray([.. request.Columns.Select(c => (JsonNode)$"{c.Name} {c.Type.Name()}{(c.IsNullable ? "?" : string.Empty)}")]),
            ["inputs"] = new JsonArray([.. inputs.Select(i => (JsonNode)new JsonObject { ["view"] = i.Name, ["hash"] = i.Definition.Hash })]),
            ["features"] = FeatureInitializer.Describe(read, features.Parameters),
        };
        var columnsOfRequest = request?.Columns.Select(c => new RequestColumn(c.Name, c.Type, c.IsNullable)).ToArray() ?? [];
        return new CompiledOnDemandView(name, entities, [.. read.Select(f => f.Feature)], new CanonicalJson(json), columnsOfRequest, inputs, functions);
    }

    private static MemberRewriter Rewriter(ParameterExpression parameter, Expression slots, IReadOnlyList<string> properties, int offset, string where)
    {
        const BindingFlags Flags = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;
        var index = properties.Select((property, i) => (property, i)).ToDictionary(p => p.property, p => offset + p.i, StringComparer.OrdinalIgnoreCase);

        Expression Slot(PropertyInfo property) =>
            ValueConversion.Unwrap(Expression.ArrayIndex(slots, Expression.Constant(index[property.Name])), property.PropertyType);

        Expression Whole()
        {
            var constructor = parameter.Type.GetConstructors()
                .Where(c => c.GetParameters() is { Length: > 0 } all && all.All(p => index.ContainsKey(p.Name!)))
                .MaxBy(c => c.GetParameters().Length);
            return ObjectConstruction.Build(
                parameter.Type, constructor, properties.Select(name => parameter.Type.GetProperty(name, Flags)!), name => parameter.Type.GetProperty(name, Flags)!, Slot);
        }

        Expression? Read(PropertyInfo property)
        {
            if (index.ContainsKey(property.Name))
            {
                return Slot(property);
            }

            return property.CanWrite
                ? throw new InvalidDefinitionException($"{where} reads {parameter.Type.Name}.{property.Name}, which is never given a value; define that feature first.")
                : null;
        }

        return new MemberRewriter(parameter, Read, Whole);
    }
}
