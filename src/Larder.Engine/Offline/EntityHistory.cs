using Larder.Aggregation;
using Larder.Catalog;
using Larder.Engine;
using Larder.PointInTime;
using Larder.Types;

namespace Larder.Offline;

/// <summary>The rows behind the values of a few entities: what a view makes them of, whether known at a time or not.</summary>
public sealed class EntityHistory
{
    private static readonly Instant Always = new(long.MaxValue / 2);

    private readonly Workspace _workspace;
    private readonly IReadOnlyDictionary<string, HistoryPin>? _pins;

    /// <summary>Creates a reader.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="pins">What each view's history is pinned to, by view name; views that are not named see the newest table version, all of it.</param>
    public EntityHistory(Workspace workspace, IReadOnlyDictionary<string, HistoryPin>? pins = null) => (_workspace, _pins) = (workspace, pins);

    /// <summary>The events of an aggregate view, in the total order.</summary>
    /// <param name="view">The view.</param>
    /// <param name="keys">The entities; a null key has no events.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    /// <returns>One per key.</returns>
    public async Task<IReadOnlyList<EntityEvents>> EventsAsync(CompiledAggregateView view, IReadOnlyList<FeatureValue> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(keys);
        var table = await OpenAsync(view, cancellationToken).ConfigureAwait(false);
        using var engine = _workspace.OpenEngine();
        var wanted = KeyIndex.Of(view.Entity.KeyType, keys.Where(k => !k.IsNull).Distinct());
        var groups = EntityGroups.Read(ScanContext.Of(_workspace, engine, Always, cancellationToken), table, view, wanted);
        var scratch = new EntityGroups.Scratch(view);
        return [.. keys.Select(key =>
        {
            var events = new EntityEvents(view.Plan.Inputs);
            if (!key.IsNull)
            {
                groups.Load(wanted.Find(key), events, scratch);
            }

            return events;
        })];
    }

    /// <summary>The rows of a row view, in the total order.</summary>
    /// <inheritdoc cref="EventsAsync"/>
    public async Task<IReadOnlyList<IReadOnlyList<HistoryRow>>> RowsAsync(CompiledRowView view, IReadOnlyList<FeatureValue> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(keys);
        var table = await OpenAsync(view, cancellationToken).ConfigureAwait(false);
        using var engine = _workspace.OpenEngine();
        using var connection = engine.Connect();
        var wanted = KeyIndex.Of(view.Entity.KeyType, keys.Where(k => !k.IsNull).Distinct());
        var rows = Enumerable.Range(0, wanted.Count).Select(_ => new List<HistoryRow>()).ToArray();
        var entities = new EntityReader(view, wanted, adds: false, view.ValueColumns);
        var values = view.Features.Select(f => Column.Create(f.Type, EventReader.Capacity)).ToArray();
        foreach (var part in table.Split(parts: 1))
        {
            foreach (var events in table.Scan(connection, part, entities.Events, Always, cancellationToken))
            {
                entities.Resolve();
                int[] chosen = [.. Enumerable.Range(0, events.Batch.Count).Where(row => entities.Ids[row] >= 0)];
                for (var f = 0; f < values.Length; f++)
                {
                    RowValues.Fill(view, events, chosen, chosen.Length, f, values[f], 0);
                }

                for (var i = 0; i < chosen.Length; i++)
                {
                    var row = chosen[i];
                    rows[entities.Ids[row]].Add(new HistoryRow(events.Order(row), RetractedAt(events, row), [.. values.Select(v => v.Value(i))]));
                }
            }
        }

        Array.ForEach(rows, r => r.Sort((left, right) => left.Order.CompareTo(right.Order)));
        return [.. keys.Select(key => key.IsNull ? [] : rows[wanted.Find(key)])];
    }

    private static Instant? RetractedAt(EventReader events, int row) => events.RetractedAts?[row] is { } at and not long.MaxValue ? new Instant(at) : null;

    private async Task<OfflineTable> OpenAsync(CompiledSourceView view, CancellationToken cancellationToken)
    {
        var pin = _pins?.GetValueOrDefault(view.Name);
        var table = await OfflineTable.OpenAsync(_workspace.OfflinePath, view.Source, pin?.Table.Version, cancellationToken).ConfigureAwait(false);
        return (pin is null ? table : table.Until(pin.AsOf, view is CompiledRowView ? pin.AsOf : null)).For(view);
    }
}

/// <summary>One row of a row view.</summary>
/// <param name="Order">Its place in the total order.</param>
/// <param name="RetractedAt">From when on it counts no more; null for never.</param>
/// <param name="Values">The view's features in it.</param>
public sealed record HistoryRow(EventOrder Order, Instant? RetractedAt, IReadOnlyList<FeatureValue> Values)
{
    /// <summary>Whether the lookup at a time may take it.</summary>
    public bool IsVisible(Instant at) => RowLookup.IsVisible(Order, RetractedAt, at);
}
