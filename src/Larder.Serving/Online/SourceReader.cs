using Larder.Aggregation.Tiles;
using Larder.Catalog;
using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Online;

/// <summary>Turns what the online store holds of an entity into one source view's features. Immutable; scratch memory comes from outside.</summary>
internal abstract class SourceReader
{
    private bool _isMaterialized;

    protected SourceReader(CompiledSourceView view, int version, int offset)
    {
        Source = view;
        OnlineView = OnlineViewName.Of(view.Name, version);
        Offset = offset;
    }

    /// <summary>The view read.</summary>
    public CompiledSourceView Source { get; }

    /// <summary>Its name in the online store.</summary>
    public string OnlineView { get; }

    /// <summary>The slot of its first feature.</summary>
    public int Offset { get; }

    /// <summary>Whether a materialization of the view was ever seen; looked up until it is.</summary>
    public bool IsMaterialized
    {
        get => Volatile.Read(ref _isMaterialized);
        set => Volatile.Write(ref _isMaterialized, value);
    }

    public static SourceReader Create(CompiledSourceView view, int version, int offset, TileCache tiles) => view switch
    {
        CompiledRowView row => new RowViewReader(row, version, offset),
        CompiledAggregateView aggregate => new AggregateViewReader(aggregate, version, offset, tiles),
        _ => throw new ArgumentException($"A {view.GetType().Name} cannot be read online.", nameof(view)),
    };

    /// <summary>Memory one reading thread needs; null for none.</summary>
    public virtual AggregateScratch? CreateScratch() => null;

    /// <summary>Whether the store's payloads are read through <see cref="IOnlineStore.ReadSegmentsAsync"/>, without the rows' ranks.</summary>
    public virtual bool ReadsSegments => false;

    /// <summary>Computes the features of an entity; false where segments have to be read first.</summary>
    /// <param name="stored">What the store holds.</param>
    /// <param name="key">The entity, for messages.</param>
    /// <param name="at">The time asked for.</param>
    /// <param name="features">Receives the view's features.</param>
    /// <param name="scratch">From <see cref="CreateScratch"/>.</param>
    /// <param name="state">What is known of the entity.</param>
    public abstract bool TryRead(in StoredEntity stored, EntityKey key, Instant at, Span<FeatureValue> features, AggregateScratch? scratch, out SourceState state);

    /// <summary>The entity for people: <c>customer_id 'C1'</c>.</summary>
    protected string Describe(EntityKey key) => Source.Entity.Describe(key.ToValue(Source.Entity.KeyType));
}

/// <summary>What the store holds of an entity.</summary>
/// <param name="Row">Its row, for readers of rows; without payload where nothing is stored.</param>
/// <param name="Payload">Its row's payload, for readers of segments; null where nothing is stored.</param>
internal readonly record struct StoredEntity(OnlineRow Row, ReadOnlyMemory<byte>? Payload);
