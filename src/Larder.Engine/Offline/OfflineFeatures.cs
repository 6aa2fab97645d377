using Larder.Catalog;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline.TrainingSets;
using Larder.OnDemand;
using Larder.Storage;
using Larder.Types;

namespace Larder.Offline;

/// <summary>Point-in-time reads from history that stay in memory: what a training set would hold for a few keys and times, with statuses.</summary>
public sealed class OfflineFeatures
{
    /// <summary>Quantiles are exact below this many events, and taken from about as many above.</summary>
    private const long QuantileSample = 1_000_000;

    private static readonly Instant Always = new(long.MaxValue / 2);

    private readonly Workspace _workspace;
    private readonly IReadOnlyDictionary<string, HistoryPin>? _pins;

    /// <summary>Creates a reader.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="pins">What each view's history is pinned to, by view name; views that are not named see the newest table version, all of it.</param>
    public OfflineFeatures(Workspace workspace, IReadOnlyDictionary<string, HistoryPin>? pins = null) => (_workspace, _pins) = (workspace, pins);

    /// <summary>The keys of an entity that a plan's views know, ordered; composite ones as one value, see <see cref="Entity.KeyOf"/>.</summary>
    public async Task<IReadOnlyList<FeatureValue>> KeysAsync(FeaturePlan plan, Entity entity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(entity);
        var tables = await ViewTables.OpenAsync(_workspace, plan, _pins, cancellationToken).ConfigureAwait(false);
        using var engine = _workspace.OpenEngine();
        using var connection = engine.Connect();
        var keys = new KeyIndex(entity.KeyType);
        foreach (var view in plan.Sources.Where(v => v.Entity.Name == entity.Name))
        {
            foreach (var reader in tables[view].Scan(connection, view.KeyColumns, Always, inTotalOrder: false, cancellationToken))
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

    /// <summary>The newest instant in the table versions a plan reads.</summary>
    public async Task<Instant> NewestInstantAsync(FeaturePlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var tables = await ViewTables.OpenAsync(_workspace, plan, _pins, cancellationToken).ConfigureAwait(false);
        using var engine = _workspace.OpenEngine();
        using var connection = engine.Connect();
        return tables.All.Select(t => t.NewestInstant(connection, cancellationToken)).Max();
    }

    /// <summary>
    /// Quantiles of the event times a plan's views see: a part of the events at each has happened by then. They depend on the events only, above a
    /// million events on a fixed sample of them.
    /// </summary>
    /// <param name="plan">The views; the events of a source count once for each view.</param>
    /// <param name="parts">From 0, the first event, to 1, the last.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    /// <returns>One per part; none where the views see no event.</returns>
    public async Task<IReadOnlyList<Instant>> EventTimesAsync(FeaturePlan plan, IReadOnlyList<double> parts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(parts);
        var tables = await ViewTables.OpenAsync(_workspace, plan, _pins, cancellationToken).ConfigureAwait(false);
        using var engine = _workspace.OpenEngine();
        using var connection = engine.Connect();
        var times = string.Join(" UNION ALL ", tables.All.Select(t => t.SelectTimes(QuantileSample)));
        var quantiles = parts.Select(p => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"epoch_us(quantile_disc(t, {p:R}))"));
        try
        {
            using var result = connection.Query($"SELECT count(*), {string.Join(", ", quantiles)} FROM ({times})", cancellationToken);
            var chunk = result.Read(cancellationToken)!;
            return chunk[0].Values<long>()[0] == 0 ? [] : [.. parts.Select((_, i) => new Instant(chunk[i + 1].Values<long>()[0]))];
        }
        catch (DuckDbException failed)
        {
            throw EngineErrors.OfState(_workspace.OfflinePath, failed);
        }
    }

    /// <summary>The newest version of a source's table.</summary>
    /// <exception cref="NotFoundException">Nothing was ever ingested.</exception>
    public async Task<TableVersion> NewestVersionAsync(SourceDefinition source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var table = await OfflineTable.OpenAsync(_workspace.OfflinePath, source, version: null, cancellationToken).ConfigureAwait(false);
        return new TableVersion(source.Name, table.Version);
    }

    /// <summary>Computes the features of a plan with one join key for each key at its time. Request columns are null.</summary>
    /// <inheritdoc cref="ReadAsync(FeaturePlan, IReadOnlyList{OfflinePoint}, CancellationToken)"/>
    public Task<IReadOnlyList<OfflineVector>> ReadAsync(
        FeaturePlan plan, IReadOnlyList<(FeatureValue Key, Instant At)> points, CancellationToken cancellationToken = default) =>
        ReadAsync(plan, [.. points.Select(p => new OfflinePoint([p.Key], p.At, []))], cancellationToken);

    /// <summary>Computes a plan's features for the keys of each point at its time, from its request data.</summary>
    /// <param name="plan">The features.</param>
    /// <param name="points">Keys, times and request data, in any order.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public async Task<IReadOnlyList<OfflineVector>> ReadAsync(FeaturePlan plan, IReadOnlyList<OfflinePoint> points, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(points);
        var tables = await ViewTables.OpenAsync(_workspace, plan, _pins, cancellationToken).ConfigureAwait(false);
        using var engine = _workspace.OpenEngine();
        SpineIndex[] indexes = [.. plan.Keys.Entities.Select((_, entity) => Index(plan.Keys, entity, points))];
        var context = ScanContext.Of(_workspace, engine, Always, cancellationToken);
        var views = PointInTimeJoin.Run(context, plan, view => tables[view], view => indexes[plan.Keys.IndexOf(view.Entity)], null);
        var request = plan.Request.Select(r => Column.Create(r.Type, points.Count)).ToArray();
        for (var column = 0; column < request.Length; column++)
        {
            for (var row = 0; row < points.Count; row++)
            {
                request[column].Set(row, column < points[row].Request.Count ? points[row].Request[column] : FeatureValue.Null);
            }
        }

        var slots = new FeatureValue[plan.SlotCount];
        return [.. Enumerable.Range(0, points.Count).Select(row => Vector(plan, views, request, row, slots))];
    }

