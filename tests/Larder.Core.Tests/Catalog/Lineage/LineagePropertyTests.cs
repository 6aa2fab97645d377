using Larder.Catalog;
using Larder.Catalog.Lineage;
using Larder.Reference;
using Larder.Types;

namespace Larder.Core.Tests.Catalog.Lineage;

/// <summary>On generated repositories: other values in one column change only features that lineage calls downstream of it, and most of those that it does.</summary>
public class LineagePropertyTests
{
    private const int Repositories = 40;
    private const int Perturbations = 6;

    private static readonly DateTime Start = new(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Only_features_downstream_of_a_column_change_with_it()
    {
        var (claimed, seen) = (0, 0);
        for (var seed = 0; seed < CaseCount.Of(Repositories); seed++)
        {
            var catalog = new GeneratedMarket(seed).Build();
            var graph = LineageGraph.Of(catalog);
            var source = catalog.Source("trades");
            foreach (var (index, column) in source.Schema.Columns.Index())
            {
                var downstream = graph.Walk(graph.Find($"trades.{column.Name}"), LineageDirection.Downstream).Of(LineageKind.Feature).Select(f => f.Name).ToHashSet();
                var changed = Enumerable.Range(0, Perturbations).SelectMany(p => Changed(catalog, source, index, new Random((seed * 1_000) + (index * 10) + p))).ToHashSet();

                changed.Except(downstream).ShouldBeEmpty($"seed {seed}: these change with {column.Name}, and lineage does not say so");
                claimed += downstream.Count;
                seen += changed.Count;
            }
        }

        // Not every use shows in a few hundred values, but a graph that joins everything to everything would show far less.
        ((double)seen / claimed).ShouldBeGreaterThan(0.6);
    }

    [Fact]
    public void Upstream_is_downstream_read_backwards()
    {
        for (var seed = 0; seed < CaseCount.Of(20); seed++)
        {
            var graph = LineageGraph.Of(new GeneratedMarket(seed).Build());
            foreach (var node in graph.Nodes.Where(n => !n.IsTable))
            {
                foreach (var reached in graph.Walk([node], LineageDirection.Upstream).Steps.Where(s => !s.Node.IsTable && s.Depth > 0))
                {
                    graph.Walk([reached.Node], LineageDirection.Downstream).Steps.ShouldContain(s => s.Node.Id == node.Id && s.Depth == reached.Depth);
                }
            }
        }
    }

    private static IEnumerable<string> Changed(FeatureCatalog catalog, SourceDefinition source, int column, Random random)
    {
        Trade[] trades = [.. Enumerable.Range(0, 30).Select(_ => Trade(random))];
        Trade[] others = [.. trades.Select(t => random.Next(2) == 0 ? With(t, column, Trade(random)) : t)];
        var (before, after) = (new NaiveMarket(trades, source), new NaiveMarket(others, source));
        FeatureValue[] request = [FeatureValue.From(random.Next(6) + 0.5), FeatureValue.From(2.0)];
        foreach (var key in new[] { "p0", "p1", "p2" })
        {
            for (var day = 8; day <= 32; day += 12)
            {
                var at = Instant.From(Start.AddDays(day));
                foreach (var view in catalog.Views)
                {
                    var (left, right) = (before.Features(view, FeatureValue.From(key), at, request), after.Features(view, FeatureValue.From(key), at, request));
                    for (var f = 0; f < left.Length; f++)
                    {
                        if (left[f] != right[f])
                        {
                            yield return $"{view.Name}:{view.Features[f].Name}";
                        }
                    }
                }
            }
        }
    }

    private static Trade Trade(Random random)
    {
        var at = Start.AddHours(random.Next(24 * 30));
        return new Trade(
            random.Next(8) == 0 ? null : $"p{random.Next(3)}",
            random.Next(8) == 0 ? null : $"p{random.Next(3)}",
            random.Next(-2, 6),
            random.Next(1, 600) / 7.0,
            random.Next(4) == 0 ? null : random.Next(40) / 8.0,
            random.Next(3) == 0,
            random.Next(3) switch { 0 => null, 1 => "x", _ => "y" },
            at,
            at.AddHours(random.Next(60)));
    }

    private static Trade With(Trade trade, int column, Trade other) => column switch
    {
        0 => trade with { Buyer = other.Buyer },
        1 => trade with { Product = other.Product },
        2 => trade with { Quantity = other.Quantity },
        3 => trade with { Price = other.Price },
        4 => trade with { Weight = other.Weight },
        5 => trade with { IsReturn = other.IsReturn },
        6 => trade with { Note = other.Note },
        7 => trade with { At = other.At },
        _ => trade with { SeenAt = other.SeenAt },
    };
}
