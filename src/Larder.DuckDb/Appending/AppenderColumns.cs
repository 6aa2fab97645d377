using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>Finds names and types of the columns an appender expects.</summary>
internal static class AppenderColumns
{
    internal static DuckDbColumn[] Read(
        ConnectionHandle connection, AppenderHandle appender, string? schema, string table, string tableName)
    {
        var types = new DuckDbType[NativeMethods.AppenderColumnCount(appender)];

        for (var i = 0; i < types.Length; i++)
        {
            types[i] = LogicalTypeReader.Consume(NativeMethods.AppenderColumnType(appender, (ulong)i));
        }

        var names = ReadNames(connection, schema, table);
        var columns = new DuckDbColumn[types.Length];

        for (var i = 0; i < columns.Length; i++)
        {
            // Generated columns are described but not appended to: their presence leaves only positions to go by.
            columns[i] = new DuckDbColumn(names.Length == types.Length ? names[i] : $"#{i + 1}", types[i]);

            if (!types[i].IsWritable)
            {
                throw new NotSupportedException(
                    $"Column {Identifiers.Quote(columns[i].Name)} of table {tableName} is of type {types[i]}, which cannot be appended. "
                    + "Append to a table with a VARCHAR column there and move the rows with INSERT INTO … SELECT and a CAST.");
            }
        }

        return columns;
    }

    private static string[] ReadNames(ConnectionHandle connection, string? schema, string table)
    {
        var state = NativeMethods.TableDescriptionCreate(connection, catalog: null, schema, table, out var description);
        description.Attach();

        using (description)
        {
            if (state is not NativeState.Success)
            {
                return [];
            }

            var names = new string[NativeMethods.TableDescriptionColumnCount(description)];

            for (var i = 0; i < names.Length; i++)
            {
                names[i] = NativeMethods.TableDescriptionColumnName(description, (ulong)i) ?? "";
            }

            return names;
        }
    }
}
