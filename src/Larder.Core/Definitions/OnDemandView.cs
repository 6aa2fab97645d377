using System.Linq.Expressions;
using Larder.Catalog;
using Larder.Errors;
using Larder.Monitoring;

namespace Larder;

/// <summary>Features computed at request time from other features and request data; in training sets from the spine's columns, by the same compiled code.</summary>
/// <typeparam name="TFeatures">A record with one property per feature.</typeparam>
public sealed class OnDemandView<TFeatures> : FeatureView<TFeatures>, IAnnotated<OnDemandView<TFeatures>>
{
    private readonly OnDemandViewDefinition _definition;

    internal OnDemandView(OnDemandViewDefinition definition)
        : base(definition.Name) => _definition = definition;

    /// <inheritdoc/>
    public override DefinitionNotes Notes => _definition.Notes;

    /// <inheritdoc/>
    public OnDemandView<TFeatures> With(DefinitionNotes notes) => new(_definition with { Notes = notes });

    /// <summary>
    /// A copy with an objective for the age of its values, which is that of the newest event behind them: 99 of 100 values served are no older than <paramref name="p99"/>
    /// when they are served. It is watched while serving and no part of the view's version. Default: none.
    /// </summary>
    /// <param name="p99">The greatest age; positive.</param>
    /// <param name="over">The stretch of time the objective is about, 7 to 31 days. Default 28 days.</param>
    /// <exception cref="InvalidDefinitionException">The age is not positive, or the stretch is out of range.</exception>
    public OnDemandView<TFeatures> WithFreshness(TimeSpan p99, TimeSpan? over = null) => new(_definition with { Freshness = FreshnessObjective.Of(Name, p99, over) });

    /// <summary>
    /// A copy with checks on the request data of every request that asks for the view, judged for each entity before anything is read. They count and are no part of the view's version.
    /// </summary>
    /// <typeparam name="TRequest">The view's request record.</typeparam>
    /// <param name="checks"><c>[Expect.Column((BasketRequest r) => r.BasketValue).Between(0, 10_000)]</c>; checks of single rows.</param>
    /// <param name="share">The part of the entities looked at, above 0 and at most 1. Default all.</param>
    /// <param name="refuses">Whether a request that breaks one is refused (HTTP 422). Default false: it is counted.</param>
    /// <exception cref="InvalidDefinitionException">The view takes no such record, a check looks at many rows, or the share is out of range.</exception>
    public OnDemandView<TFeatures> WithRequestChecks<TRequest>(IReadOnlyList<Expectation<TRequest>> checks, double share = 1, bool refuses = false)
    {
        if (_definition.Request != typeof(TRequest))
        {
            throw new InvalidDefinitionException(_definition.Request is { } request
                ? $"View {Name} takes request data of type {request.Name}, not {typeof(TRequest).Name}; write its checks over {request.Name}."
                : $"View {Name} takes no request data, so there is nothing to check; give the checks to a view that does, or to a service.");
        }

        IReadOnlyList<ServedCheck> all = [.. _definition.Checks, .. ServedCheck.Of($"view {Name}", Name, checks, share, refuses)];
        ServedCheck.CheckNames(all);
        return new(_definition with { Checks = all });
    }

    internal override bool IsOnDemand => true;

    internal override FreshnessObjective? Freshness => _definition.Freshness;

    internal override CompiledView Compile(CatalogBuilder catalog) => OnDemandViewCompiler.Compile(Name, _definition, catalog);
}

/// <summary>What was declared of an on-demand view: a lambda whose parameters are the request (if any) and the inputs, in order.</summary>
internal sealed record OnDemandViewDefinition(string Name, Type? Request, IReadOnlyList<FeatureView> Inputs, LambdaExpression Features)
{
    public DefinitionNotes Notes { get; init; } = DefinitionNotes.None;

    public FreshnessObjective? Freshness { get; init; }

    public IReadOnlyList<ServedCheck> Checks { get; init; } = [];
}
