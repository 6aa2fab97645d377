using System.Collections.Concurrent;
using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Support;

/// <summary>Views in dictionaries; counts its reads and can be made slow or unavailable.</summary>
public sealed class MemoryOnlineStore : IOnlineStore
{
    private readonly ConcurrentDictionary<string, Dictionary<EntityKey, OnlineRow>> _views = new();
    private readonly ConcurrentDictionary<string, MaterializationState> _states = new();
    private int _reads;
    private long _keysRead;

    public int Reads => _reads;

    public long KeysRead => _keysRead;

    public Exception? Failure { get; set; }

    public bool IsAsynchronous { get; set; }

    public Task CreateAsync(string view, CancellationToken cancellationToken = default)
    {
        _views.TryAdd(view, []);
        return Task.CompletedTask;
    }

    public ValueTask ReadAsync(string view, ReadOnlyMemory<EntityKey> keys, Memory<OnlineRow> rows, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _reads);
        Interlocked.Add(ref _keysRead, keys.Length);
        return IsAsynchronous ? SlowAsync(view, keys, rows) : Read(view, keys, rows);
    }

    public Task WriteAsync(
        string view, IReadOnlyList<OnlineWrite> rows, MaterializationState state, MaterializationState? expected, CancellationToken cancellationToken = default)
    {
        var stored = Rows(view);
        foreach (var row in rows)
        {
            if (!stored.TryGetValue(row.Key, out var known) || known.Order <= row.Order)
            {
                stored[row.Key] = new OnlineRow(row.Order, row.Payload);
            }
        }

        _states[view] = state;
        return Task.CompletedTask;
    }

    public Task<MaterializationState?> GetStateAsync(string view, CancellationToken cancellationToken = default) =>
        Failure is null ? Task.FromResult(_states.GetValueOrDefault(view)) : Task.FromException<MaterializationState?>(Failure);

    public Task<long> CountAsync(string view, CancellationToken cancellationToken = default) =>
        Task.FromResult(_views.TryGetValue(view, out var rows) ? rows.Count : 0L);

    public Task DropAsync(string view, CancellationToken cancellationToken = default)
    {
        _views.TryRemove(view, out _);
        _states.TryRemove(view, out _);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask SlowAsync(string view, ReadOnlyMemory<EntityKey> keys, Memory<OnlineRow> rows)
    {
        await Task.Yield();
        await Read(view, keys, rows);
    }

    private ValueTask Read(string view, ReadOnlyMemory<EntityKey> keys, Memory<OnlineRow> rows)
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        var stored = Rows(view);
        for (var i = 0; i < keys.Length; i++)
        {
            rows.Span[i] = stored.GetValueOrDefault(keys.Span[i]);
        }

        return default;
    }

    private Dictionary<EntityKey, OnlineRow> Rows(string view) =>
        _views.TryGetValue(view, out var rows) ? rows : throw new NotFoundException($"There is no online view '{view}'.");
}
