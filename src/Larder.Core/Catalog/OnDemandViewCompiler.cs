using System.Linq.Expressions;
using System.Text.Json.Nodes;
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
            rewriters.Add(SlotRewriter.Of(features.Parameters[parameter++], slots, [.. columns.Select(c => c.Property)], offset, where));
            offset += columns.Count;
        }

        foreach (var input in inputs)
        {
            rewriters.Add(SlotRewriter.Of(features.Parameters[parameter++], slots, [.. input.Features.Select(f => f.Property)], offset, $"{where} over {input.Name}"));
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
}
