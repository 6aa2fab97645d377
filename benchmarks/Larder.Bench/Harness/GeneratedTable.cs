using Larder.DuckDb;
using Larder.Offline;
using Larder.Offline.Delta;
using Larder.Types;

namespace Larder.Bench.Harness;

/// <summary>Writes the result of a query as an offline table: partitioned Parquet files and a Delta log, as an ingest leaves them.</summary>
internal static class GeneratedTable
{
    /// <summary>Does nothing when the table is complete.</summary>
    /// <param name="folder">The table's folder.</param>
    /// <param name="source">The source whose events the query makes.</param>
    /// <param name="select">A query that gives <c>_event_time</c>, <c>_known_at</c>, <c>_sequence</c> and the source's columns.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public static async Task EnsureAsync(string folder, SourceDefinition source, string select, CancellationToken cancellationToken)
    {
        var table = DeltaTable.At(folder);
        if (await table.ReadAsync(ct: cancellationToken) is { Files.Count: > 0 })
        {
            return;
        }

        Console.Error.WriteLine($"writing {folder} …");
        var columns = EventFiles.ColumnsOf(source);
        await table.CreateAsync(EventFiles.SchemaOf(source), ["event_date"], cancellationToken);
        await table.AppendAsync(new DeltaAppend("bench", 1, Write(folder, columns, select, cancellationToken)), cancellationToken);
    }

    /// <summary>The data files of a table.</summary>
    public static async Task<IReadOnlyList<string>> FilesAsync(string folder, CancellationToken cancellationToken) =>
        [.. (await DeltaTable.At(folder).ReadAsync(ct: cancellationToken))!.Files.Select(f => Path.Combine(folder, f.Path))];

    private static IReadOnlyList<DeltaNewFile> Write(string folder, IReadOnlyList<(string Name, ColumnType Type)> columns, string select, CancellationToken cancellationToken)
    {
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        var ordered = $"SELECT {string.Join(", ", columns.Select(c => Identifiers.Quote(c.Name)))}, _event_time::DATE AS event_date FROM ({select}) ORDER BY event_date, _sequence";
        var files = ParquetWriter.WritePartitioned(connection, ordered, folder, columns, "part-bench", cancellationToken);
        return [.. files.Select(f => f.ToNewFile() with { Tags = RowOrder.Of(connection, Path.Combine(folder, f.Path), cancellationToken).ToTags() })];
    }
}
