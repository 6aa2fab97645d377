using System.Linq.Expressions;
using Larder.Errors;
using Larder.Monitoring;
using Larder.Quality.Drift;
using Larder.Types;

namespace Larder;

/// <summary>The features one model consumes. Immutable: each <c>With…</c> gives a changed copy; what they say is watched while serving and no part of the service's version.</summary>
public sealed class FeatureService : IAnnotated<FeatureService>
{
    internal FeatureService(string name, IReadOnlyList<FeatureView> views)
        : this(new FeatureServiceDefinition(Names.Check("service", Names.ToSnakeCase(name)), views))
    {
    }

    private FeatureService(FeatureServiceDefinition definition) => Definition = definition;

    /// <summary>The service's name: the property's, in snake case.</summary>
    public string Name => Definition.Name;

    /// <summary>The views, all of whose features the service serves, in this order.</summary>
    public IReadOnlyList<FeatureView> Views => Definition.Views;

    internal FeatureServiceDefinition Definition { get; }

    /// <inheritdoc/>
    public DefinitionNotes Notes => Definition.Notes;

    internal DriftWatch Watch => Definition.Watch;

    /// <inheritdoc/>
    public FeatureService With(DefinitionNotes notes) => new(Definition with { Notes = notes });

    /// <summary>A copy that says what <c>larder drift</c> watches. Default: every feature, with limits of 0.1. It is no part of the service's version.</summary>
    /// <param name="monitor"><c>m => m.Drift(ZoneDemand, z => z.MeanFare7d, threshold: 0.05).Others()</c></param>
    /// <exception cref="InvalidDefinitionException">A view is none of the service, a selector no feature, or a limit is not from 0 to below 1.</exception>
    public FeatureService Monitor(Func<ServiceDriftMonitor, ServiceDriftMonitor> monitor)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        return new(Definition with { Watch = monitor(new ServiceDriftMonitor(this, DriftWatch.Everything)).Watch });
    }

    /// <summary>A copy with another objective for its coverage: the share of requests whose every required feature is present. Default 0.95 over 28 days.</summary>
    /// <param name="atLeast">The least share, above 0 and below 1.</param>
    /// <param name="over">The stretch of time the objective is about, 7 to 31 days. Default 28 days.</param>
    /// <exception cref="InvalidDefinitionException">The share or the stretch is out of range.</exception>
    public FeatureService WithCoverage(double atLeast, TimeSpan? over = null) => new(Definition with { Coverage = CoverageObjective.Of(Name, atLeast, over) });

    /// <summary>A copy in which only the features named here, and in other calls, are required for a request to be covered. Default: all features of the service.</summary>
    /// <typeparam name="TFeatures">The view's features.</typeparam>
    /// <param name="view">A view of the service.</param>
    /// <param name="features"><c>s => s.Revenue30d</c>; none for all of the view.</param>
    /// <exception cref="InvalidDefinitionException">A lambda is something else than one feature.</exception>
    public FeatureService WithRequired<TFeatures>(FeatureView<TFeatures> view, params Expression<Func<TFeatures, object?>>[] features)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(features);
        var named = features.Select(f => FeatureReference.Of(view, f)
            ?? throw new InvalidDefinitionException($"Service {Name}: what is required of view {view.Name} are features, one for each lambda, as in s => s.Revenue30d."));
        return new(Definition with { Required = [.. Definition.Required ?? [], .. features.Length == 0 ? [$"{view.Name}:"] : named] });
    }

    /// <summary>A copy with checks on the features of one of its views, judged for each entity that the service is read for. They count.</summary>
    /// <typeparam name="TFeatures">The view's features.</typeparam>
    /// <param name="view">A view of the service.</param>
    /// <param name="checks"><c>[Expect.Column((CustomerSpend s) => s.Revenue30d).Between(atLeast: 0)]</c>; checks of single rows.</param>
    /// <param name="share">The part of the entities looked at, above 0 and at most 1. Default all.</param>
    /// <param name="refuses">Whether a request whose answer breaks one is refused (HTTP 422). Default false: it is counted.</param>
    /// <exception cref="InvalidDefinitionException">A check looks at many rows, or the share is out of range.</exception>
    public FeatureService WithChecks<TFeatures>(FeatureView<TFeatures> view, IReadOnlyList<Expectation<TFeatures>> checks, double share = 1, bool refuses = false)
    {
        ArgumentNullException.ThrowIfNull(view);
        IReadOnlyList<ServedCheck> all = [.. Definition.Checks, .. ServedCheck.Of($"service {Name}", view.Name, checks, share, refuses)];
        ServedCheck.CheckNames(all);
        return new(Definition with { Checks = all });
    }

    /// <summary>A copy with one more canary: an entity known to be alive, which servers read every minute, so that a stall shows while nobody asks.</summary>
    /// <param name="key">Its join keys, one per column of the service's entities in their order: text, int or long.</param>
    public FeatureService WithCanary(params object[] key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new(Definition with { Canaries = [.. Definition.Canaries, [.. key]] });
    }
}

/// <summary>What was declared of a service.</summary>
internal sealed record FeatureServiceDefinition(string Name, IReadOnlyList<FeatureView> Views)
{
    public DefinitionNotes Notes { get; init; } = DefinitionNotes.None;

    public DriftWatch Watch { get; init; } = DriftWatch.Everything;

    public CoverageObjective Coverage { get; init; } = CoverageObjective.Default;

    /// <summary>References, <c>view:</c> for all of a view; null for all features.</summary>
    public IReadOnlyList<string>? Required { get; init; }

    public IReadOnlyList<ServedCheck> Checks { get; init; } = [];

    public IReadOnlyList<IReadOnlyList<object>> Canaries { get; init; } = [];
}
