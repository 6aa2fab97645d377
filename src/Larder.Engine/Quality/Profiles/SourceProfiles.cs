using Larder.Catalog;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Ingestion;
using Larder.Offline;
using Larder.Offline.Versions;
using Larder.Storage;

namespace Larder.Quality.Profiles;

/// <summary>Keeps the profiles of sources and training sets up to date. What has not changed since it was profiled is not read again.</summary>
/// <param name="workspace">Where the data lies.</param>
/// <param name="store">Where the profiles are kept.</param>
public sealed class SourceProfiles(Workspace workspace, IProfileStore store)
{
    private const int DaysAtOnce = 64;

    /// <summary>The only tile of a training set.</summary>
    private const string All = "all";

    /// <summary>Profiles the newest version of a source's table, a tile for each day of event time (UTC) and segment.</summary>
    /// <exception cref="NotFoundException">Nothing was stored yet.</exception>
    /// <exception cref="LarderException">The table cannot be read, or there are too many segments.</exception>
    public async Task<ProfileUpdate> UpdateTableAsync(SourceDefinition source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var table = await OfflineTable.OpenAsync(workspace.OfflinePath, source, version: null, cancellationToken).ConfigureAwait(false);
        var wanted = table.DayFingerprints.ToDictionary(day => day.Key, day => Fingerprint(source, day.Value), StringComparer.Ordinal);
        using var engine = workspace.OpenEngine();
        return await UpdateAsync($"source {source.Name}", table.Reference, wanted, days => Task.FromResult(Scan(engine, source, table, days, cancellationToken)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Profiles the files that an ingest would read, a tile for each file and segment, by the file's name. Rows are those of the file, whatever the ingest's rules say of them.</summary>
    /// <param name="source">The source.</param>
    /// <param name="input">Path or glob that replaces the source's own; null for that.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LarderException">The input is missing or unreadable, or there are too many segments.</exception>
    public async Task<ProfileUpdate> UpdateFilesAsync(SourceDefinition source, string? input = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        try
        {
            var inputs = await InputSet.OpenAsync(workspace, source, input, store: false, cancellationToken).ConfigureAwait(false);
            var byName = inputs.Files.GroupBy(f => Path.GetFileName(f.Path)).ToDictionary(g => g.Key, g => (IReadOnlyList<InputFile>)[.. g], StringComparer.Ordinal);
            var wanted = byName.ToDictionary(f => f.Key, f => Fingerprint(source, string.Join('\n', f.Value.Select(file => file.Hash))), StringComparer.Ordinal);
            return await UpdateAsync(
                $"files {source.Name}",
                inputs.Name,
                wanted,
                names => ScanAsync(source, inputs, [.. names.Select(n => (n, byName[n]))], cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failed) when (EngineErrors.IsOfState(failed))
        {
            throw EngineErrors.OfState(workspace.Options.StatePath, failed);
        }
    }

    /// <summary>Profiles a training set, whose rows never change, in one tile.</summary>
    /// <exception cref="NotFoundException">Its file is not there any more.</exception>
    public async Task<ProfileUpdate> UpdateTrainingSetAsync(DatasetRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        var version = await new VersionFinder(workspace).OpenAsync(record.DatasetVersion, cancellationToken).ConfigureAwait(false);
        var rows = new ProfileRelation(OpenedVersion.From(version.Paths), null, null, null, failed => EngineErrors.OfState(version.Folder, failed));
        using var engine = workspace.OpenEngine();
        return await UpdateAsync(
            $"training_set {record.DatasetVersion}",
            record.DatasetVersion,
            new Dictionary<string, string>(StringComparer.Ordinal) { [All] = record.ContentHash },
            _ => Task.FromResult<(string, IReadOnlyDictionary<string, ProfileTile>)[]>([(All, new ProfileScan(engine, workspace.Options.Threads).Run(rows, cancellationToken))]),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The tiles of a subject, merged into the periods that a name belongs to, in the order of the names.</summary>
    /// <param name="subject">As in <see cref="ProfileUpdate.Subject"/>.</param>
    /// <param name="periodOf">The period of a tile's name.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<Drift.ProfiledPeriod>> ReadAsync(string subject, Func<string, string> periodOf, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(periodOf);
        var tiles = await store.ReadAsync(subject, cancellationToken: cancellationToken).ConfigureAwait(false);
        return
        [
            .. tiles.GroupBy(t => periodOf(t.Name)).Select(period => new Drift.ProfiledPeriod(
                period.Key,
                period.GroupBy(t => t.Segment).ToDictionary(s => s.Key, s => Drift.ProfiledPeriod.Merge(s.Select(t => ProfileTile.FromBytes(t.Bytes.Span))), StringComparer.Ordinal))),
        ];
    }

    private async Task<ProfileUpdate> UpdateAsync(
        string subject,
        string version,
        Dictionary<string, string> wanted,
        Func<IReadOnlyList<string>, Task<(string Name, IReadOnlyDictionary<string, ProfileTile> Segments)[]>> scan,
        CancellationToken cancellationToken)
    {
        var known = await store.FingerprintsAsync(subject, cancellationToken).ConfigureAwait(false);
        string[] gone = [.. known.Keys.Where(name => !wanted.ContainsKey(name))];
        string[] changed = [.. wanted.Where(w => known.GetValueOrDefault(w.Key) != w.Value).Select(w => w.Key).Order(StringComparer.Ordinal)];
        if (gone.Length > 0)
        {
            await store.ReplaceAsync(subject, gone, [], cancellationToken).ConfigureAwait(false);
        }

        // Some at a time: what is stored when it is stopped need not be read again.
        foreach (var some in changed.Chunk(DaysAtOnce))
        {
            var scanned = await scan(some).ConfigureAwait(false);
            StoredTile[] tiles = [.. scanned.SelectMany(t => t.Segments.Select(s => new StoredTile(t.Name, s.Key, wanted[t.Name], version, s.Value.ToBytes())))];
            await store.ReplaceAsync(subject, some, tiles, cancellationToken).ConfigureAwait(false);
        }

        return new ProfileUpdate(subject, version, changed.Length, wanted.Count - changed.Length, gone.Length);
    }

    /// <summary>Days side by side, each on a thread of its own; a day alone is dealt out by columns.</summary>
    private (string Name, IReadOnlyDictionary<string, ProfileTile> Segments)[] Scan(
        DuckDbDatabase engine, SourceDefinition source, OfflineTable table, IReadOnlyList<string> days, CancellationToken cancellationToken)
    {
        var columns = source.Schema.Columns.Select(c => c.Name).ToArray();
        var threads = Math.Max(1, workspace.Options.Threads / days.Count);
        var tiles = new (string Name, IReadOnlyDictionary<string, ProfileTile> Segments)[days.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Min(workspace.Options.Threads, days.Count), CancellationToken = cancellationToken };
        try
        {
            Parallel.For(0, days.Count, options, i =>
            {
                var from = $"({table.OnDays(new HashSet<string>(StringComparer.Ordinal) { days[i] }).SelectAll()})";
                var rows = new ProfileRelation(from, columns, source.Watch.Segment, source.TimeZone, failed => EngineErrors.OfState(workspace.Options.StatePath, failed));
                tiles[i] = (days[i], new ProfileScan(engine, threads).Run(rows, cancellationToken));
            });
        }
        catch (AggregateException several)
        {
            throw several.InnerExceptions[0];
        }

        return tiles;
    }

    private async Task<(string Name, IReadOnlyDictionary<string, ProfileTile> Segments)[]> ScanAsync(
        SourceDefinition source, InputSet inputs, IReadOnlyList<(string Name, IReadOnlyList<InputFile> Files)> deliveries, CancellationToken cancellationToken)
    {
        var tiles = new List<(string, IReadOnlyDictionary<string, ProfileTile>)>();
        foreach (var (name, files) in deliveries)
        {
            var whole = await (inputs with { Files = files }).CheckedAsync(cancellationToken).ConfigureAwait(false);
            using var engine = workspace.OpenEngine();
            using var connection = engine.Connect();
            var rows = new CheckedFiles(workspace, source, whole).Open(engine, connection, cancellationToken);
            var relation = new ProfileRelation($"({rows.Sql})", [.. source.Schema.Columns.Select(c => c.Name)], source.Watch.Segment, source.TimeZone, rows.Unreadable);
            tiles.Add((name, new ProfileScan(engine, workspace.Options.Threads).Run(relation, cancellationToken)));
            whole.Files.ToList().ForEach(f => f.EnsureUnchanged());
        }

        return [.. tiles];
    }

    /// <summary>The rows, and what is asked of them.</summary>
    private static string Fingerprint(SourceDefinition source, string rows) => CanonicalJson.HashOf(
        System.Text.Encoding.UTF8.GetBytes(string.Join('\n', source.Schema.Columns.Select(c => $"{c.Name} {c.Type}").Prepend($"1 {rows} {source.Watch.Segment} {source.TimeZone}"))));
}

/// <summary>What an update of profiles did.</summary>
/// <param name="Subject">What was profiled, as the store calls it.</param>
/// <param name="DataVersion">The data version that was read.</param>
/// <param name="Read">Tiles that were made.</param>
/// <param name="Kept">Tiles that were up to date.</param>
/// <param name="Removed">Tiles whose rows are not there any more.</param>
public sealed record ProfileUpdate(string Subject, string DataVersion, int Read, int Kept, int Removed);
