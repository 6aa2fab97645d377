using System.Linq.Expressions;
using Larder.Catalog;
using Larder.Errors;

namespace Larder;

/// <summary>The newest row of each entity.</summary>
/// <typeparam name="TFeatures">A record with one nullable property per feature.</typeparam>
public sealed class RowView<TFeatures> : FeatureView<TFeatures>
{
    private readonly RowViewDefinition _definition;

    internal RowView(RowViewDefinition definition)
        : base(definition.Name) => _definition = definition;

    /// <summary>A row older than this at query time no longer counts (its status is OUTSIDE_MAX_AGE); one exactly as old does. Default: none.</summary>
    public RowView<TFeatures> WithTtl(TimeSpan ttl) => ttl > TimeSpan.Zero
        ? new(_definition with { Ttl = ttl })
        : throw new InvalidDefinitionException($"View {Name}: a time to live of {ttl} keeps nothing; give a positive one or none.");

    internal override CompiledView Compile(CatalogBuilder catalog) => RowViewCompiler.Compile(Name, _definition);
}

/// <summary>What was declared of a row view.</summary>
internal sealed record RowViewDefinition(
    string Name, Entity Entity, SourceDefinition Source, LambdaExpression? Filter, LambdaExpression Key, LambdaExpression Features)
{
    public TimeSpan? Ttl { get; init; }
}
