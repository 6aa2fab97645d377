using System.Linq.Expressions;
using Larder.Catalog;

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

    internal override bool IsOnDemand => true;

    internal override CompiledView Compile(CatalogBuilder catalog) => OnDemandViewCompiler.Compile(Name, _definition, catalog);
}

/// <summary>What was declared of an on-demand view: a lambda whose parameters are the request (if any) and the inputs, in order.</summary>
internal sealed record OnDemandViewDefinition(string Name, Type? Request, IReadOnlyList<FeatureView> Inputs, LambdaExpression Features)
{
    public DefinitionNotes Notes { get; init; } = DefinitionNotes.None;
}
