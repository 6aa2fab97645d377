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

        var reads = new SlotReads();
        var uses = new ColumnUses();
        var types = new List<ColumnType>();
        var parameter = 0;
        if (request is not null)
        {
            uses.Add(features.Parameters[parameter], request, reads.Count);
            reads.Add(features.Parameters[parameter++], [.. request.Columns.Select(c => c.Property)], where);
            types.AddRange(request.Columns.Select(c => c.Type));
        }

        foreach (var input in inputs)
        {
            uses.Add(features.Parameters[parameter], [.. input.Features.Select(f => f.Property)], reads.Count);
            reads.Add(features.Parameters[parameter++], [.. input.Features.Select(f => f.Property)], $"{where} over {input.Name}");
            types.AddRange(input.Features.Select(f => f.Type));
        }

        var read = FeatureInitializer.Read(features, where, name);
        var values = read.Select(f => reads.Rewrite(f.Value, (slot, type) => SlotCompiler.Read(slots, slot, type))).ToArray();
        var used = values.Select(SlotCompiler.SlotsOf).ToArray();
        var functions = read.Zip(values, (f, value) => SlotCompiler.Compile(value, f.Property.PropertyType, slots, What(f.Feature))).ToArray();
        var fills = read.Zip(used, (f, slotsOf) => SlotColumnCompiler.Compile(f.Value, f.Property.PropertyType, reads, types, slotsOf, What(f.Feature))).ToArray();

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
        return new CompiledOnDemandView(name, entities, [.. read.Select(f => f.Feature)], new CanonicalJson(json), columnsOfRequest, inputs, functions, fills)
        {
            FeatureSlots = used,
            Notes = definition.Notes,
            FeatureUses = [.. read.Select(f => uses.Of(f.Value))],
            Checks = definition.Checks,
        };

        string What(Feature feature) => $"On-demand feature {name}:{feature.Name}";
    }
}
