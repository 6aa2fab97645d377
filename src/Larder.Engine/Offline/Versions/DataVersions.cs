using Larder.Engine;
using Larder.Errors;

namespace Larder.Offline.Versions;

/// <summary>
/// The versions of a workspace's data: what every ingest, derivation and maintenance has made of tables, saved datasets and training sets. A version is named as <see cref="DataReference"/> says; of a training set
/// the beginning of its version is enough.
/// </summary>
/// <threadsafety>Safe for use by several threads and processes, also beside writers.</threadsafety>
public sealed class DataVersions
{
    private readonly Workspace _workspace;
    private readonly VersionFinder _finder;

    /// <summary>Over a workspace's tables and training sets.</summary>
    public DataVersions(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        (_workspace, _finder) = (workspace, new VersionFinder(workspace));
    }

    /// <summary>Lists versions, newest first. No data file is read.</summary>
    /// <param name="name">A table, saved dataset or training set; null for all.</param>
    /// <param name="atMost">How many are listed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="NotFoundException">Nothing has that name.</exception>
    public Task<DataLog> LogAsync(string? name = null, int atMost = int.MaxValue, CancellationToken cancellationToken = default) =>
        new VersionLog(_workspace).ReadAsync(name, atMost, cancellationToken);

    /// <summary>What a version consists of, and the statistics of its columns, for which all rows are read.</summary>
    /// <param name="reference">The version.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    /// <exception cref="NotFoundException">There is no such version, or files of it were vacuumed.</exception>
    /// <exception cref="InvalidInputException">The reference cannot be read, or is ambiguous.</exception>
    public async Task<(DataManifest Manifest, IReadOnlyList<ColumnProfile> Profiles)> ShowAsync(string reference, CancellationToken cancellationToken = default)
    {
        var version = await _finder.OpenAsync(reference, cancellationToken).ConfigureAwait(false);
        using var engine = _workspace.OpenEngine();
        using var connection = engine.Connect();
        return (version.Manifest, ColumnProfiler.Run(connection, version, cancellationToken));
    }

    /// <summary>What differs between two versions of tables, or two training sets.</summary>
    /// <param name="from">The version compared with.</param>
    /// <param name="to">The version compared.</param>
    /// <param name="examples">How many rows that came, and how many that went, to list.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    /// <exception cref="NotFoundException">There is no such version, or files of it were vacuumed.</exception>
    /// <exception cref="InvalidInputException">A reference cannot be read or is ambiguous; or the two are of different kinds, or have no column in common.</exception>
    public async Task<DataDiff> DiffAsync(string from, string to, int examples = 0, CancellationToken cancellationToken = default)
    {
        var before = await _finder.OpenAsync(from, cancellationToken).ConfigureAwait(false);
        var after = await _finder.OpenAsync(to, cancellationToken).ConfigureAwait(false);
        if (before.Manifest.GetType() != after.Manifest.GetType())
        {
            throw VersionErrors.OtherKinds(before.Manifest, after.Manifest);
        }

        using var engine = _workspace.OpenEngine();
        using var connection = engine.Connect();
        var rows = new RowDiff(connection, before, after);
        if (rows.Columns.Count == 0)
        {
            throw VersionErrors.NothingShared(before.Manifest, after.Manifest);
        }

        var (added, removed, changed) = rows.Run(examples, cancellationToken);
        return new DataDiff
        {
            From = before.Manifest,
            To = after.Manifest,
            Columns = [.. Changes(before.Manifest, after.Manifest)],
            ComparedColumns = rows.Columns,
            Added = added,
            Removed = removed,
            SharedFiles = rows.SharedFiles,
            Examples = changed,
            FromProfiles = ColumnProfiler.Run(connection, before, cancellationToken),
            ToProfiles = ColumnProfiler.Run(connection, after, cancellationToken),
        };
    }

    /// <summary>
    /// Copies the files of a version, byte for byte, into a new folder: of a table's version a Delta table of one commit, of a training set its Parquet file. Hashes are compared on the way; the folder
    /// is there whole or not at all.
    /// </summary>
    /// <param name="reference">The version.</param>
    /// <param name="folder">The folder, which must not exist.</param>
    /// <param name="cancellationToken">Stops it; nothing is left then.</param>
    /// <exception cref="NotFoundException">There is no such version, or files of it were vacuumed.</exception>
    /// <exception cref="InvalidInputException">A file is damaged, or the reference cannot be read.</exception>
    /// <exception cref="ConflictException">There is something at the folder already.</exception>
    public async Task<DataManifest> CheckoutAsync(string reference, string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var version = await _finder.OpenAsync(reference, cancellationToken).ConfigureAwait(false);
        VersionCheckout.Write(version, Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), cancellationToken);
        return version.Manifest;
    }

    private static IEnumerable<ColumnChange> Changes(DataManifest from, DataManifest to)
    {
        var before = from.Columns.ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal);
        var after = to.Columns.ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal);
        return to.Columns.Select(column => new ColumnChange(column.Name, before.GetValueOrDefault(column.Name), column.Type)).Where(change => change.From != change.To)
            .Concat(from.Columns.Where(column => !after.ContainsKey(column.Name)).Select(column => new ColumnChange(column.Name, column.Type, null)));
    }
}
