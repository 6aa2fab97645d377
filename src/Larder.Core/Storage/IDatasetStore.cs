using Larder.Types;

namespace Larder.Storage;

/// <summary>The records from which training sets can be rebuilt, byte for byte.</summary>
public interface IDatasetStore
{
    /// <summary>Keeps a record; writing the same dataset version again changes nothing.</summary>
    Task PutAsync(DatasetRecord dataset, CancellationToken cancellationToken = default);

    /// <summary>One record; null when there is none.</summary>
    Task<DatasetRecord?> GetAsync(string datasetVersion, CancellationToken cancellationToken = default);

    /// <summary>All records, newest first.</summary>
    Task<IReadOnlyList<DatasetRecord>> ListAsync(CancellationToken cancellationToken = default);
}

/// <summary>What a training set was made from. The first seven facts hash to <paramref name="DatasetVersion"/>.</summary>
/// <param name="DatasetVersion">SHA-256 over the facts, lower-case hex.</param>
/// <param name="Service">Feature service and version, <c>repurchase@1</c>.</param>
/// <param name="Views">Its views with versions, ordered by name.</param>
/// <param name="Tables">Offline tables with the versions read, ordered by name.</param>
/// <param name="SpineHash">SHA-256 of the spine's rows.</param>
/// <param name="AsOf">Nothing known after this instant was used.</param>
/// <param name="CodeVersion">Version of Larder and of the feature repository's assembly.</param>
/// <param name="Rows">Rows, one per spine row.</param>
/// <param name="Path">Where the Parquet file lies, relative to the state folder.</param>
/// <param name="ContentHash">SHA-256 of that file.</param>
/// <param name="CreatedAt">When it was built first.</param>
/// <param name="Spine">
/// Where the spine comes from: a spine of the repository with its version (<c>weekly_buyers@1</c>; without one if it was not applied), or the full path
/// of a file. Null in records of before it was kept. What the spine is, says its hash.
/// </param>
public sealed record DatasetRecord(
    string DatasetVersion,
    string Service,
    IReadOnlyList<string> Views,
    IReadOnlyList<string> Tables,
    string SpineHash,
    Instant AsOf,
    string CodeVersion,
    long Rows,
    string Path,
    string ContentHash,
    Instant CreatedAt,
    string? Spine = null);
