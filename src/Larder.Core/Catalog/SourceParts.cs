using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Larder.Expressions;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>The parts that views and spines over a source share: filter and key.</summary>
internal sealed record SourceParts(RowPredicate? Filter, RowFunction Key, int KeyColumn, IReadOnlyList<int> Columns, string? FilterText, string KeyText)
{
    /// <summary>The column form of <see cref="Filter"/>; null where all events count.</summary>
    public ColumnFunction? FilterFill { get; private init; }

    /// <summary>The column form of <see cref="Key"/>.</summary>
    public required ColumnFunction KeyFill { get; init; }

    public static SourceParts Compile(string where, SourceDefinition source, LambdaExpression? filter, LambdaExpression key)
    {
        var foldedFilter = filter is null ? null : ConstantFolder.Fold(filter, where);
        var foldedKey = ConstantFolder.Fold(key, where);
        return new SourceParts(
            foldedFilter is null ? null : RowCompiler.CompilePredicate(foldedFilter, source.Schema, $"{where}: its filter"),
            RowCompiler.Compile(foldedKey, source.Schema, $"{where}: its key").Function,
            ColumnSelector.IndexOf(source.Schema, foldedKey) ?? -1,
            [.. RowCompiler.ColumnsOf(foldedKey, source.Schema).Concat(foldedFilter is null ? [] : RowCompiler.ColumnsOf(foldedFilter, source.Schema)).Distinct().Order()],
            foldedFilter is null ? null : Fingerprint.Of(foldedFilter),
            Fingerprint.Of(foldedKey))
        {
            FilterFill = foldedFilter is null ? null : ColumnCompiler.Compile(foldedFilter, source.Schema, $"{where}: its filter"),
            KeyFill = ColumnCompiler.Compile(foldedKey, source.Schema, $"{where}: its key"),
        };
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
