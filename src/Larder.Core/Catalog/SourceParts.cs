using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Larder.Expressions;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>The parts that views and spines over a source share: filter and key.</summary>
internal sealed record SourceParts(RowPredicate? Filter, RowFunction Key, int KeyColumn, IReadOnlyList<int> Columns, string? FilterText, string KeyText)
{
    /// <summary>The properties of an event that the filter reads.</summary>
    public IReadOnlySet<string> FilterReads { get; private init; } = EventProperties.Of(null);

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
            FilterReads = EventProperties.Of(foldedFilter),
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
