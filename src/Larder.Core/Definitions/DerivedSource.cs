using System.Linq.Expressions;

namespace Larder;

/// <summary>
/// Events that the engine computes from other sources and views and keeps in a table of their own. Views and spines over them are declared as
/// over any other source.
/// </summary>
/// <typeparam name="T">The event type.</typeparam>
public sealed class DerivedSource<T> : Events<T>, IHasSource, IAnnotated<DerivedSource<T>>
{
    internal DerivedSource(SourceDefinition definition) => Definition = definition;

    /// <inheritdoc/>
    public override SourceDefinition Definition { get; }

    /// <inheritdoc/>
    public DefinitionNotes Notes => Definition.Notes;

    /// <inheritdoc/>
    public DerivedSource<T> With(DefinitionNotes notes) => new(Definition with { Notes = notes });

    internal override Expression<Func<T, bool>>? Filter => null;
}
