namespace Larder;

/// <summary>The features one model consumes. Immutable.</summary>
public sealed class FeatureService : IAnnotated<FeatureService>
{
    internal FeatureService(string name, IReadOnlyList<FeatureView> views)
    {
        Name = Types.Names.Check("service", Types.Names.ToSnakeCase(name));
        Views = views;
    }

    /// <summary>The service's name: the property's, in snake case.</summary>
    public string Name { get; }

    /// <summary>The views, all of whose features the service serves, in this order.</summary>
    public IReadOnlyList<FeatureView> Views { get; }

    /// <inheritdoc/>
    public DefinitionNotes Notes { get; private init; } = DefinitionNotes.None;

    /// <inheritdoc/>
    public FeatureService With(DefinitionNotes notes) => new(Name, Views) { Notes = notes };
}
