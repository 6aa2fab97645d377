using Larder.Catalog;
using Larder.Errors;
using Larder.Expressions;
using Larder.Types;

namespace Larder.Erasure;

/// <summary>How a row of a table tells whose it is where no view says it.</summary>
/// <param name="How">In words: <c>spine each_order</c>, <c>column customer_id</c>.</param>
/// <param name="Columns">The columns it reads, by index.</param>
/// <param name="Parts">One per join key of the target.</param>
internal sealed record RowKey(string How, IReadOnlyList<int> Columns, IReadOnlyList<RowFunction> Parts)
{
    /// <summary>All there are for a source: spines and joins that make the key of its events, and columns named as the join keys, or said to be them.</summary>
    public static IEnumerable<RowKey> Of(FeatureCatalog catalog, SourceDefinition source, ErasureTarget target)
    {
        foreach (var spine in catalog.Spines.Where(s => s.Source.Name == source.Name))
        {
            int[] places = [.. target.Parts.Select(part => spine.Keys.Columns.ToList().FindIndex(c => c.Name == part.Column && c.Type == part.Value.Type))];
            if (Array.TrueForAll(places, place => place >= 0))
            {
                yield return new RowKey($"spine {spine.Name}", spine.Columns, [.. places.Select(place => spine.KeyValues[place])]);
            }
        }

        foreach (var (derived, join) in catalog.Sources.Select(s => (s.Name, Join: s.Derivation as JoinDerivation)).Where(s => s.Join?.Base.Name == source.Name))
        {
            foreach (var joined in join!.Compiled.Joins.Where(j => j.Entity.KeyParts.Count == 1 && target.IsOf(j.Entity)))
            {
                yield return new RowKey($"join {derived} over {joined.View.Name}", join.Compiled.KeyColumns, [joined.Key]);
            }
        }

        int?[] columns = [.. target.Parts.Select(part => ColumnOf(source, target, part.Column, part.Value.Type))];
        if (Array.TrueForAll(columns, column => column is not null))
        {
            int[] found = [.. columns.Select(column => column!.Value)];
            yield return new RowKey($"column {string.Join(", ", found.Select(c => source.Schema.Columns[c].Name))}", found, [.. found.Select(column => (RowFunction)((batch, row) => batch.Columns[column].Value(row)))]);
        }
    }

    /// <summary>Whether a row is the target's. A whole number is the same in either width.</summary>
    /// <exception cref="UserCodeException">A lambda cannot tell.</exception>
    public bool IsOf(ErasureTarget target, EventBatch batch, int row)
    {
        for (var part = 0; part < Parts.Count; part++)
        {
            var (value, wanted) = (Parts[part](batch, row), target.Parts[part].Value);
            if (value != wanted && !(IsWhole(value.Type) && IsWhole(wanted.Type) && !value.IsNull && value.Bits == wanted.Bits))
            {
                return false;
            }
        }

        return true;
    }

    private static int? ColumnOf(SourceDefinition source, ErasureTarget target, string joinKey, ColumnType type)
    {
        var name = target.Columns.FirstOrDefault(c => c.Table == source.Name && c.JoinKey == joinKey)?.Column ?? joinKey;
        var index = source.Schema.Columns.ToList().FindIndex(c => c.Name == name && ErasureTarget.Fits(c.Type, type));
        return index < 0 ? null : index;
    }

    private static bool IsWhole(ColumnType type) => type is ColumnType.Int32 or ColumnType.Int64;
}
