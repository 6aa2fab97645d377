using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Larder.Expressions;

namespace Larder.Catalog;

/// <summary>The parts that views and spines over a source share: filter and key.</summary>
internal sealed record SourceParts(RowPredicate? Filter, CompiledKey Key, IReadOnlyList<int> Columns, string? FilterText)
{
    public static SourceParts Compile(string where, SourceDefinition source, LambdaExpression? filter, Entity entity, LambdaExpression key)
    {
        var foldedFilter = filter is null ? null : ConstantFolder.Fold(filter, where);
        var compiledKey = CompiledKey.Compile(entity, key, source.Schema, where);
        return new SourceParts(
            foldedFilter is null ? null : RowCompiler.CompilePredicate(foldedFilter, source.Schema, $"{where}: its filter"),
            compiledKey,
            [.. compiledKey.Columns.Concat(foldedFilter is null ? [] : RowCompiler.ColumnsOf(foldedFilter, source.Schema)).Distinct().Order()],
            foldedFilter is null ? null : Fingerprint.Of(foldedFilter));
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
