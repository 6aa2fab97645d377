using Larder.Quality.Drift;

namespace Larder;

/// <summary>The features one model consumes. Immutable.</summary>
public sealed class FeatureService : IAnnotated<FeatureService>
{
    internal FeatureService(string name, IReadOnlyList<FeatureView> views, DriftWatch? watch = null)
    {
        Watch = watch ?? DriftWatch.Everything;
        Name = Types.Names.Check("service", Types.Names.ToSnakeCase(name));
        Views = views;
    }

    /// <summary>The service's name: the property's, in snake case.</summary>
    public string Name { get; }

    /// <summary>The views, all of whose features the service serves, in this order.</summary>
    public IReadOnlyList<FeatureView> Views { get; }

    /// <inheritdoc/>
    public DefinitionNotes Notes { get; private init; } = DefinitionNotes.None;

    internal DriftWatch Watch { get; }

    /// <inheritdoc/>
    public FeatureService With(DefinitionNotes notes) => new(Name, Views, Watch) { Notes = notes };

    /// <summary>A copy that says what <c>larder drift</c> watches. Default: every feature, with limits of 0.1. It is no part of the service's version.</summary>
    /// <param name="monitor"><c>m => m.Drift(ZoneDemand, z => z.MeanFare7d, threshold: 0.05).Others()</c></param>
    /// <exception cref="Errors.InvalidDefinitionException">A view is none of the service, a selector no feature, or a limit is not from 0 to below 1.</exception>
    public FeatureService Monitor(Func<ServiceDriftMonitor, ServiceDriftMonitor> monitor)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        return new(Name, Views, monitor(new ServiceDriftMonitor(this, DriftWatch.Everything)).Watch) { Notes = Notes };
    }
}
