using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Larder.Catalog.Lineage;
using Larder.Expressions;

namespace Larder.Catalog;

/// <summary>The parts that views and spines over a source share: filter and key.</summary>
internal sealed record SourceParts(RowPredicate? Filter, CompiledKey Key, IReadOnlyList<int> Columns, string? FilterText)
{
    /// <summary>The properties of an event that the filter reads.</summary>
    public IReadOnlySet<string> FilterReads { get; private init; } = EventProperties.Of(null);

    /// <summary>The conditions that the filter joins by and, as texts to compare.</summary>
    public IReadOnlyList<string> FilterTerms { get; private init; } = [];

    /// <summary>Which columns decide whether an event counts.</summary>
    public IReadOnlyList<ColumnUse> FilterUses { get; private init; } = [];

    /// <summary>Which columns the key is made of.</summary>
    public IReadOnlyList<ColumnUse> KeyUses { get; private init; } = [];

    /// <summary>The column form of <see cref="Filter"/>; null where all events count.</summary>
    public ColumnFunction? FilterFill { get; private init; }

    public static SourceParts Compile(string where, SourceDefinition source, LambdaExpression? filter, Entity entity, LambdaExpression key)
    {
        var foldedFilter = filter is null ? null : ConstantFolder.Fold(filter, where);
        var counting = WithoutRetractions(source, foldedFilter);
        var compiledKey = CompiledKey.Compile(entity, key, source, where);
        return new SourceParts(
            counting is null ? null : RowCompiler.CompilePredicate(counting, source.Schema, $"{where}: its filter"),
            compiledKey,
            [.. compiledKey.Columns.Concat(counting is null ? [] : RowCompiler.ColumnsOf(counting, source.Schema)).Distinct().Order()],
            foldedFilter is null ? null : Fingerprint.Of(foldedFilter))
        {
            FilterReads = EventProperties.Of(foldedFilter),
            FilterTerms = FilterTermsOf(foldedFilter),
            FilterUses = ColumnUses.Of(counting, source.Schema, Transformation.Filter),
            KeyUses = compiledKey.Uses,
            FilterFill = counting is null ? null : ColumnCompiler.Compile(counting, source.Schema, $"{where}: its filter"),
        };
    }

    /// <summary>The conditions that a filter joins by and, each as a text to compare.</summary>
    public static IReadOnlyList<string> FilterTermsOf(LambdaExpression? filter)
    {
        IEnumerable<Expression> Terms(Expression term) => term is BinaryExpression { NodeType: ExpressionType.AndAlso } and ? Terms(and.Left).Concat(Terms(and.Right)) : [term];
        return filter is null ? [] : [.. Terms(filter.Body).Select(t => Fingerprint.Of(Expression.Lambda(t, filter.Parameters)))];
    }

    /// <summary>The rows that count: those that pass the filter and do not merely withdraw another.</summary>
    private static LambdaExpression? WithoutRetractions(SourceDefinition source, LambdaExpression? filter)
    {
        if (source.Retraction is not { } retraction)
        {
            return filter;
        }

        var counts = Expression.Not(retraction.Body);
        return Expression.Lambda(
            filter is null ? counts : Expression.AndAlso(counts, new MemberRewriter(filter.Parameters[0], _ => null, () => retraction.Parameters[0]).Visit(filter.Body)),
            retraction.Parameters);
    }

    /// <summary>The canonical form of what these parts are of; the delay of a view only where it has one.</summary>
    public JsonObject Describe(string kind, string name, Entity entity, SourceDefinition source, TimeSpan delay)
    {
        var json = Describe(kind, name, entity, source);
        if (delay > TimeSpan.Zero)
        {
            json["delay"] = Window.Seconds(delay);
        }

        return json;
    }

    public JsonObject Describe(string kind, string name, Entity entity, SourceDefinition source) => new()
    {
        ["kind"] = kind,
        ["name"] = name,
        ["entity"] = entity.Name,
        ["join_key"] = DefinitionForms.JoinKey(entity),
        ["source"] = source.Name,
        ["clocks"] = DefinitionForms.Clocks(source),
        ["key"] = Key.Json,
        ["where"] = FilterText,
    };
}
