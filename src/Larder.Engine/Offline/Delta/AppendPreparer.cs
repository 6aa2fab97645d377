using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>Checks the files of an append against the table and the disk, hashes and flushes those that their writer has not.</summary>
internal static class AppendPreparer
{
    public static void CheckTransaction(string table, DeltaChange change)
    {
        if (change.Transaction is { } transaction && (string.IsNullOrWhiteSpace(transaction.AppId) || !Texts.IsWellFormed(transaction.AppId) || transaction.Version < 0))
        {
            throw new InvalidInputException(
                $"The {change.Noun} to the Delta table '{table}' has no usable transaction: application '{transaction.AppId}', version {transaction.Version}. "
                + "Give a non-empty application id and a version from 0.");
        }

        if (change.UserMetadata is { } metadata && !Texts.IsWellFormed(metadata))
        {
            throw new InvalidInputException($"The user metadata of the {change.Noun} to the Delta table '{table}' is not valid Unicode. Repair the text.");
        }
    }

    public static IReadOnlyList<DeltaFile> Prepare(string table, DeltaSnapshot snapshot, IReadOnlyList<DeltaNewFile> files, Instant now)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        var prepared = new List<DeltaFile>(files.Count);
        foreach (var file in files)
        {
            var problem = !Texts.IsWellFormed(file.Path) ? "is not valid Unicode"
                : DeltaPath.Problem(file.Path)
                ?? (paths.Add(file.Path) ? null : "is given twice")
                ?? (file.Rows < 0 ? "has a negative number of rows" : null);
            if (problem is not null)
            {
                throw new InvalidInputException($"File '{file.Path}' of the append to the Delta table '{table}' {problem}. Correct the append.");
            }

            var values = PartitionValues.Check(table, snapshot, file);
            var stats = StatsWriter.Write(table, snapshot, file);
            var (size, hash) = file.Seal?.Confirm(table, file.Path) ?? FileSeal.Put(table, file.Path);
            prepared.Add(new(file.Path, values, size, file.Rows, stats, now, snapshot.Version + 1) { Tags = FileTags.ToAdd(file.Tags.Select(tag => KeyValuePair.Create(tag.Key, (string?)tag.Value)), hash) });
        }

        return prepared;
    }

    public static void RequireNew(DeltaSnapshot snapshot, string table, IReadOnlyList<DeltaFile> files)
    {
        if (files.Count == 0)
        {
            return;
        }

        var present = snapshot.Files.ToDictionary(file => file.Path, file => file.AddedIn, StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (present.TryGetValue(file.Path, out var version))
            {
                throw new ConflictException(
                    $"File '{file.Path}' of the append to the Delta table '{table}' already belongs to it since version {version}. "
                    + "Write the rows to a file with a new name, or repeat the earlier append with its own transaction.");
            }
        }
    }
}
