using System.Globalization;
using Larder.DuckDb;

namespace Larder.Support;

/// <summary>Questions to a fresh engine; answers as text in which floating-point numbers are their bits.</summary>
internal static class Sql
{
    /// <summary>Every row as a line of cells between bars.</summary>
    public static IReadOnlyList<string> Lines(string sql) => [.. Rows(sql).Select(row => string.Join(" | ", row.Values))];

    public static string Single(string sql) => Lines(sql).ShouldHaveSingleItem();

    /// <summary>Every row as its cells by column name.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Rows(string sql)
    {
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        using var result = connection.Query(sql, TestContext.Current.CancellationToken);
        var rows = new List<IReadOnlyDictionary<string, string>>();
        while (true)
        {
            using var chunk = result.Read(TestContext.Current.CancellationToken);
            if (chunk is null)
            {
                return rows;
            }

            for (var row = 0; row < chunk.RowCount; row++)
            {
                var cells = new Dictionary<string, string>(StringComparer.Ordinal);
                for (var column = 0; column < chunk.ColumnCount; column++)
                {
                    cells.Add(result.Columns[column].Name, Cell(chunk[column].GetValue(row)));
                }

                rows.Add(cells);
            }
        }
    }

    /// <summary>Runs statements for their effect, for example a COPY.</summary>
    public static void Execute(string sql)
    {
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        connection.Execute(sql, TestContext.Current.CancellationToken);
    }

    /// <summary>A value as text, so that equal texts are equal bits.</summary>
    public static string Cell(object? value) => value switch
    {
        null => "null",
        double d => $"{d.ToString("R", CultureInfo.InvariantCulture)}#{BitConverter.DoubleToInt64Bits(d):x16}",
        float f => $"{f.ToString("R", CultureInfo.InvariantCulture)}#{BitConverter.SingleToInt32Bits(f):x8}",
        DateTime t => t.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        object?[] list => $"[{string.Join(", ", list.Select(Cell))}]",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
