using System.Globalization;
using Larder.DuckDb;
using Larder.Offline.Delta;
using Larder.Types;

namespace Larder.Offline;

/// <summary>
/// What the engine returns of columns with the Parquet files it has written: how many values are missing, and bounds of integers and timestamps. Those of other types are found by
/// <see cref="ExactBounds"/>.
/// </summary>
internal static class WrittenStats
{
    /// <summary>Reads one row of a COPY with RETURN_STATS.</summary>
    /// <param name="statistics">Its column <c>column_statistics</c>.</param>
    /// <param name="row">The row, which is one file.</param>
    /// <param name="columns">The columns wanted.</param>
    public static IReadOnlyList<DeltaColumnStats> Read(DuckDbVector statistics, int row, IReadOnlyList<(string Name, ColumnType Type)> columns)
    {
        var (first, count) = statistics.ListEntry(row);
        var names = statistics.Child.Field(0);
        var facts = statistics.Child.Field(1);
        var read = new List<DeltaColumnStats>();
        for (var i = first; i < first + count; i++)
        {
            var name = Unquote(names.GetString(i));
            var column = columns.FirstOrDefault(c => c.Name == name && !c.Type.IsComposite());
            if (column.Name == name)
            {
                var nulls = Value(Fact(facts, i, "null_count"), ColumnType.Int64);
                read.Add(new(name, Bound(facts, i, "min", column.Type), Bound(facts, i, "max", column.Type), nulls.IsNull ? null : nulls.Bits));
            }
        }

        return read;
    }

    private static FeatureValue Bound(DuckDbVector facts, int column, string which, ColumnType type) =>
        type is ColumnType.Int32 or ColumnType.Int64 or ColumnType.Timestamp ? Value(Fact(facts, column, which), type) : FeatureValue.Null;

    private static string? Fact(DuckDbVector facts, int column, string wanted)
    {
        var (first, count) = facts.ListEntry(column);
        var names = facts.Child.Field(0);
        var values = facts.Child.Field(1);
        for (var i = first; i < first + count; i++)
        {
            if (names.GetString(i) == wanted && values.IsValid(i))
            {
                return values.GetString(i);
            }
        }

        return null;
    }

    private static FeatureValue Value(string? text, ColumnType type) => type switch
    {
        ColumnType.Timestamp => Instant.TryParse(text, out var instant) ? FeatureValue.From(instant) : FeatureValue.Null,
        ColumnType.Int32 => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? FeatureValue.From(number) : FeatureValue.Null,
        _ => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? FeatureValue.From(number) : FeatureValue.Null,
    };

    private static string Unquote(string name) => name is ['"', .., '"'] ? name[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : name;
}
