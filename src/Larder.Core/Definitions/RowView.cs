using System.Linq.Expressions;
using Larder.Catalog;
using Larder.Errors;

namespace Larder;

/// <summary>The newest row of each entity: the greatest by event time, known time and ingest order that has happened and is known at the time asked for.</summary>
/// <typeparam name="TFeatures">A record with one nullable property per feature.</typeparam>
public sealed class RowView<TFeatures> : FeatureView<TFeatures>
{
    private readonly RowViewDefinition _definition;

    internal RowView(RowViewDefinition definition)
        : base(definition.Name) => _definition = definition;

    /// <summary>A copy in which a row older than <paramref name="ttl"/> at query time does not count: null, with status OUTSIDE_MAX_AGE. One exactly as old counts. Default: no row is too old.</summary>
    /// <param name="ttl">Greatest age by event time; positive.</param>
    /// <exception cref="InvalidDefinitionException">It is zero or negative.</exception>
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
