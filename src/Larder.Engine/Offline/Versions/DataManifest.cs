using Larder.Offline.Maintenance;
using Larder.Storage;
using Larder.Types;

namespace Larder.Offline.Versions;

/// <summary>What a data version consists of.</summary>
public abstract record DataManifest
{
    /// <summary><c>order_lines@3</c>, or the version of a training set.</summary>
    public required string Reference { get; init; }

    /// <summary>When it was made; null where its writer did not say.</summary>
    public required Instant? Time { get; init; }

    /// <summary>Rows in all files; null where the writer of one did not say.</summary>
    public required long? Rows { get; init; }

    /// <summary>
    /// SHA-256, lower-case hex. Of a training set, of its file. Of a table's version, of its columns and of the hashes and partitions of its files, whatever their order and names: a compaction, which
    /// writes the same rows into other files, gives another one.
    /// </summary>
    public required string ContentHash { get; init; }

    /// <summary>The columns in order.</summary>
    public required IReadOnlyList<DataColumn> Columns { get; init; }

    /// <summary>The files in the order of their rows.</summary>
    public required IReadOnlyList<ManifestFile> Files { get; init; }
}

/// <summary>A version of an offline table.</summary>
/// <param name="Table">The table and its version.</param>
public sealed record TableManifest(TableVersion Table) : DataManifest
{
    /// <summary>The commit; null where only a checkpoint is left of it.</summary>
    public required TableVersionEntry? Commit { get; init; }

    /// <summary>The version it was made of, which is the one before; null for the first.</summary>
    public TableVersion? Parent => Table.Version > 0 ? Table with { Version = Table.Version - 1 } : null;
}

/// <summary>A training set.</summary>
/// <param name="Record">What it was made of.</param>
public sealed record TrainingSetManifest(DatasetRecord Record) : DataManifest;

/// <summary>A column of a data version.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type as Delta spells it (<c>long</c>); of training sets, as the engine does (<c>bigint</c>).</param>
/// <param name="IsPartition">Whether its values name the folders of the files and are not in them.</param>
public sealed record DataColumn(string Name, string Type, bool IsPartition);

/// <summary>A file of a data version.</summary>
/// <param name="Path">Relative to the version's folder, with <c>/</c> between folders.</param>
/// <param name="Rows">Rows in it; null where its writer did not say.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="ContentHash">SHA-256 of its bytes, lower-case hex.</param>
public sealed record ManifestFile(string Path, long? Rows, long Bytes, string ContentHash);
