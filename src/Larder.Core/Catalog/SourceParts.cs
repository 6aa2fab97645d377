using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Larder.Expressions;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>The parts that views and spines over a source share: filter and key.</summary>
internal sealed record SourceParts(RowPredicate? Filter, RowFunction Key, int KeyColumn, IReadOnlyList<int> Columns, string? FilterText, string KeyText)
{
    public static SourceParts Compile(string where, SourceDefinition source, LambdaExpression? filter, LambdaExpression key)
    {
        var foldedFilter = filter is null ? null : ConstantFolder.Fold(filter, where);
        var counting = WithoutRetractions(source, foldedFilter);
        var foldedKey = ConstantFolder.Fold(key, where);
        return new SourceParts(
            counting is null ? null : RowCompiler.CompilePredicate(counting, source.Schema, $"{where}: its filter"),
            RowCompiler.Compile(foldedKey, source.Schema, $"{where}: its key").Function,
            ColumnSelector.IndexOf(source.Schema, foldedKey) ?? -1,
            [.. RowCompiler.ColumnsOf(foldedKey, source.Schema).Concat(counting is null ? [] : RowCompiler.ColumnsOf(counting, source.Schema)).Distinct().Order()],
            foldedFilter is null ? null : Fingerprint.Of(foldedFilter),
            Fingerprint.Of(foldedKey));
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

    public JsonObject Describe(string kind, string name, Entity entity, SourceDefinition source) => new()
    {
        ["kind"] = kind,
        ["name"] = name,
        ["entity"] = entity.Name,
        ["join_key"] = $"{entity.JoinKey} {entity.KeyType.Name()}",
        ["source"] = source.Name,
        ["clocks"] = DefinitionForms.Clocks(source),
        ["key"] = KeyText,
        ["where"] = FilterText,
    };
}
