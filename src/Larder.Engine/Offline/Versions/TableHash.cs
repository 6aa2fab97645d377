using System.Text;
using Larder.Catalog;
using Larder.Offline.Delta;

namespace Larder.Offline.Versions;

/// <summary>
/// The content hash of a table's version: SHA-256 of lines of text, first <c>larder table 1</c>, the schema as the log spells it and the partition columns, then for each file its SHA-256 and partition
/// values, in ordinal order. The form is shown to users and must not change.
/// </summary>
internal static class TableHash
{
    /// <summary>The hash; null where the hash of a file is not known.</summary>
    public static string? Of(DeltaSnapshot snapshot, Func<DeltaFile, string?> hashOf)
    {
        var files = snapshot.Files.Select(file => (Hash: hashOf(file), File: file)).ToArray();
        return files.Any(file => file.Hash is null) ? null : CanonicalJson.HashOf(Encoding.UTF8.GetBytes(string.Join('\n',
        [
            "larder table 1",
            snapshot.Schema.Json,
            CommitWriter.Array(snapshot.PartitionColumns),
            .. files.Select(file => $"{file.Hash} {CommitWriter.Array(snapshot.PartitionColumns.Select(column => file.File.PartitionValues[column] ?? string.Empty))}").Order(StringComparer.Ordinal),
        ])));
    }
}
