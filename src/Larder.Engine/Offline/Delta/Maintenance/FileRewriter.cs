using System.Security.Cryptography;
using System.Text;
using Larder.DuckDb;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>
/// Writes the rows of several files into one, in their order and to the last bit. The new file's name is made of theirs and given to it when it is complete, so that a compaction
/// that was killed and one that runs beside another find the same file.
/// </summary>
internal sealed class FileRewriter(string table, DeltaSnapshot snapshot, DuckDbConnection connection)
{
    private readonly (string Name, ColumnType Type)[] _columns = [.. snapshot.Schema.Fields
        .Select(field => (field.Name, Type: Enum.GetValues<ColumnType>().Where(type => DeltaType.Of(type) == field.Type).Cast<ColumnType?>().FirstOrDefault()))
        .Where(column => column.Type is not null && !snapshot.PartitionColumns.Contains(column.Name, StringComparer.Ordinal)).Select(column => (column.Name, column.Type!.Value))];

    /// <summary>Whether a dictionary would change rows: it holds equal numbers once, and -0 equals 0.</summary>
    private readonly bool _hasFractions = snapshot.Schema.Fields.Any(field => field.Type.Name.Contains("float", StringComparison.Ordinal) || field.Type.Name.Contains("double", StringComparison.Ordinal));

    /// <summary>Writes one file.</summary>
    /// <returns>The file, on disk under its name and flushed.</returns>
    public DeltaNewFile Write(IReadOnlyList<DeltaFile> files, CancellationToken ct)
    {
        var folder = Path.GetDirectoryName(files[0].Path)!;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', files.Select(file => file.Path))));
        var name = $"compact-{Convert.ToHexStringLower(hash)[..16]}.parquet";
        using var pending = PendingFile.Reserve(Path.Join(table, folder));
        var (rows, columns) = Copy(files, pending.TempPath, ct);
        if (files.Sum(file => file.Rows) is { } expected && files.All(file => file.Rows is not null) && expected != rows)
        {
            throw new InvalidInputException(
                $"The files of the Delta table '{table}' to be compacted have {rows} rows and not the {expected} that the log says, beginning with '{files[0].Path}'. Nothing was committed; restore them from a backup.");
        }

        pending.Flush();
        pending.TryPublish(name);
        return new(folder.Length == 0 ? name : $"{folder.Replace('\\', '/')}/{name}", rows) { PartitionValues = files[0].PartitionValues, Columns = columns };
    }

    private (long Rows, IReadOnlyList<DeltaColumnStats> Columns) Copy(IReadOnlyList<DeltaFile> files, string path, CancellationToken ct)
    {
        var from = string.Join(", ", files.Select(file => Identifiers.Literal(Path.Join(table, file.Path))));
        using var result = connection.Query(
            $"COPY (SELECT * FROM read_parquet([{from}], union_by_name = true, hive_partitioning = false)) TO {Identifiers.Literal(path)} "
            + $"(FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false, RETURN_STATS true{(_hasFractions ? ", DICTIONARY_SIZE_LIMIT 0" : "")})",
            ct);
        var written = result.Read(ct)!;
        return (Convert.ToInt64(written[1].GetValue(0), System.Globalization.CultureInfo.InvariantCulture), WrittenStats.Read(written[4], 0, _columns));
    }
}
