using System.Linq.Expressions;
using Larder.Catalog;
using Larder.Types;

namespace Larder;

/// <summary>Each event of a base source with the features of views as they were at its time.</summary>
public sealed class JoinDerivation : Derivation
{
    private readonly Lazy<CompiledJoin> _compiled;

    internal JoinDerivation(string name, JoinDefinition definition, LambdaExpression events, EventSchema schema)
    {
        Base = definition.Base;
        Views = [.. definition.Joins.Select(j => j.View)];
        _compiled = new Lazy<CompiledJoin>(() => JoinCompiler.Compile(name, definition, events, schema));
    }

    /// <summary>The source each of whose events makes one.</summary>
    public SourceDefinition Base { get; }

    /// <summary>The views looked up, in the order joined.</summary>
    public IReadOnlyList<FeatureView> Views { get; }

    /// <summary>The join ready to run.</summary>
    /// <exception cref="Errors.InvalidDefinitionException">It is wrong; the message says what to write instead.</exception>
    public CompiledJoin Compiled => _compiled.Value;

    /// <inheritdoc/>
    public override IReadOnlyList<SourceDefinition> Upstream =>
        [.. Compiled.Joins.SelectMany(j => j.Plan.Sources.Select(v => v.Source)).Prepend(Base).DistinctBy(s => s.Name)];

    /// <inheritdoc/>
    public override CanonicalJson Form => Compiled.Form;

    /// <inheritdoc/>
    public override string Lineage => $"{Base.Name} joined with {string.Join(", ", Views.Select(v => v.Name))}";
}
