using System.Runtime.InteropServices;
using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Testing;

/// <summary>The online store without a disk, for tests of what stands on it. Same guarantees as every store; gone with the instance.</summary>
public sealed class InMemoryOnlineStore : IOnlineStore
{
    /// <summary>What stands for the path in messages.</summary>
    public const string Location = "memory";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, View> _views = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task CreateAsync(string view, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(view);
        return Run(() => _views.TryAdd(view, new View()), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask ReadAsync(string view, ReadOnlyMemory<EntityKey> keys, Memory<OnlineRow> rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (rows.Length < keys.Length)
        {
            throw new ArgumentException($"{keys.Length} keys need as many rows, but there is room for {rows.Length}.", nameof(rows));
        }

        // Not through a delegate: what serving allocates is measured over this store.
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        try
        {
            lock (_gate)
            {
                Read(view, keys.Span, rows.Span);
            }

            return ValueTask.CompletedTask;
        }
        catch (NotFoundException missing)
        {
            return ValueTask.FromException(missing);
        }
    }

    /// <inheritdoc/>
    public ValueTask ReadSegmentsAsync(string view, ReadOnlyMemory<SegmentKey> keys, PayloadBuffer payloads, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(payloads);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        try
        {
            lock (_gate)
            {
                Read(Find(view), keys.Span, payloads);
            }

            return ValueTask.CompletedTask;
        }
        catch (NotFoundException missing)
        {
            return ValueTask.FromException(missing);
        }
    }

    /// <inheritdoc/>
    public Task WriteAsync(
        string view, IReadOnlyList<OnlineWrite> rows, MaterializationState state, MaterializationState? expected, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(state);
        return Run(() => Write(view, Find(view), rows, state, expected), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<MaterializationState?> GetStateAsync(string view, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(view);
        return Run(() => Copy(_views.GetValueOrDefault(view)?.State), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(string view, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(view);
        return Run(() => (long)(_views.GetValueOrDefault(view)?.Rows.Count ?? 0), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> RemoveAsync(string view, IReadOnlyCollection<EntityKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(keys);
        return Run(
            () => _views.TryGetValue(view, out var known)
                ? keys.Distinct().Count(key =>
                {
                    known.Segments.Remove(key);
                    return known.Rows.Remove(key);
                })
                : 0,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task DropAsync(string view, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(view);
        return Run(() => _views.Remove(view), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Read(string view, ReadOnlySpan<EntityKey> keys, Span<OnlineRow> rows)
    {
        var stored = Find(view).Rows;
        for (var i = 0; i < keys.Length; i++)
        {
            rows[i] = stored.GetValueOrDefault(keys[i]);
        }
    }

    private static void Read(View view, ReadOnlySpan<SegmentKey> keys, PayloadBuffer payloads)
    {
        payloads.Clear();
        foreach (var key in keys)
        {
            var payload = key.Number == SegmentKey.Row ? view.Rows.GetValueOrDefault(key.Entity).Payload : view.Segments.GetValueOrDefault(key.Entity)?.GetValueOrDefault(key.Number);
            if (payload is null)
            {
                payloads.AddMissing();
            }
            else
            {
                payloads.AddShared(payload);
            }
        }
    }

    private static void WriteSegments(View view, EntityKey key, in OnlineWrite row)
    {
        if (!row.KeepsSegments)
        {
            view.Segments.Remove(key);
        }

        foreach (var segment in row.Segments ?? [])
        {
            ref var segments = ref CollectionsMarshal.GetValueRefOrAddDefault(view.Segments, key, out _);
            (segments ??= [])[segment.Number] = [.. segment.Payload];
        }
    }

    private static bool Write(string name, View view, IReadOnlyList<OnlineWrite> rows, MaterializationState state, MaterializationState? expected)
    {
        if (!Equals(view.State, expected) && !Equals(view.State, state))
        {
            throw StoreErrors.MaterializationMoved(name, expected, view.State);
        }

        // Checked before the first change: a batch is kept whole or not at all.
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Payload is null)
            {
                throw new ArgumentException($"Row {i} has no payload; a row that is not there is not written.", nameof(rows));
            }
        }

        if (state.ReplacesRows)
        {
            Clear(view, state.StretchAfter(expected));
        }

        foreach (var row in rows)
        {
            if (!view.Rows.TryGetValue(row.Key, out var stored) || row.Order >= stored.Order)
            {
                // The caller may use its buffers again.
                var key = new EntityKey(row.Key.Bytes.ToArray());
                view.Rows[key] = new OnlineRow(row.Order, [.. row.Payload]);
                WriteSegments(view, key, in row);
            }
        }

        view.State = Copy(state);
        return true;
    }

    private static void Clear(View view, (byte[]? After, byte[]? UpTo) stretch)
    {
        foreach (var key in view.Rows.Keys.Where(k => (stretch.After is null || k > new EntityKey(stretch.After)) && (stretch.UpTo is null || k <= new EntityKey(stretch.UpTo))).ToArray())
        {
            view.Rows.Remove(key);
            view.Segments.Remove(key);
        }
    }

    private static MaterializationState? Copy(MaterializationState? state)
        => state?.LastKey is { } last ? state with { LastKey = [.. last] } : state;

    private View Find(string view)
        => _views.TryGetValue(view, out var found) ? found : throw StoreErrors.ViewNotMaterialized(view, Location);

    private Task<T> Run<T>(Func<T> action, CancellationToken cancellationToken) => Locked.Run(_gate, action, cancellationToken);

    private sealed class View
    {
        public Dictionary<EntityKey, OnlineRow> Rows { get; } = [];

        public Dictionary<EntityKey, Dictionary<long, byte[]>> Segments { get; } = [];

        public MaterializationState? State { get; set; }
    }
}
