using Larder.Catalog;
using Larder.Errors;
using Larder.Serving.Monitoring;
using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Streaming;

/// <summary>
/// Applies micro-batches of events to a view's online rows as they come: only the entities and tiles touched are read and written, in one
/// transaction with the streams' positions. The outcome is that of materializing all events at once, in whatever order and portions they
/// come; a batch applied twice changes nothing.
/// </summary>
/// <threadsafety>One batch of a view at a time; a second writer is noticed and refused.</threadsafety>
public sealed class OnlineUpdater
{
    private readonly IOnlineStore _store;
    private readonly ViewUpdate _update;
    private readonly TimeSpan _delay;
    private readonly ViewMeter? _meter;
    private readonly TimeProvider _clock;

    /// <summary>Creates an updater of a view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="version">Its version in the registry.</param>
    /// <param name="store">The online store.</param>
    /// <param name="monitor">Counts the time from each event to its row; null for nobody.</param>
    /// <param name="clock">Tells when a row is written; null for the system's.</param>
    public OnlineUpdater(CompiledSourceView view, int version, IOnlineStore store, ServingMonitor? monitor = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(store);
        (_store, _delay) = (store, view.Delay);
        (_meter, _clock) = (monitor?.View(view.Name), clock ?? TimeProvider.System);
        OnlineView = OnlineViewName.Of(view.Name, version);
        _update = view switch
        {
            CompiledAggregateView aggregate => new AggregateUpdate(aggregate, OnlineView, store),
            CompiledRowView row => new RowUpdate(row),
            _ => throw new ArgumentException($"A {view.GetType().Name} has no online rows.", nameof(view)),
        };
    }

    /// <summary>The view's name in the online store.</summary>
    public string OnlineView { get; }

    /// <summary>Applies a batch. A call that failed may be repeated.</summary>
    /// <param name="batch">The events, whose zeros and NaNs are given one form, as ingestion does.</param>
    /// <param name="cancellationToken">Stops; nothing of the batch is kept then.</param>
    /// <exception cref="NotFoundException">The view was never materialized.</exception>
    /// <exception cref="ConflictException">The view is being materialized, or another process writes it; repeat later.</exception>
    /// <exception cref="UnavailableException">The store cannot be read or written, or a row is damaged.</exception>
    /// <exception cref="UserCodeException">A lambda of the view threw.</exception>
    /// <exception cref="InvalidInputException">The batch retracts events of a row view.</exception>
    public async Task<StreamReport> ApplyAsync(StreamBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Orders.Count != batch.Events.Count)
        {
            throw new ArgumentException($"A batch of {batch.Events.Count} events has {batch.Orders.Count} places in the total order; give one for each.", nameof(batch));
        }

        var state = await _store.GetStateAsync(OnlineView, cancellationToken).ConfigureAwait(false)
            ?? throw new NotFoundException($"Online view '{OnlineView}' is not materialized; run 'larder materialize', then apply the stream.");
        if (!state.IsComplete)
        {
            throw new ConflictException($"Online view '{OnlineView}' is being materialized; apply the batch again when 'larder materialize' has finished.");
        }

        if (IsApplied(batch, state))
        {
            return new StreamReport(0, 0, 0);
        }

        OneForm.Bring(batch.Events);
        batch = AsSeen(batch);
        var changes = await _update.PrepareAsync(batch, state, cancellationToken).ConfigureAwait(false);

        // What a materialization of other code left is gone; a stream only adds.
        var reached = state with { ReplacesRows = false, Positions = Merged(state.Positions, batch.Positions), StreamedTo = Later(state.StreamedTo, batch) };
        if (changes.Rows.Count > 0 || reached != state)
        {
            await _store.WriteAsync(OnlineView, changes.Rows, reached, state, cancellationToken).ConfigureAwait(false);
        }

        CountLags(batch);
        return new StreamReport(changes.Events, changes.Rows.Count, changes.Unmatched);
    }

    private void CountLags(StreamBatch batch)
    {
        if (_meter is not { } meter)
        {
            return;
        }

        var now = Instant.From(_clock.GetUtcNow());
        foreach (var order in batch.Orders)
        {
            meter.AddLag(order.EventTime, now);
        }
    }

    /// <summary>The batch by the view's clock: to a view with a delay an event is known once that is over, or later. A retraction is known when it is.</summary>
    private StreamBatch AsSeen(StreamBatch batch)
    {
        return _delay == TimeSpan.Zero ? batch : batch with
        {
            Orders = [.. batch.Orders.Select(Late)],
            Retractions = [.. batch.Retractions.Select(r => r with { Event = Late(r.Event) })],
        };

        EventOrder Late(EventOrder order) => order.EventTime + _delay is var known && known > order.KnownAt ? order with { KnownAt = known } : order;
    }

    /// <summary>A batch that brings no stream further was applied before.</summary>
    private static bool IsApplied(StreamBatch batch, MaterializationState state) =>
        batch.Positions.Count > 0 && batch.Positions.All(p => state.Positions.TryGetValue(p.Key, out var reached) && reached >= p.Value);

    private static Dictionary<string, long> Merged(IReadOnlyDictionary<string, long> stored, IReadOnlyDictionary<string, long> positions)
    {
        var merged = new Dictionary<string, long>(stored, StringComparer.Ordinal);
        foreach (var (stream, position) in positions)
        {
            merged[stream] = Math.Max(position, merged.GetValueOrDefault(stream, long.MinValue));
        }

        return merged;
    }

    private static Instant? Later(Instant? streamed, StreamBatch batch)
    {
        foreach (var known in batch.Orders.Select(o => o.KnownAt).Concat(batch.Retractions.Select(r => r.At)))
        {
            streamed = streamed is null || known > streamed ? known : streamed;
        }

        return streamed;
    }
}

/// <summary>Makes the rows of one kind of view that a batch changes.</summary>
internal abstract class ViewUpdate
{
    public abstract ValueTask<Changes> PrepareAsync(StreamBatch batch, MaterializationState state, CancellationToken cancellationToken);

    /// <summary>The event's entity; null where the view does not take it.</summary>
    protected static EntityKey? KeyOf(CompiledSourceView view, EventBatch events, int row)
    {
        if (view.Filter is { } filter && !filter(events, row))
        {
            return null;
        }

        var key = view.Key(events, row);
        return key.IsNull ? null : EntityKey.From(key);
    }
}

/// <summary>What a batch changes.</summary>
internal sealed record Changes(IReadOnlyList<OnlineWrite> Rows, int Events, int Unmatched);
