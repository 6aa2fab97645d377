using Larder.Aggregation;
using Larder.Expressions;
using Larder.Types;

namespace Larder.Catalog.Lineage;

/// <summary>What the features of a view are made of.</summary>
internal sealed class ViewLineage(LineageBuilder graph, CompiledView view)
{
    public void Add()
    {
        switch (view)
        {
            case CompiledAggregateView aggregate:
                Add(aggregate);
                break;
            case CompiledRowView row:
                Add(row);
                break;
            case CompiledOnDemandView onDemand:
                Add(onDemand);
                break;
        }
    }

    private void Add(CompiledAggregateView aggregate)
    {
        graph.Edge(LineageIds.Source(aggregate.Source.Name), graph.IdOf(aggregate));
        for (var feature = 0; feature < aggregate.Features.Count; feature++)
        {
            AggregationSpec[] slots = [.. aggregate.FeatureSlots[feature].Select(slot => aggregate.Plan.Aggregations[slot])];
            if (slots.Length == 0)
            {
                continue;
            }

            Rows(aggregate, feature);
            string[] clocks = [.. LineageBuilder.Clocks(aggregate.Source)];
            Edges(clocks, feature, Transformation.Window);
            if (slots.Any(s => IsOfTimes(s.Kind)))
            {
                Edges([clocks[0]], feature, Transformation.Aggregation);
            }

            if (slots.Any(s => IsOrdered(s.Kind)))
            {
                Edges(clocks, feature, Transformation.Sort);
            }
        }
    }

    private void Add(CompiledRowView row)
    {
        graph.Edge(LineageIds.Source(row.Source.Name), graph.IdOf(row));
        for (var feature = 0; feature < row.Features.Count; feature++)
        {
            Rows(row, feature);
            string[] clocks = [.. LineageBuilder.Clocks(row.Source)];
            Edges(clocks, feature, Transformation.Sort);
            if (row.Ttl is not null)
            {
                Edges([clocks[0]], feature, Transformation.Filter);
            }
        }
    }

    private void Add(CompiledOnDemandView onDemand)
    {
        List<string> slots = [];
        foreach (var column in onDemand.Request)
        {
            slots.Add(graph.Add(new LineageNode(LineageIds.Request(onDemand.Name, column.Name), LineageKind.RequestColumn, $"{onDemand.Name}.{column.Name}") { Type = column.Type.Name() }));
        }

        foreach (var input in onDemand.Inputs)
        {
            graph.Edge(graph.IdOf(input), graph.IdOf(onDemand));
            slots.AddRange(input.Features.Select(f => LineageIds.Feature(input.Name, f.Name)));
        }

        for (var feature = 0; feature < onDemand.Features.Count; feature++)
        {
            foreach (var use in onDemand.FeatureUses[feature])
            {
                graph.Edge(slots[use.Column], Of(feature), use.How);
            }
        }
    }

    /// <summary>The value's columns, and what says which rows belong to the entity and count.</summary>
    private void Rows(CompiledSourceView source, int feature)
    {
        Uses(source, feature, source.FeatureUses[feature]);
        Uses(source, feature, source.Parts.FilterUses);
        Uses(source, feature, source.Parts.KeyUses);
        if (source.Source.RevisionId is { } revised)
        {
            Uses(source, feature, [new ColumnUse(revised, Transformation.Filter)]);
        }
    }

    private void Uses(CompiledSourceView source, int feature, IReadOnlyList<ColumnUse> uses)
    {
        foreach (var use in uses)
        {
            graph.Edge(LineageIds.Column(source.Source.Name, source.Source.Schema.Columns[use.Column].Name), Of(feature), use.How);
        }
    }

    private void Edges(IEnumerable<string> columns, int feature, Transformation how)
    {
        foreach (var column in columns)
        {
            graph.Edge(column, Of(feature), how);
        }
    }

    private string Of(int feature) => LineageIds.Feature(view.Name, view.Features[feature].Name);

    /// <summary>Whether the times of events are themselves what is summed up.</summary>
    private static bool IsOfTimes(AggregationKind kind) => kind is AggregationKind.SecondsSinceLast or AggregationKind.SecondsSinceFirst or AggregationKind.MeanGapSeconds
        or AggregationKind.DecayedSum or AggregationKind.DecayedMean;

    /// <summary>Whether the order of events decides the value; an aggregation of the user may ask for it.</summary>
    private static bool IsOrdered(AggregationKind kind) => kind is >= AggregationKind.First and <= AggregationKind.LastDistinctN
        or AggregationKind.Streak or AggregationKind.LongestStreak or AggregationKind.Aggregate;
}
