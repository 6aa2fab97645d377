namespace Larder.DuckDb.Tests.Support;

internal static class Rows
{
    /// <summary>All rows as objects; for small results.</summary>
    public static List<object?[]> ReadAll(this DuckDbConnection connection, string sql)
    {
        using var result = connection.Query(sql);

        return result.ReadAll();
    }

    public static List<object?[]> ReadAll(this DuckDbResult result)
    {
        var rows = new List<object?[]>();

        while (result.Read() is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                var values = new object?[chunk.ColumnCount];

                for (var column = 0; column < values.Length; column++)
                {
                    values[column] = chunk[column].GetValue(row);
                }

                rows.Add(values);
            }
        }

        return rows;
    }
}
