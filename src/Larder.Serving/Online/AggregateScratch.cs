using Larder.Aggregation;
using Larder.Aggregation.Tiles;
using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Online;

/// <summary>What one thread needs to read an aggregate view.</summary>
internal sealed class AggregateScratch(AggregatePlan plan, TileCache tiles)
{
    private readonly SegmentFetch _fetch = new();
    private ReadOnlyMemory<byte>? _again;
    private bool _isReadAgain;
    private bool _isOpen;

    public AggregationKernel Kernel { get; } = plan.CreateKernel();

    public EntityEvents Events { get; } = new(plan.Inputs);

    public FeatureValue[] Results { get; } = new FeatureValue[plan.Aggregations.Count];

    public TileReader Tiles { get; } = new(plan, tiles);

    /// <summary>The rows of the entities asked for.</summary>
    public PayloadBuffer Heads { get; } = new();

    /// <summary>Room for keys.</summary>
    public Memory<SegmentKey> Keys(int count) => _fetch.Keys(count);

    /// <summary>An entity's row: as it was read, or as it was read again because it was written meanwhile.</summary>
    public ReadOnlyMemory<byte>? RowOf(ReadOnlyMemory<byte>? read) => _isReadAgain ? _again : read;

    /// <summary>Whether everything that a tiled entity needs was read.</summary>
    public bool Find(EntityKey entity, ReadOnlyMemory<byte> head, Instant at)
    {
        if (!_isOpen)
        {
            Tiles.Open(entity, head, at);
            _isOpen = true;
        }

        return Tiles.Find();
    }

    /// <summary>Ends an entity.</summary>
    public void Close()
    {
        (_isOpen, _isReadAgain, _again) = (false, false, null);
        _fetch.Begin();
    }

    /// <summary>Reads the segments that <see cref="Find"/> missed; where they belong to another state of the entity, all of it again.</summary>
    /// <exception cref="UnavailableException">The entity was written again and again between the reads; transient.</exception>
    public async ValueTask FetchAsync(IOnlineStore store, string view, EntityKey entity, CancellationToken cancellationToken)
    {
        if (!Tiles.IsTorn)
        {
            await _fetch.ReadWantedAsync(store, view, entity, Tiles, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            _again = await _fetch.ReadRowAgainAsync(store, view, entity, cancellationToken).ConfigureAwait(false);
            (_isReadAgain, _isOpen) = (true, false);
        }
    }
}
