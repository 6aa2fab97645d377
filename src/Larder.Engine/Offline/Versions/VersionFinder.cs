using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline.Delta;
using Larder.Offline.Maintenance;
using Larder.Offline.TrainingSets;
using Larder.Storage;

namespace Larder.Offline.Versions;

/// <summary>Finds tables, saved datasets and training sets by what people call them; where several have a name, the first of these.</summary>
internal sealed class VersionFinder(Workspace workspace)
{
    private readonly TableMaintenance _tables = new(workspace);
    private readonly SavedDatasets _saved = new(workspace);

    /// <summary>What has a name.</summary>
    /// <exception cref="Errors.NotFoundException">Nothing has.</exception>
    /// <exception cref="Errors.InvalidInputException">Several training sets begin so.</exception>
    public async Task<NamedData> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (_tables.Tables.Contains(name, StringComparer.Ordinal))
        {
            return new(Table: name);
        }

        if (_saved.Find(name) is { } saved)
        {
            return new(Saved: saved);
        }

        return name.Length > 0 && await RecordedTrainingSet.TryFindAsync(workspace.Datasets, name, cancellationToken).ConfigureAwait(false) is { } record
            ? new(TrainingSet: record)
            : throw VersionErrors.Unknown(name, _tables.Tables, _saved.All, await workspace.Datasets.ListAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Opens what a reference names.</summary>
    /// <exception cref="Errors.NotFoundException">There is no such version, or files of it are not there any more.</exception>
    /// <exception cref="Errors.InvalidInputException">The reference cannot be read, or is ambiguous.</exception>
    public async Task<OpenedVersion> OpenAsync(string text, CancellationToken cancellationToken)
    {
        var reference = DataReference.Parse(text);
        var named = await FindAsync(reference.Name, cancellationToken).ConfigureAwait(false);
        return named.Table is not null ? await OpenAsync(named.Table, reference, cancellationToken).ConfigureAwait(false)
            : reference is not { Version: null, At: null } ? throw VersionErrors.VersionOfOne(text)
            : named.Saved is not null ? await OpenAsync(named.Saved, cancellationToken).ConfigureAwait(false)
            : Open(named.TrainingSet!);
    }

    private async Task<OpenedVersion> OpenAsync(SavedDataset saved, CancellationToken cancellationToken)
    {
        var version = await OpenAsync(saved.Table.Table, new DataReference(saved.Table.Table, saved.Table.Version, null), cancellationToken).ConfigureAwait(false);
        return version.Manifest.ContentHash == saved.ContentHash ? version : throw VersionErrors.MadeAnew(saved, version.Manifest.ContentHash);
    }

    private async Task<OpenedVersion> OpenAsync(string table, DataReference reference, CancellationToken cancellationToken)
    {
        var delta = _tables.Open(table);
        var snapshot = (reference.At is { } time ? await delta.ReadAsync(time, cancellationToken).ConfigureAwait(false)
            : await delta.ReadAsync(reference.Version, cancellationToken).ConfigureAwait(false))!;
        var name = new TableVersion(table, snapshot.Version);
        string[] gone = [.. snapshot.Files.Select(file => file.Path).Where(path => !File.Exists(Path.Join(delta.Path, path)))];
        if (gone.Length > 0)
        {
            throw VersionErrors.Vacuumed(name.ToString(), delta.Path, gone, snapshot.Files.Count);
        }

        var hashes = snapshot.Files.ToDictionary(file => file.Path, file => FileTags.ContentHash(file) ?? FileHash.Of(Path.Join(delta.Path, file.Path)), StringComparer.Ordinal);
        var commit = (await delta.HistoryAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(entry => entry.Version == snapshot.Version);
        var manifest = new TableManifest(name)
        {
            Reference = name.ToString(),
            Time = commit?.Time ?? snapshot.CommittedAt,
            Commit = commit,
            Rows = RowsOf(snapshot),
            ContentHash = TableHash.Of(snapshot, file => hashes[file.Path])!,
            Columns = [.. snapshot.Schema.Fields.Select(field => new DataColumn(field.Name, field.Type.Name, snapshot.PartitionColumns.Contains(field.Name, StringComparer.Ordinal)))],
            Files = [.. snapshot.Files.Select(file => new ManifestFile(file.Path, file.Rows, file.Size, hashes[file.Path]))],
        };
        return new OpenedVersion(manifest, delta.Path, snapshot);
    }

    /// <summary>Rows of a version; null where the writer of a file did not say.</summary>
    public static long? RowsOf(DeltaSnapshot snapshot) => snapshot.Files.All(file => file.Rows is not null) ? snapshot.Files.Sum(file => file.Rows) : null;

    private OpenedVersion Open(DatasetRecord record)
    {
        var path = Path.GetFullPath(Path.Join(workspace.Options.StatePath, record.Path));
        if (!File.Exists(path))
        {
            throw VersionErrors.Lost(record, path);
        }

        var manifest = new TrainingSetManifest(record)
        {
            Reference = record.DatasetVersion,
            Time = record.CreatedAt,
            Rows = record.Rows,
            ContentHash = record.ContentHash,
            Columns = [],
            Files = [new ManifestFile(Path.GetFileName(path), record.Rows, new FileInfo(path).Length, record.ContentHash)],
        };
        var opened = new OpenedVersion(manifest, Path.GetDirectoryName(path)!);
        using var engine = workspace.OpenEngine();
        using var connection = engine.Connect();
        return opened with { Manifest = manifest with { Columns = opened.Ask(() => ColumnsOf(connection, opened)) } };
    }

    private static DataColumn[] ColumnsOf(DuckDbConnection connection, OpenedVersion version)
    {
        using var none = connection.Query($"SELECT * FROM {OpenedVersion.From(version.Paths)} LIMIT 0");
        return [.. none.Columns.Select(column => new DataColumn(column.Name, column.Type.ToString().ToLowerInvariant(), IsPartition: false))];
    }
}

/// <summary>What a name stands for: one of these.</summary>
/// <param name="Table">A table.</param>
/// <param name="Saved">A saved dataset.</param>
/// <param name="TrainingSet">A training set.</param>
internal sealed record NamedData(string? Table = null, SavedDataset? Saved = null, DatasetRecord? TrainingSet = null);
