using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>
/// A spine in a Parquet or CSV file. A Parquet file in row groups as the engine cuts its own tables is read where it lies, on all threads, once for the join and once more
/// when the training set is written. Any other becomes a table, which is filled on one thread: else its cut, and with it that of the training set, would depend on the timing.
/// </summary>
internal sealed class SpineFile
{
    private const string RowNumber = "file_row_number";

    private readonly (long Length, DateTime Written) _stamp;

    private SpineFile(string path)
    {
        Path = path;
        _stamp = StampOf(path);
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>Takes the spine from a file that has the join keys and the time column.</summary>
    /// <returns>The file, where it is read where it lies; null where the engine has all of it.</returns>
    /// <exception cref="NotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidInputException">It cannot be read.</exception>
    public static SpineFile? Import(DuckDbConnection connection, JoinKeys keys, string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new NotFoundException($"The spine {path} does not exist; give a Parquet or CSV file with the join key and {SpineTable.TimeColumn}.");
        }

        try
        {
            var literal = Identifiers.Literal(System.IO.Path.GetFullPath(path));
            var isParquet = path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);
            var from = isParquet ? $"read_parquet({literal})" : $"read_csv({literal}{Texts(connection, keys, literal)})";
            var file = new SpineFile(path);
            using var described = connection.Query($"SELECT * FROM {from} LIMIT 0", cancellationToken);
            string[] columns = [.. described.Columns.Select(c => c.Name)];
            if (isParquet && IsNumbered(path, columns) && IsCutAsTable(connection, literal, cancellationToken))
            {
                SpineTable.View(connection, $"read_parquet({literal}, {RowNumber} = true)", RowNumber, columns);
                return file;
            }

            var threads = connection.QueryScalar<long>("SELECT current_setting('threads')", cancellationToken);
            connection.Execute("SET threads = 1", cancellationToken);
            SpineTable.Copy(connection, from, columns, cancellationToken);
            connection.Execute($"SET threads = {threads}", cancellationToken);
            return null;
        }
        catch (DuckDbException failed) when (failed.Kind is not DuckDbErrorKind.OutOfMemory)
        {
            throw EngineErrors.OfSpine(path, failed);
        }
    }

    /// <summary>Fails where the file is not the one any more that was looked at first.</summary>
    /// <exception cref="ConflictException">It was written to, or replaced.</exception>
    public void EnsureUnchanged()
    {
        if (StampOf(Path) != _stamp)
        {
            throw new ConflictException($"The spine {Path} was written to while it was read; nothing was changed. Run the step again once the file is complete.");
        }
    }

    private static (long Length, DateTime Written) StampOf(string path) => new FileInfo(path) is { Exists: true } file ? (file.Length, file.LastWriteTimeUtc) : (-1, default);

    /// <summary>Whether rows are told by their number in the file: not where the path is a pattern to the engine, nor where a column has that name.</summary>
    private static bool IsNumbered(string path, string[] columns) =>
        path.AsSpan().IndexOfAny("*?[") < 0 && !columns.Contains(RowNumber, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether each row group but the last is as long as those of the engine's tables.</summary>
    private static bool IsCutAsTable(DuckDbConnection connection, string literal, CancellationToken cancellationToken) => connection.QueryScalar<bool>(
        "SELECT count(*) > 0 AND bool_and(rows = 122880 OR (rows < 122880 AND id = last)) FROM "
            + $"(SELECT row_group_num_rows AS rows, row_group_id AS id, max(row_group_id) OVER () AS last FROM parquet_metadata({literal}))",
        cancellationToken);

    /// <summary>A text key that looks like a number must not become one: 007 is not 7.</summary>
    private static string Texts(DuckDbConnection connection, JoinKeys keys, string file)
    {
        using var header = connection.Query($"SELECT * FROM read_csv({file}) LIMIT 0");
        string[] texts =
        [
            .. header.Columns
                .Where(c => keys.Columns.Any(k => k.Type == ColumnType.String && string.Equals(k.Name, c.Name, StringComparison.OrdinalIgnoreCase)))
                .Select(c => $"{Identifiers.Literal(c.Name)}: 'VARCHAR'"),
        ];
        return texts.Length == 0 ? string.Empty : $", types = {{{string.Join(", ", texts)}}}";
    }
}
