using System.Security.Cryptography;
using System.Text;
using Larder.DuckDb;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>
/// Writes the rows of several files into one, in their order and to the last bit. The new file's name is made of theirs and given to it when it is complete, so that a compaction
/// that was killed and one that runs beside another find the same file. Texts have bounds only where all of the old files have them.
/// </summary>
/// <param name="table">The table's folder.</param>
/// <param name="snapshot">The version that the new files belong to, with its columns.</param>
/// <param name="connection">The engine.</param>
/// <param name="form">The rows in another form than they have; null for as they are.</param>
internal sealed class FileRewriter(string table, DeltaSnapshot snapshot, DuckDbConnection connection, RewriteForm? form = null)
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
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', files.Select(file => file.Path).Concat(form is null ? [] : [form.Salt]))));
        var name = $"{form?.Prefix ?? "compact"}-{Convert.ToHexStringLower(hash)[..16]}.parquet";
        using var pending = PendingFile.Reserve(Path.Join(table, folder));
        var (rows, columns) = Copy(files, pending.TempPath, ct);
        if (files.Sum(file => file.Rows) - (form?.LeftOut ?? 0) is { } expected && files.All(file => file.Rows is not null) && expected != rows)
        {
            throw new InvalidInputException(
                $"The files of the Delta table '{table}' to be written anew give {rows} rows and not the {expected} that the log says, beginning with '{files[0].Path}'. Nothing was committed; restore them from a backup.");
        }

        pending.Flush();
        pending.TryPublish(name);
        return new(folder.Length == 0 ? name : $"{folder.Replace('\\', '/')}/{name}", rows) { PartitionValues = files[0].PartitionValues, Columns = columns };
    }

    private (long Rows, IReadOnlyList<DeltaColumnStats> Columns) Copy(IReadOnlyList<DeltaFile> files, string path, CancellationToken ct)
    {
        var from = string.Join(", ", files.Select(file => Identifiers.Literal(Path.Join(table, file.Path))));
        var rows = $"read_parquet([{from}], union_by_name = true, hive_partitioning = false{(form?.LeftOut > 0 ? ", file_row_number = true" : "")})";
        using var result = connection.Query(
            $"COPY ({form?.Select(rows) ?? $"SELECT * FROM {rows}"}) TO {Identifiers.Literal(path)} "
            + $"({ParquetWriter.TableFormat}, USE_TMP_FILE false, RETURN_STATS true{(_hasFractions ? ", DICTIONARY_SIZE_LIMIT 0" : "")})",
            ct);
        var written = result.Read(ct)!;
        return (
            Convert.ToInt64(written[1].GetValue(0), System.Globalization.CultureInfo.InvariantCulture),
            new ExactBounds(_columns, TextsOf(files)).Complete(WrittenStats.Read(written[4], 0, _columns), connection, path, ct));
    }

    private HashSet<string> TextsOf(IReadOnlyList<DeltaFile> files) =>
    [
        .. _columns.Where(c => c.Type == ColumnType.String && files.All(file => file.BoundsOf(c.Name, DeltaType.String) is { IsAllNull: true } or { Min.IsNull: false })).Select(c => c.Name),
    ];
}

/// <summary>Another form of rows.</summary>
/// <param name="Prefix">Prefix of the new files' names.</param>
/// <param name="Salt">What the form depends on, so that files of another form have other names.</param>
/// <param name="Select">A query for the rows in the new form, out of what follows FROM.</param>
/// <param name="LeftOut">How many rows it leaves out, told by the column <c>file_row_number</c> that there is then.</param>
internal sealed record RewriteForm(string Prefix, string Salt, Func<string, string> Select, long LeftOut = 0);
