using System.Linq.Expressions;
using Larder.Aggregation;
using Larder.Catalog;
using Larder.Errors;
using Larder.Monitoring;

namespace Larder;

/// <summary>Windows over the events of each entity, exact at both ends, moving with the clock.</summary>
/// <typeparam name="TFeatures">A record with one property per feature.</typeparam>
public sealed class AggregateView<TFeatures> : FeatureView<TFeatures>, IAnnotated<AggregateView<TFeatures>>
{
    private readonly AggregateViewDefinition _definition;

    internal AggregateView(AggregateViewDefinition definition)
        : base(definition.Name) => _definition = definition;

    /// <inheritdoc/>
    public override DefinitionNotes Notes => _definition.Notes;

    /// <inheritdoc/>
    public AggregateView<TFeatures> With(DefinitionNotes notes) => new(_definition with { Notes = notes });

    /// <summary>A copy whose windows hold, or leave out, the event that lies exactly on an end. Default <c>[t - width, t)</c>. Applies to every window of the view.</summary>
    /// <param name="leading">Whether an event at exactly the query time counts. Default <see cref="Edge.Exclusive"/>: an event never sees itself.</param>
    /// <param name="trailing">Whether an event at exactly <c>t - width</c> counts. Default <see cref="Edge.Inclusive"/>.</param>
    public AggregateView<TFeatures> WithEdges(Edge leading = Edge.Exclusive, Edge trailing = Edge.Inclusive) =>
        new(_definition with { Edges = new WindowEdges(leading == Edge.Inclusive, trailing == Edge.Exclusive) });

    /// <summary>
    /// A copy with another tile grid: doubles are added within a tile first, then tile by tile. It fixes the last bits of sums and means,
    /// so another grid is another version of the view. Tiles are counted from 1970-01-01T00:00Z. Default hours within days.
    /// </summary>
    /// <param name="widths">Ascending, each a multiple of the one before, the first at least one second.</param>
    /// <exception cref="InvalidDefinitionException">They are not so.</exception>
    public AggregateView<TFeatures> WithTiles(params TimeSpan[] widths)
    {
        try
        {
            return new(_definition with { Grid = TileGrid.Of(widths) });
        }
        catch (InvalidDefinitionException wrong)
        {
            throw new InvalidDefinitionException($"View {Name}: {wrong.Message}");
        }
    }

    /// <summary>
    /// A copy with a publication lag: an event counts from its event time plus <paramref name="delay"/> on, or from its known time where that is later, in training sets as online.
    /// Withdrawals are not delayed. Default zero: the source's clocks alone.
    /// </summary>
    /// <param name="delay">Zero or more; digits below a microsecond are dropped.</param>
    /// <exception cref="InvalidDefinitionException">It is negative.</exception>
    public AggregateView<TFeatures> WithDelay(TimeSpan delay) => delay >= TimeSpan.Zero
        ? new(_definition with { Delay = TimeSpan.FromTicks(delay.Ticks - (delay.Ticks % TimeSpan.TicksPerMicrosecond)) })
        : throw new InvalidDefinitionException($"View {Name}: a delay of {delay} is negative; events cannot be known before they happen.");

    /// <summary>
    /// A copy with an objective for the age of its values: 99 of 100 values served are no older by event time than <paramref name="p99"/> when they are served. It is watched
    /// while serving and no part of the view's version. Default: none.
    /// </summary>
    /// <param name="p99">The greatest age; positive.</param>
    /// <param name="over">The stretch of time the objective is about, 7 to 31 days. Default 28 days.</param>
    /// <exception cref="InvalidDefinitionException">The age is not positive, or the stretch is out of range.</exception>
    public AggregateView<TFeatures> WithFreshness(TimeSpan p99, TimeSpan? over = null) => new(_definition with { Freshness = FreshnessObjective.Of(Name, p99, over) });

    internal override FreshnessObjective? Freshness => _definition.Freshness;

    internal override CompiledView Compile(CatalogBuilder catalog) => AggregateViewCompiler.Compile(Name, _definition);
}

/// <summary>Whether the event exactly on a window's end belongs to it.</summary>
public enum Edge
{
    /// <summary>It is left out.</summary>
    Exclusive = 1,

    /// <summary>It counts.</summary>
    Inclusive = 2,
}

/// <summary>What was declared of an aggregate view.</summary>
internal sealed record AggregateViewDefinition(
    string Name, Entity Entity, SourceDefinition Source, LambdaExpression? Filter, LambdaExpression Key, LambdaExpression Features)
{
    public WindowEdges Edges { get; init; }

    public TileGrid Grid { get; init; } = TileGrid.Default;

    public TimeSpan Delay { get; init; }

    public DefinitionNotes Notes { get; init; } = DefinitionNotes.None;

    public FreshnessObjective? Freshness { get; init; }
}
