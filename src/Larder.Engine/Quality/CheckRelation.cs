using Larder.DuckDb;
using Larder.Types;

namespace Larder.Quality;

/// <summary>Rows that the engine can select, to be checked.</summary>
/// <param name="Sql">A query with the columns of <paramref name="Schema"/> by their names and types, and <c>_sequence</c>, each row's number.</param>
/// <param name="Schema">The event type.</param>
/// <param name="Unreadable">Says what the engine's error means.</param>
internal sealed record CheckRelation(string Sql, EventSchema Schema, Func<DuckDbException, Exception> Unreadable)
{
    /// <summary>The column of the rows' numbers.</summary>
    public const string Number = "_sequence";

    /// <summary>A column as SQL.</summary>
    public string Name(int column) => Identifiers.Quote(Schema.Columns[column].Name);

    /// <summary>Asks the engine, and reads all rows of its answer.</summary>
    public List<T> Ask<T>(DuckDbConnection connection, string sql, Func<DuckDbChunk, int, T> read, CancellationToken cancellationToken)
    {
        try
        {
            var rows = new List<T>();
            using var result = connection.Query(sql, cancellationToken);
            while (true)
            {
                using var chunk = result.Read(cancellationToken);
                if (chunk is null)
                {
                    return rows;
                }

                for (var row = 0; row < chunk.RowCount; row++)
                {
                    rows.Add(read(chunk, row));
                }
            }
        }
        catch (DuckDbException failed)
        {
            throw Unreadable(failed);
        }
    }
}
