using Larder.Engine;
using Larder.Offline.Delta;
using Larder.Offline.Maintenance;
using Larder.Storage;

namespace Larder.Offline.Versions;

/// <summary>Lists data versions. Only of those that are listed is more read than what their commits say of themselves; no data file is.</summary>
internal sealed class VersionLog(Workspace workspace)
{
    private readonly TableMaintenance _tables = new(workspace);
    private readonly List<string> _warnings = [];

    /// <summary>The newest versions.</summary>
    /// <param name="name">A table or a training set; null for all.</param>
    /// <param name="atMost">How many.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<DataLog> ReadAsync(string? name, int atMost, CancellationToken cancellationToken)
    {
        var named = name is null ? null : await new VersionFinder(workspace).FindAsync(name, cancellationToken).ConfigureAwait(false);
        var tables = named is null ? _tables.Tables : Only(named.Table);
        var saved = named is null ? new SavedDatasets(workspace).All : Only(named.Saved);
        var sets = named is null ? await workspace.Datasets.ListAsync(cancellationToken).ConfigureAwait(false) : Only(named.TrainingSet);
        var pins = await DataPins.FindAsync(workspace, cancellationToken).ConfigureAwait(false);
        var all = sets.Select(Of).Concat(saved.Select(Of)).Select(entry => (Version: default(TableVersion?), Entry: entry)).ToList();
        foreach (var each in tables)
        {
            foreach (var commit in await _tables.Open(each).HistoryAsync(cancellationToken).ConfigureAwait(false))
            {
                var version = new TableVersion(each, commit.Version);
                string[] holders = [.. pins.Where(pin => pin.Version == version).Select(pin => pin.Holder).Distinct()];
                all.Add((version, new DataLogEntry(version.ToString(), commit.Time) { Commit = commit, Pins = holders }));
            }
        }

        var listed = all.OrderByDescending(item => item.Entry.Time).Take(atMost).ToArray();
        var contents = new Dictionary<TableVersion, (long? Rows, string? Hash)>();
        foreach (var versions in listed.Where(item => item.Version is not null).Select(item => item.Version!.Value).GroupBy(version => version.Table))
        {
            await ReadAsync(versions.Key, [.. versions.Select(version => version.Version).Order()], contents, cancellationToken).ConfigureAwait(false);
        }

        return new DataLog(
            [.. listed.Select(item => item.Version is { } version ? item.Entry with { Rows = contents[version].Rows, ContentHash = contents[version].Hash } : item.Entry)],
            _warnings);
    }

    private static DataLogEntry Of(DatasetRecord record) => new(record.DatasetVersion, record.CreatedAt) { TrainingSet = record, Rows = record.Rows, ContentHash = record.ContentHash };

    private static DataLogEntry Of(SavedDataset saved) => new(saved.Name, saved.SavedAt) { Saved = saved, Rows = saved.Rows, ContentHash = saved.ContentHash };

    private static IReadOnlyList<T> Only<T>(T? one)
        where T : class => one is null ? [] : [one];

    /// <summary>Replays the log once, stopping at each version.</summary>
    private async Task ReadAsync(string table, IReadOnlyList<long> versions, Dictionary<TableVersion, (long? Rows, string? Hash)> contents, CancellationToken cancellationToken)
    {
        var state = new LogState(_tables.Open(table).Path);
        foreach (var version in versions)
        {
            await LogReader.ReplayAsync(state, version, cancellationToken).ConfigureAwait(false);
            var snapshot = state.ToSnapshot();
            contents.Add(new(table, version), (VersionFinder.RowsOf(snapshot), TableHash.Of(snapshot, FileTags.ContentHash)));
        }

        _warnings.AddRange(state.Warnings);
    }
}
