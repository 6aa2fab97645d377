using Larder.DuckDb;
using Larder.Engine;
using Larder.Types;

namespace Larder.Quality;

/// <summary>Rows of values, for memory and for the engine.</summary>
internal static class EngineRows
{
    /// <summary>The rows in batches of a few.</summary>
    public static IEnumerable<EventBatch> Batches(EventSchema schema, IEnumerable<FeatureValue[]> rows)
    {
        foreach (var some in rows.Chunk(7))
        {
            var batch = new EventBatch(schema, some.Length) { Count = some.Length };
            foreach (var (row, values) in some.Index())
            {
                foreach (var (column, value) in values.Index())
                {
                    batch.Columns[column].Set(row, value);
                }
            }

            yield return batch;
        }
    }

    /// <summary>The rows of the table that <see cref="Fill"/> makes.</summary>
    public static CheckRelation Relation(EventSchema schema, string table = "rows") => new($"SELECT * FROM {table}", schema, failed => new InvalidOperationException(failed.Message, failed));

    /// <summary>Makes a table of the rows, numbered from 1.</summary>
    public static void Fill(DuckDbConnection connection, EventSchema schema, IReadOnlyList<FeatureValue[]> rows, string table = "rows")
    {
        var columns = string.Join(", ", schema.Columns.Select(c => $"{Identifiers.Quote(c.Name)} {SqlTypes.NameOf(c.Type)}"));
        connection.Execute($"CREATE TABLE {table} (_sequence BIGINT, {columns})");
        using var appender = connection.Append(table);
        foreach (var (number, values) in rows.Index())
        {
            var chunk = appender.Chunk;
            chunk.RowCount = 1;
            chunk[0].Values<long>()[0] = number + 1;
            foreach (var (column, value) in values.Index())
            {
                SqlTypes.Write(chunk[column + 1], 0, value);
            }

            appender.AppendChunk();
        }

        appender.Close();
    }
}