    private static SpineIndex Index(JoinKeys joinKeys, int entity, IReadOnlyList<OfflinePoint> points)
    {
        var keys = new KeyIndex(joinKeys.Entities[entity].KeyType);
        var ids = points.Select(p => joinKeys.KeyOf(entity, p.Keys)).Select(key => key.IsNull ? -1 : keys.GetOrAdd(key));
        return new SpineIndex(keys, [.. ids], [.. points.Select(p => p.At.Microseconds)]);
    }

    private static OfflineVector Vector(FeaturePlan plan, IReadOnlyList<ViewColumns> views, Column[] request, int row, FeatureValue[] slots)
    {
        PointInTimeJoin.Gather(plan, views, request, row, slots);
        try
        {
            plan.ComputeOnDemand(slots);
        }
        catch (UserCodeException thrown)
        {
            return new OfflineVector([], thrown);
        }

        return new OfflineVector([.. plan.Outputs.Select(o => Entry(plan, views, o, slots[o.Slot], row))]);
    }

    private static OfflineEntry Entry(FeaturePlan plan, IReadOnlyList<ViewColumns> views, PlannedFeature output, FeatureValue value, int row)
    {
        var sources = plan.SourcesOf(output.View).Select(s => views.First(v => v.View == s)).ToArray();
        var newest = sources.Length == 0 ? ViewColumns.NoEvent : sources.Max(s => s.EventTime(row));
        return new OfflineEntry(value, Status(output, sources, value, row), newest == ViewColumns.NoEvent ? null : new Instant(newest));
    }

    private static FeatureStatus Status(PlannedFeature output, ViewColumns[] sources, FeatureValue value, int row)
    {
        if (output.View is not CompiledSourceView)
        {
            return FeatureStatuses.OfOnDemand(value, sources.Length > 0 && sources.All(s => s.Status(row) == FeatureStatus.NotFound));
        }

        return sources[0].Status(row) == FeatureStatus.Present ? FeatureStatuses.Of(value) : sources[0].Status(row);
    }
}

/// <summary>A question to history.</summary>
/// <param name="Keys">The join keys, in the order of the plan's key columns; a null one never matches.</param>
/// <param name="At">The time.</param>
/// <param name="Request">The plan's request columns in its order; those left out are null.</param>
public sealed record OfflinePoint(IReadOnlyList<FeatureValue> Keys, Instant At, IReadOnlyList<FeatureValue> Request);

/// <summary>The features of one point, in the plan's order.</summary>
/// <param name="Entries">One per feature; none where an on-demand function threw.</param>
/// <param name="Thrown">What an on-demand function threw; null for nothing.</param>
public sealed record OfflineVector(IReadOnlyList<OfflineEntry> Entries, UserCodeException? Thrown = null);

/// <summary>One feature's value from history.</summary>
/// <param name="Value">The value.</param>
/// <param name="Status">How it came about.</param>
/// <param name="EventTime">The newest event behind it; null for none.</param>
public readonly record struct OfflineEntry(FeatureValue Value, FeatureStatus Status, Instant? EventTime);
