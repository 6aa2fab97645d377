using Larder.Catalog;
using Larder.Engine;
using Larder.Offline.TrainingSets;
using Larder.OnDemand;
using Larder.Types;

namespace Larder.Offline;

/// <summary>Point-in-time reads from history that stay in memory: what a training set would hold for a few keys and times, with statuses.</summary>
public sealed class OfflineFeatures
{
    private readonly Workspace _workspace;

    /// <summary>Creates a reader.</summary>
    public OfflineFeatures(Workspace workspace) => _workspace = workspace;

    /// <summary>The keys that a plan's views know, ordered.</summary>
    public async Task<IReadOnlyList<FeatureValue>> KeysAsync(FeaturePlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var tables = await PointInTimeJoin.OpenTablesAsync(_workspace, plan.Sources.Select(v => v.Source), cancellationToken).ConfigureAwait(false);
        using var engine = _workspace.OpenEngine();
        using var connection = engine.Connect();
        var keys = new KeyIndex(plan.Entity!.KeyType);
        foreach (var view in plan.Sources)
        {
            foreach (var reader in tables[view.Source.Name].Scan(connection, view.KeyColumns, new Instant(long.MaxValue / 2), inTotalOrder: false, cancellationToken))
            {
                for (var row = 0; row < reader.Batch.Count; row++)
                {
                    if ((view.Filter?.Invoke(reader.Batch, row) ?? true) && view.Key(reader.Batch, row) is { IsNull: false } key)
                    {
                        keys.GetOrAdd(key);
                    }
                }
            }
        }

        return [.. Enumerable.Range(0, keys.Count).Select(id => keys[id]).OrderBy(EntityKey.From)];
    }

    /// <summary>The newest instant in the tables a plan reads.</summary>
    public async Task<Instant> NewestInstantAsync(FeaturePlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var tables = await PointInTimeJoin.OpenTablesAsync(_workspace, plan.Sources.Select(v => v.Source), cancellationToken).ConfigureAwait(false);
        using var engine = _workspace.OpenEngine();
        using var connection = engine.Connect();
        return tables.Values.Select(t => t.NewestInstant(connection, cancellationToken)).Max();
    }

    /// <summary>Computes a plan's features for each key at its time. Request columns are null.</summary>
    /// <param name="plan">The features.</param>
    /// <param name="points">Keys and times, in any order.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public async Task<IReadOnlyList<OfflineVector>> ReadAsync(
        FeaturePlan plan, IReadOnlyList<(FeatureValue Key, Instant At)> points, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(points);
        var tables = await PointInTimeJoin.OpenTablesAsync(_workspace, plan.Sources.Select(v => v.Source), cancellationToken).ConfigureAwait(false);
        using var engine = _workspace.OpenEngine();
        var keys = new KeyIndex(plan.Entity!.KeyType);
        int[] entities = [.. points.Select(p => p.Key.IsNull ? -1 : keys.GetOrAdd(p.Key))];
        var index = new SpineIndex(keys, entities, [.. points.Select(p => p.At.Microseconds)]);
        var context = new ScanContext(engine, _workspace.Options.Threads, new Instant(long.MaxValue / 2), cancellationToken);
        var views = PointInTimeJoin.Run(context, plan, tables, index, null);
        var request = plan.Request.Select(r => Column.Create(r.Type, points.Count)).ToArray();
        foreach (var column in request)
        {
            Array.Fill(column.Nulls, true);
        }

        var slots = new FeatureValue[plan.SlotCount];
        return [.. Enumerable.Range(0, points.Count).Select(row => Vector(plan, views, request, row, slots))];
    }

    private static OfflineVector Vector(FeaturePlan plan, IReadOnlyList<ViewColumns> views, Column[] request, int row, FeatureValue[] slots)
    {
        PointInTimeJoin.Gather(plan, views, request, row, slots);
        plan.ComputeOnDemand(slots);
        return new OfflineVector([.. plan.Outputs.Select(o => Entry(plan, views, o, slots[o.Slot], row))]);
    }

    private static OfflineEntry Entry(FeaturePlan plan, IReadOnlyList<ViewColumns> views, PlannedFeature output, FeatureValue value, int row)
    {
        var sources = plan.SourcesOf(output.View).Select(s => views.First(v => v.View == s)).ToArray();
        var newest = sources.Length == 0 ? ViewColumns.NoEvent : sources.Max(s => s.EventTimes[row]);
        var present = FeatureStatuses.Of(value);
        var status = output.View is CompiledSourceView && sources[0].Statuses[row] != FeatureStatus.Present ? sources[0].Statuses[row] : present;
        return new OfflineEntry(value, status, newest == ViewColumns.NoEvent ? null : new Instant(newest));
    }
}

/// <summary>The features of one key at one time, in the plan's order.</summary>
/// <param name="Entries">One per feature.</param>
public sealed record OfflineVector(IReadOnlyList<OfflineEntry> Entries);

/// <summary>One feature's value from history.</summary>
/// <param name="Value">The value.</param>
/// <param name="Status">How it came about.</param>
/// <param name="EventTime">The newest event behind it; null for none.</param>
public readonly record struct OfflineEntry(FeatureValue Value, FeatureStatus Status, Instant? EventTime);
