using Larder.Offline;
using Larder.OnDemand;
using Larder.Serving.Logging;
using Larder.Storage;

namespace Larder.Cli.Verification.Causes;

/// <summary>Histories that the online store may have known when a value was served.</summary>
internal static class Worlds
{
    /// <summary>Table versions before the one a store says it was made from that are tried.</summary>
    private const int MostEarlier = 8;
    private const int MostCombinations = 8;

    /// <summary>Each combination of what the stored views were made from.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, HistoryPin>> Of(FeaturePlan plan, OnlineOrigin origin)
    {
        IEnumerable<Dictionary<string, HistoryPin>> worlds = [new Dictionary<string, HistoryPin>(StringComparer.Ordinal)];
        foreach (var view in plan.Sources)
        {
            var origins = origin.MadeFrom.GetValueOrDefault(view.Name) ?? [];
            if (origins.Count == 0)
            {
                return [];
            }

            worlds = worlds.SelectMany(world => origins.Select(o => new Dictionary<string, HistoryPin>(world, StringComparer.Ordinal) { [view.Name] = PinOf(o) }));
        }

        return [.. worlds.Take(MostCombinations)];
    }

    /// <summary>The same with earlier versions of the tables: of a store whose rows are older than it says.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, HistoryPin>> Earlier(IReadOnlyDictionary<string, HistoryPin> world)
    {
        var most = Math.Min(MostEarlier, world.Values.Max(p => p.Table.Version));
        for (var back = 1; back <= most; back++)
        {
            yield return world.ToDictionary(
                p => p.Key, p => p.Value with { Table = new TableVersion(p.Value.Table.Table, Math.Max(0, p.Value.Table.Version - back)) }, StringComparer.Ordinal);
        }
    }

    private static HistoryPin PinOf(ViewOrigin origin) => new(origin.Table, origin.AsOf);
}
