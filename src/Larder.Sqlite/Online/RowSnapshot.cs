using System.Collections.Concurrent;
using Larder.Storage;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>Rows of one committed state of an online store, as they were read.</summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
internal sealed class RowSnapshot(WalState state)
{
    /// <summary>A row's objects beside its bytes.</summary>
    private const int BytesPerRow = 160;

    private readonly ConcurrentDictionary<Place, byte[]?> _payloads = [];
    private readonly ConcurrentDictionary<Place, OnlineRow> _rows = [];
    private long _bytes;

    /// <summary>The state.</summary>
    public WalState State => state;

    /// <summary>What the rows take, about.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Fills <paramref name="rows"/>, if all are here.</summary>
    public bool TryRead(OnlineView view, ReadOnlySpan<EntityKey> keys, Span<OnlineRow> rows)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            if (!_rows.TryGetValue(new Place(view, keys[i]), out rows[i]))
            {
                return false;
            }
        }

        return keys.Length > 0;
    }

    /// <summary>Fills <paramref name="payloads"/>, if all keys are of rows and all are here.</summary>
    public bool TryRead(OnlineView view, ReadOnlySpan<SegmentKey> keys, PayloadBuffer payloads)
    {
        payloads.Clear();
        foreach (var key in keys)
        {
            if (key.Number != SegmentKey.Row || !_payloads.TryGetValue(new Place(view, key.Entity), out var payload))
            {
                return false;
            }

            if (payload is null)
            {
                payloads.AddMissing();
            }
            else
            {
                payloads.AddShared(payload);
            }
        }

        return keys.Length > 0;
    }

    /// <summary>Keeps rows.</summary>
    public void Add(OnlineView view, ReadOnlySpan<EntityKey> keys, ReadOnlySpan<OnlineRow> rows)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            if (_rows.TryAdd(new Place(view, keys[i]), rows[i]))
            {
                Count(keys[i], rows[i].Payload);
            }
        }
    }

    /// <summary>Keeps payloads, those of rows.</summary>
    public void Add(OnlineView view, ReadOnlySpan<SegmentKey> keys, PayloadBuffer payloads)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i].Number == SegmentKey.Row && new Place(view, keys[i].Entity) is var place && !_payloads.ContainsKey(place))
            {
                var payload = payloads[i]?.ToArray();
                if (_payloads.TryAdd(place, payload))
                {
                    Count(keys[i].Entity, payload);
                }
            }
        }
    }

    private void Count(EntityKey key, byte[]? payload) => Interlocked.Add(ref _bytes, BytesPerRow + key.Bytes.Length + (payload?.Length ?? 0));

    private readonly record struct Place(OnlineView View, EntityKey Key)
    {
        public bool Equals(Place other) => ReferenceEquals(View, other.View) && Key == other.Key;

        public override int GetHashCode() => Key.GetHashCode();
    }
}
