using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>Reads the segments of an entity that a reader of tiles finds out it needs. Keeps scratch memory: one per thread.</summary>
public sealed class SegmentFetch
{
    /// <summary>How often an entity is read again that was written between its row and its segments.</summary>
    private const int MostAttempts = 20;

    private readonly List<PayloadBuffer> _rounds = [];
    private SegmentKey[] _keys = [];
    private int _round;
    private int _attempts;
    private int _row;
    private bool _hasChanged;

    /// <summary>Begins an entity.</summary>
    public void Begin() => (_round, _attempts, _row, _hasChanged) = (0, 0, 0, false);

    /// <summary>Room for keys.</summary>
    public Memory<SegmentKey> Keys(int count)
    {
        if (_keys.Length < count)
        {
            _keys = new SegmentKey[Math.Max(count, _keys.Length * 2)];
        }

        return _keys.AsMemory(0, count);
    }

    /// <summary>Reads what is wanted.</summary>
    public async ValueTask ReadWantedAsync(IOnlineStore store, string view, EntityKey entity, ISegmentReader tiles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(tiles);
        var keys = Keys(tiles.Wanted.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            keys.Span[i] = new SegmentKey(entity, tiles.Wanted[i]);
        }

        var payloads = NextRound();
        await store.ReadSegmentsAsync(view, keys, payloads, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < keys.Length; i++)
        {
            tiles.Load(keys.Span[i].Number, payloads[i]);
        }
    }

    /// <summary>Reads the entity's row again, because it was written since; null where it is not stored any more.</summary>
    /// <exception cref="UnavailableException">That happened again and again, transient; or segments are missing though nothing was written.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadRowAgainAsync(IOnlineStore store, string view, EntityKey entity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (++_attempts > MostAttempts)
        {
            throw !_hasChanged
                ? new UnavailableException($"An entity of online view '{view}' lacks segments that its row names; materialize the view again.")
                : new UnavailableException($"An entity of online view '{view}' was written {MostAttempts} times while it was read; try again.", isTransient: true);
        }

        _round = 0;
        var keys = Keys(1);
        keys.Span[0] = new SegmentKey(entity, SegmentKey.Row);
        var payloads = NextRound();
        await store.ReadSegmentsAsync(view, keys, payloads, cancellationToken).ConfigureAwait(false);
        var row = HashOf(payloads[0]);
        _hasChanged |= _attempts > 1 && row != _row;
        _row = row;
        return payloads[0];
    }

    /// <summary>Opens an entity and reads until everything is found, all of it again where it was written meanwhile.</summary>
    /// <param name="store">The store.</param>
    /// <param name="view">The view's name in it.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="row">Its row, just read.</param>
    /// <param name="tiles">What needs the segments.</param>
    /// <param name="open">Opens it for a row; false where that row needs no segments.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public async ValueTask FindAsync(
        IOnlineStore store, string view, EntityKey entity, ReadOnlyMemory<byte>? row, ISegmentReader tiles, Func<ReadOnlyMemory<byte>?, bool> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentNullException.ThrowIfNull(open);
        for (Begin(); open(row); row = await ReadRowAgainAsync(store, view, entity, cancellationToken).ConfigureAwait(false))
        {
            while (!tiles.Find() && !tiles.IsTorn)
            {
                await ReadWantedAsync(store, view, entity, tiles, cancellationToken).ConfigureAwait(false);
            }

            if (!tiles.IsTorn)
            {
                return;
            }
        }
    }

    private static int HashOf(ReadOnlyMemory<byte>? row)
    {
        var hash = default(HashCode);
        hash.AddBytes(row is { } bytes ? bytes.Span : default);
        return hash.ToHashCode();
    }

    private PayloadBuffer NextRound()
    {
        if (_round == _rounds.Count)
        {
            _rounds.Add(new PayloadBuffer());
        }

        return _rounds[_round++];
    }
}
