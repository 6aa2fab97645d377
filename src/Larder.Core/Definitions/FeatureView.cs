namespace Larder;

/// <summary>A named set of features of one entity with one definition. Immutable and inert until the repository is built.</summary>
public abstract class FeatureView
{
    private protected FeatureView(string name) => Name = Types.Names.Check("view", Types.Names.ToSnakeCase(name));

    /// <summary>The view's name: the property's, in snake case.</summary>
    public string Name { get; }

    /// <summary>The record that carries the view's features.</summary>
    public abstract Type FeaturesType { get; }

    /// <summary>Description, owner and tags; no part of the meaning.</summary>
    public abstract DefinitionNotes Notes { get; }

    /// <summary>Whether it is computed at request time.</summary>
    internal virtual bool IsOnDemand => false;

    /// <summary>What is asked of the age of its values; null for nothing.</summary>
    internal virtual Monitoring.FreshnessObjective? Freshness => null;

    internal abstract Catalog.CompiledView Compile(Catalog.CatalogBuilder catalog);
}

/// <summary>A view whose features are a <typeparamref name="TFeatures"/>, so that other definitions can use them by name, checked by the compiler.</summary>
/// <typeparam name="TFeatures">A record with one property per feature.</typeparam>
public abstract class FeatureView<TFeatures> : FeatureView
{
    private protected FeatureView(string name)
        : base(name)
    {
    }

    /// <inheritdoc/>
    public sealed override Type FeaturesType => typeof(TFeatures);
}
