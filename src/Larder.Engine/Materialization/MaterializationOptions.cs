using Larder.Engine;
using Larder.Storage;
using Larder.Types;

namespace Larder.Materialization;

/// <summary>Choices for a materialization.</summary>
public sealed record MaterializationOptions
{
    /// <summary>How far back, before the materialization's instant, reads of aggregate views can reach by default.</summary>
    public static readonly TimeSpan DefaultLookback = TimeSpan.FromDays(7);

    /// <summary>The instant to bring the view to. Default: the newest in its table, or what the view was brought to before, if that is later.</summary>
    public Instant? AsOf { get; init; }

    /// <summary>Events are kept for reads up to this long before <see cref="AsOf"/>. Default 7 days.</summary>
    public TimeSpan Lookback { get; init; } = DefaultLookback;

    /// <summary>
    /// The keys of the only entities to bring (composite ones as one value), for a sample in a store of its own: its state says complete all the same. Keys without events are left
    /// out. Default null: all entities.
    /// </summary>
    public IReadOnlyCollection<FeatureValue>? Entities { get; init; }

    /// <summary>
    /// Whether only what came since the last run is brought: rows ingested since, however late they are, and rows that could not be seen yet. Where that is not known all entities
    /// are written, and the report says why. Default false.
    /// </summary>
    public bool Incremental { get; init; }

    /// <summary>
    /// The only event times to bring, to fill a view range by range: of a row view the newest row of the range, of an aggregate view the entities with an event in it. The watermark of
    /// incremental runs stays, unless the ranges brought so far hold all rows that it lacks. Default null: all event times.
    /// </summary>
    public EventRange? Range { get; init; }

    /// <summary>Told about entities written.</summary>
    public IProgress<StepProgress>? Progress { get; init; }
}
