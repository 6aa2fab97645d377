using Larder.Catalog;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline;
using Larder.OnDemand;
using Larder.Types;

namespace Larder.Cli.Verification.Causes;

/// <summary>Finds values that an entity's own rows give when their age or the order of ties is taken otherwise.</summary>
internal sealed class OtherRows(Workspace workspace, FeaturePlan plan, IReadOnlyDictionary<string, HistoryPin>? truth)
{
    /// <summary>Entities whose rows are in memory at a time.</summary>
    private const int MostEntities = 1_000;

    /// <summary>Closes the differences that age or order explains.</summary>
    public async Task JudgeAsync(IReadOnlyList<Difference> differences, CancellationToken cancellationToken)
    {
        foreach (var group in differences.Where(d => d.Output >= 0).GroupBy(d => d.Online.Origin))
        {
            // A replayed vector may differ in order from what the store knew, not only from what history knows by now.
            IEnumerable<IReadOnlyDictionary<string, HistoryPin>?> worlds = truth is null ? [null, .. Worlds.Of(plan, group.Key)] : [truth];
            foreach (var world in worlds)
            {
                foreach (var part in group.GroupBy(d => string.Join('\n', d.Online.Point.Keys.Select(ExactText.Of)), StringComparer.Ordinal).Chunk(MostEntities))
                {
                    await JudgeAsync(part, group.Key, world, cancellationToken);
                }
            }
        }
    }

    private async Task JudgeAsync(
        IGrouping<string, Difference>[] entities, OnlineOrigin origin, IReadOnlyDictionary<string, HistoryPin>? world, CancellationToken cancellationToken)
    {
        var open = entities.Where(e => e.Any(d => d.IsOpen)).ToArray();
        if (open.Length == 0)
        {
            return;
        }

        Dictionary<string, IReadOnlyList<IEntityRows>> views;
        try
        {
            views = await LoadAsync([.. open.Select(e => e.First().Online.Point.Keys)], world, cancellationToken);
        }
        catch (NotFoundException)
        {
            return;
        }

        for (var entity = 0; entity < open.Length; entity++)
        {
            var rows = views.ToDictionary(v => v.Key, v => v.Value[entity], StringComparer.Ordinal);
            foreach (var time in open[entity].Where(d => d.IsOpen).GroupBy(d => d.Online.Point.At))
            {
                Judge([.. time], rows, origin);
            }
        }
    }

    /// <summary>Judges what differs of one entity at one time.</summary>
    private void Judge(Difference[] open, Dictionary<string, IEntityRows> rows, OnlineOrigin origin)
    {
        var at = open[0].Online.Point.At;
        var plain = rows.ToDictionary(r => r.Key, r => r.Value.At(at), StringComparer.Ordinal);
        foreach (var (view, entity) in rows)
        {
            var touched = open.Where(d => plan.SourcesOf(plan.Outputs[d.Output].View).Any(s => s.Name == view)).ToArray();
            if (touched.Length == 0)
            {
                continue;
            }

            Instant[] horizons = [.. (origin.MadeFrom.GetValueOrDefault(view) ?? []).Select(o => o.HorizonStart).Where(h => h.Microseconds != long.MinValue).Distinct()];
            foreach (var other in entity.Others(at, horizons))
            {
                var changed = new Dictionary<string, SourceRow>(plain, StringComparer.Ordinal) { [view] = other.Row };
                foreach (var difference in touched.Where(d => d.IsOpen))
                {
                    if (SourceRow.Entry(plan, difference.Output, changed, difference.Online.Point.Request) == difference.OnlineEntry)
                    {
                        difference.Close(other.Cause, other.Evidence);
                    }
                }

                if (touched.All(d => !d.IsOpen))
                {
                    break;
                }
            }
        }
    }

    private async Task<Dictionary<string, IReadOnlyList<IEntityRows>>> LoadAsync(
        IReadOnlyList<FeatureValue>[] points, IReadOnlyDictionary<string, HistoryPin>? world, CancellationToken cancellationToken)
    {
        var history = new EntityHistory(workspace, world);
        var loaded = new Dictionary<string, IReadOnlyList<IEntityRows>>(StringComparer.Ordinal);
        foreach (var view in plan.Sources)
        {
            var entity = plan.Keys.IndexOf(view.Entity);
            FeatureValue[] keys = [.. points.Select(p => plan.Keys.KeyOf(entity, p))];
            loaded.Add(view.Name, view switch
            {
                CompiledAggregateView windows => [.. (await history.EventsAsync(windows, keys, cancellationToken)).Select(events => new AggregateEntity(windows, events))],
                CompiledRowView latest => [.. (await history.RowsAsync(latest, keys, cancellationToken)).Select(rows => new RowEntity(latest, rows))],
                _ => throw new InvalidOperationException($"No rows of {view.GetType().Name}."),
            });
        }

        return loaded;
    }
}
