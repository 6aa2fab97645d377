using System.Linq.Expressions;
using Larder.Aggregation;
using Larder.Expressions;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>
/// Compiles an aggregate view:
/// 1. each call on the <see cref="Aggregations{TEvent}"/> parameter becomes a slot of the plan, equal calls sharing one;
/// 2. each lambda inside a call becomes a prepared input, equal lambdas sharing one;
/// 3. what remains around the calls is compiled as the feature's finalizer over the slots.
/// </summary>
internal static class AggregateViewCompiler
{
    public static CompiledAggregateView Compile(string name, AggregateViewDefinition definition)
    {
        var where = $"View {name}";
        var features = ConstantFolder.Fold(definition.Features, where);
        var slots = Expression.Parameter(typeof(FeatureValue[]), "slots");
        var extractor = new AggregationExtractor(definition.Source.Schema, slots, where);
        var read = FeatureInitializer.Read(features, where, name);
        var values = read.Select(f => extractor.Visit(f.Value)).ToArray();
        var finalizers = read.Zip(values, (f, value) => SlotCompiler.Compile(value, f.Property.PropertyType, slots, $"Feature {name}:{f.Feature.Name}")).ToArray();
        var plan = new AggregatePlan(extractor.InputTypes, extractor.Aggregations, definition.Edges, definition.Grid);

        var source = SourceParts.Compile(where, definition.Source, definition.Filter, definition.Entity, definition.Key);
        var json = source.Describe("aggregate_view", name, definition.Entity, definition.Source, definition.Delay);
        json["edges"] = $"{(definition.Edges.TrailingExclusive ? '(' : '[')}t-w, t{(definition.Edges.LeadingInclusive ? ']' : ')')}";
        json["tiles"] = definition.Grid.ToString();
        json["features"] = FeatureInitializer.Describe(read, features.Parameters);
        return new CompiledAggregateView(
            name, [.. read.Select(f => f.Feature)], new CanonicalJson(json), definition.Entity, definition.Source, source, extractor.Columns, extractor.Inputs, plan, finalizers)
        {
            InputReads = extractor.InputReads,
            SlotMeanings = extractor.SlotMeanings,
            Notes = definition.Notes,
            FeatureUses = [.. values.Select(value => (IReadOnlyList<ColumnUse>)[.. SlotCompiler.SlotsOf(value).SelectMany(slot => extractor.SlotUses[slot]).Distinct()])],
            Delay = definition.Delay,
            FeatureSlots = [.. values.Select(SlotCompiler.SlotsOf)],
            PlainSlots = [.. read.Zip(values, (f, value) => SlotCompiler.PlainSlotOf(value, f.Property.PropertyType))],
            InputFills = extractor.InputFills,
            InputColumns = extractor.InputColumns,
        };
    }
}
