using Larder.Aggregation;
using Larder.Aggregation.Tiles;
using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Online;

/// <summary>What one thread needs to read an aggregate view.</summary>
internal sealed class AggregateScratch(AggregatePlan plan, TileCache tiles)
{
    /// <summary>How often an entity is read again that was written between its head and its segments.</summary>
    private const int MostAttempts = 20;

    private readonly List<PayloadBuffer> _rounds = [];
    private SegmentKey[] _keys = [];
    private int _round;
    private int _attempts;
    private bool _isOpen;

    public AggregationKernel Kernel { get; } = plan.CreateKernel();

    public EntityEvents Events { get; } = new(plan.Inputs);

    public FeatureValue[] Results { get; } = new FeatureValue[plan.Aggregations.Count];

    public TileReader Tiles { get; } = new(plan, tiles);

    /// <summary>The rows of the entities asked for.</summary>
    public PayloadBuffer Heads { get; } = new();

    /// <summary>Room for keys.</summary>
    public Memory<SegmentKey> Keys(int count)
    {
        if (_keys.Length < count)
        {
            _keys = new SegmentKey[Math.Max(count, _keys.Length * 2)];
        }

        return _keys.AsMemory(0, count);
    }

    /// <summary>Whether everything that a tiled entity needs was read.</summary>
    public bool Find(EntityKey entity, ReadOnlyMemory<byte> head, Instant at)
    {
        if (!_isOpen)
        {
            Tiles.Open(entity, head, at);
            (_isOpen, _round) = (true, 0);
        }

        return Tiles.Find();
    }

    /// <summary>Ends an entity.</summary>
    public void Close() => (_isOpen, _attempts) = (false, 0);

    /// <summary>Reads the segments that <see cref="Find"/> missed; where they belong to another state of the entity, all of it again.</summary>
    /// <exception cref="UnavailableException">The entity was written again and again between the reads; transient.</exception>
    public async ValueTask FetchAsync(IOnlineStore store, string view, EntityKey entity, Instant at, CancellationToken cancellationToken)
    {
        if (Tiles.IsTorn)
        {
            await ReopenAsync(store, view, entity, at, cancellationToken).ConfigureAwait(false);
            return;
        }

        var keys = Keys(Tiles.Wanted.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            keys.Span[i] = new SegmentKey(entity, Tiles.Wanted[i]);
        }

        var payloads = NextRound();
        await store.ReadSegmentsAsync(view, keys, payloads, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < keys.Length; i++)
        {
            Tiles.Load(keys.Span[i].Number, payloads[i]);
        }
    }

    private async ValueTask ReopenAsync(IOnlineStore store, string view, EntityKey entity, Instant at, CancellationToken cancellationToken)
    {
        if (++_attempts > MostAttempts)
        {
            throw new UnavailableException($"An entity of online view '{view}' was written {MostAttempts} times while it was read; ask again.", isTransient: true);
        }

        _round = 0;
        var keys = Keys(1);
        keys.Span[0] = new SegmentKey(entity, SegmentKey.Row);
        var payloads = NextRound();
        await store.ReadSegmentsAsync(view, keys, payloads, cancellationToken).ConfigureAwait(false);
        if (payloads[0] is { } head && TileReader.IsTiled(head.Span))
        {
            Tiles.Open(entity, head, at);
        }
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
