using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline.Delta;
using Larder.Types;

namespace Larder.Offline;

/// <summary>Writes query results as Parquet files.</summary>
internal static class ParquetWriter
{
    /// <summary>No dictionaries: they hold equal numbers once, and -0 equals 0, so that values would lose bits.</summary>
    private const string KeepBits = "DICTIONARY_SIZE_LIMIT 0";

    /// <summary>
    /// How data files of tables are written. With the encodings of Parquet 2 times and sequences would take a third of the bytes and half of the time; but Spark of 2025 reads numbers with
    /// fractions so encoded only with its vectorized reader off.
    /// </summary>
    public const string TableFormat = "FORMAT parquet, COMPRESSION zstd";

    /// <summary>Writes into <c>folder/event_date=…/</c>, one or more files a day, and returns them with paths relative to the folder.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="select">A query whose last column is <c>event_date</c>.</param>
    /// <param name="folder">The table's folder.</param>
    /// <param name="columns">The columns with their types.</param>
    /// <param name="prefix">File name prefix, unique to the commit: repeated after a crash it overwrites its own leavings.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public static IReadOnlyList<WrittenFile> WritePartitioned(DuckDbConnection connection, string select, string folder, IReadOnlyList<(string Name, ColumnType Type)> columns, string prefix, CancellationToken cancellationToken)
    {
        var copy = $"COPY ({select}) TO {Identifiers.Literal(folder)} ({TableFormat}, PARTITION_BY ({EventFiles.DayColumn}), "
            + $"OVERWRITE_OR_IGNORE true, FILENAME_PATTERN {Identifiers.Literal(prefix + "-{i}")}, RETURN_STATS true)";
        return [.. Copy(connection, copy, folder, columns, cancellationToken).OrderBy(f => f.Path, StringComparer.Ordinal)];
    }

    /// <summary>Writes one file of one day.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="select">A query for its rows.</param>
    /// <param name="folder">The table's folder.</param>
    /// <param name="path">Where the file goes, relative to that; its folder exists.</param>
    /// <param name="columns">The columns with their types.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public static WrittenFile WriteDay(DuckDbConnection connection, string select, string folder, string path, IReadOnlyList<(string Name, ColumnType Type)> columns, CancellationToken cancellationToken) =>
        Copy(connection, $"COPY ({select}) TO {Identifiers.Literal(Path.Combine(folder, path))} ({TableFormat}, USE_TMP_FILE false, RETURN_STATS true)", folder, columns, cancellationToken)[0];

    /// <summary>Writes one file; the caller publishes or deletes it.</summary>
    public static void WriteFile(DuckDbConnection connection, string select, string path, CancellationToken cancellationToken)
    {
        try
        {
            connection.Execute($"COPY ({select}) TO {Identifiers.Literal(path)} (FORMAT parquet, COMPRESSION snappy, {KeepBits})", cancellationToken);
        }
        catch (Exception failed) when (EngineErrors.IsOfState(failed))
        {
            File.Delete(path);
            throw EngineErrors.OfState(path, failed);
        }
    }

    /// <summary>Puts a file of the same disk at its place, whole or not at all.</summary>
    public static void Publish(string temporary, string path)
    {
        try
        {
            Workspace.CreateFolder(Path.GetDirectoryName(path)!);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception failed) when (EngineErrors.IsOfState(failed))
        {
            throw EngineErrors.OfState(path, failed);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static List<WrittenFile> Copy(DuckDbConnection connection, string copy, string folder, IReadOnlyList<(string Name, ColumnType Type)> columns, CancellationToken cancellationToken)
    {
        try
        {
            var files = new List<WrittenFile>();
            using var result = connection.Query(copy, cancellationToken);
            for (var chunk = result.Read(cancellationToken); chunk is not null; chunk = result.Read(cancellationToken))
            {
                for (var row = 0; row < chunk.RowCount; row++)
                {
                    var path = Path.GetRelativePath(folder, chunk[0].GetString(row));
                    var date = Path.GetFileName(Path.GetDirectoryName(path))![(EventFiles.DayColumn.Length + 1)..];
                    files.Add(new WrittenFile(path, date, Unsigned(chunk[1], row), Unsigned(chunk[2], row), WrittenStats.Read(chunk[4], row, columns)));
                }
            }

            return files;
        }
        catch (DuckDbException failed)
        {
            throw EngineErrors.OfState(folder, failed);
        }
    }

    private static long Unsigned(DuckDbVector vector, int row) => Convert.ToInt64(vector.GetValue(row), System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A data file written.</summary>
/// <param name="Path">Relative to the table's folder.</param>
/// <param name="EventDate">The partition, <c>yyyy-MM-dd</c>.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Columns">Bounds of its columns.</param>
internal sealed record WrittenFile(string Path, string EventDate, long Rows, long Size, IReadOnlyList<DeltaColumnStats> Columns)
{
    /// <summary>The file as an append adds it.</summary>
    public DeltaNewFile ToNewFile() => new(Path, Rows)
    {
        PartitionValues = new Dictionary<string, string?>(StringComparer.Ordinal) { [EventFiles.DayColumn] = EventDate },
        Columns = Columns,
    };
}
