using System.Linq.Expressions;
using Larder.Catalog;
using Larder.Errors;
using Larder.Monitoring;

namespace Larder;

/// <summary>The newest row of each entity: the greatest by event time, known time and ingest order that has happened and is known at the time asked for.</summary>
/// <typeparam name="TFeatures">A record with one nullable property per feature.</typeparam>
public sealed class RowView<TFeatures> : FeatureView<TFeatures>, IAnnotated<RowView<TFeatures>>
{
    private readonly RowViewDefinition _definition;

    internal RowView(RowViewDefinition definition)
        : base(definition.Name) => _definition = definition;

    /// <inheritdoc/>
    public override DefinitionNotes Notes => _definition.Notes;

    /// <inheritdoc/>
    public RowView<TFeatures> With(DefinitionNotes notes) => new(_definition with { Notes = notes });

    /// <summary>A copy in which a row older than <paramref name="ttl"/> at query time does not count: null, with status OUTSIDE_MAX_AGE. One exactly as old counts. Default: no row is too old.</summary>
    /// <param name="ttl">Greatest age by event time; positive.</param>
    /// <exception cref="InvalidDefinitionException">It is zero or negative.</exception>
    public RowView<TFeatures> WithTtl(TimeSpan ttl) => ttl > TimeSpan.Zero
        ? new(_definition with { Ttl = ttl })
        : throw new InvalidDefinitionException($"View {Name}: a time to live of {ttl} keeps nothing; give a positive one or none.");

    /// <summary>
    /// A copy with a publication lag: an event counts from its event time plus <paramref name="delay"/> on, or from its known time where that is later, in training sets as online.
    /// Withdrawals are not delayed. Default zero: the source's clocks alone.
    /// </summary>
    /// <param name="delay">Zero or more; digits below a microsecond are dropped.</param>
    /// <exception cref="InvalidDefinitionException">It is negative.</exception>
    public RowView<TFeatures> WithDelay(TimeSpan delay) => delay >= TimeSpan.Zero
        ? new(_definition with { Delay = TimeSpan.FromTicks(delay.Ticks - (delay.Ticks % TimeSpan.TicksPerMicrosecond)) })
        : throw new InvalidDefinitionException($"View {Name}: a delay of {delay} is negative; events cannot be known before they happen.");

    /// <summary>
    /// A copy with an objective for the age of its values: 99 of 100 values served are no older by event time than <paramref name="p99"/> when they are served. It is watched
    /// while serving and no part of the view's version. Default: none.
    /// </summary>
    /// <param name="p99">The greatest age; positive.</param>
    /// <param name="over">The stretch of time the objective is about, 7 to 31 days. Default 28 days.</param>
    /// <exception cref="InvalidDefinitionException">The age is not positive, or the stretch is out of range.</exception>
    public RowView<TFeatures> WithFreshness(TimeSpan p99, TimeSpan? over = null) => new(_definition with { Freshness = FreshnessObjective.Of(Name, p99, over) });

    internal override FreshnessObjective? Freshness => _definition.Freshness;

    internal override CompiledView Compile(CatalogBuilder catalog) => RowViewCompiler.Compile(Name, _definition);
}

/// <summary>What was declared of a row view.</summary>
internal sealed record RowViewDefinition(
    string Name, Entity Entity, SourceDefinition Source, LambdaExpression? Filter, LambdaExpression Key, LambdaExpression Features)
{
    public TimeSpan? Ttl { get; init; }

    public TimeSpan Delay { get; init; }

    public DefinitionNotes Notes { get; init; } = DefinitionNotes.None;

    public FreshnessObjective? Freshness { get; init; }
}
