using Larder.Aggregation;
using Larder.Aggregation.Tiles;
using Larder.Catalog;
using Larder.Errors;
using Larder.PointInTime;
using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Online;

/// <summary>What an online store holds of single entities, decoded: for explanations, not for serving.</summary>
public sealed class StoredRows
{
    private readonly IOnlineStore _store;

    /// <summary>Creates a reader.</summary>
    public StoredRows(IOnlineStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
    }

    /// <summary>The events stored for an aggregate view; none where the entity is not stored.</summary>
    /// <param name="view">The view.</param>
    /// <param name="version">Its version.</param>
    /// <param name="key">The entity.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="NotFoundException">The view was never materialized.</exception>
    /// <exception cref="UnavailableException">The store cannot be read, or the row is damaged.</exception>
    public async Task<EntityEvents> EventsAsync(CompiledAggregateView view, int version, EntityKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(view);
        var (tiles, few) = (new TileEvents(view.Plan), new EntityEvents(view.Plan.Inputs));
        var isTiled = false;
        var payload = (await ReadAsync(view, version, key, cancellationToken).ConfigureAwait(false)).Payload;
        var row = payload is null ? (ReadOnlyMemory<byte>?)null : payload;
        await new SegmentFetch().FindAsync(_store, OnlineViewName.Of(view.Name, version), key, row, tiles, Open, cancellationToken).ConfigureAwait(false);
        return isTiled ? tiles.Events : few;

        bool Open(ReadOnlyMemory<byte>? stored)
        {
            few.Clear();
            isTiled = stored is { } bytes && TileReader.IsTiled(bytes.Span);
            if (isTiled)
            {
                tiles.Open(stored!.Value);
            }
            else if (stored is { } all)
            {
                EntityEventsCodec.Decode(all.Span, few);
            }

            return isTiled;
        }
    }

    /// <summary>The row stored for a row view; null where there is none.</summary>
    /// <inheritdoc cref="EventsAsync(CompiledAggregateView, int, EntityKey, CancellationToken)"/>
    public async Task<StoredRow?> RowAsync(CompiledRowView view, int version, EntityKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(view);
        var stored = await ReadAsync(view, version, key, cancellationToken).ConfigureAwait(false);
        if (stored.Payload is not { } payload)
        {
            return null;
        }

        if (view.Source.RevisionId is null)
        {
            return Decode(view, stored.Order, payload);
        }

        var revised = RevisedRow.Decode(payload);
        return revised.Row is { } order ? Decode(view, order, revised.Values) : null;
    }

    private async Task<OnlineRow> ReadAsync(CompiledSourceView view, int version, EntityKey key, CancellationToken cancellationToken)
    {
        var rows = new OnlineRow[1];
        await _store.ReadAsync(OnlineViewName.Of(view.Name, version), new[] { key }, rows, cancellationToken).ConfigureAwait(false);
        return rows[0];
    }

    private static StoredRow Decode(CompiledRowView view, EventOrder order, ReadOnlySpan<byte> payload)
    {
        var values = new FeatureValue[view.Features.Count];
        new RowCodec(view.Features.Select(f => f.Type)).Decode(payload, values);
        return new StoredRow(order, values);
    }
}

/// <summary>A row view's row as the online store holds it.</summary>
/// <param name="Order">Its place in the total order.</param>
/// <param name="Values">The view's features in it.</param>
public sealed record StoredRow(EventOrder Order, IReadOnlyList<FeatureValue> Values);
