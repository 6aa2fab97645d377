using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline;
using Larder.Offline.Delta;
using Larder.Offline.Evolution;
using Larder.Types;

namespace Larder.Ingestion;

/// <summary>
/// The two offline tables of a source: its events and its quarantine. Both commits of an ingest carry the same transaction id, made of
/// the files' hashes, so that each happens once however often a run is repeated or killed. The commit of the events decides: it names
/// the quarantine's files, so that a run killed right after it is finished by the next one without reading the input again.
/// </summary>
internal sealed class IngestTables
{
    /// <summary>Longer than any ingest takes from its first data file to its commit, on this machine or another.</summary>
    private static readonly TimeSpan OrphanAge = TimeSpan.FromDays(1);

    private readonly SourceDefinition _source;
    private readonly InputSet _inputs;
    private readonly IReadOnlyList<InputFile> _files;
    private readonly DeltaTable _events;
    private readonly DeltaTable _quarantine;

    public IngestTables(Workspace workspace, SourceDefinition source, InputSet inputs)
    {
        _source = source;
        _inputs = inputs;
        _files = [.. inputs.Files.DistinctBy(f => f.Hash)];
        _events = IngestLog.EventsOf(workspace, source);
        _quarantine = DeltaTable.At(Path.Combine(workspace.OfflinePath, EventFiles.QuarantineOf(source)), workspace.Clock);
        Fresh = _files;
    }

    /// <summary>The files that were never ingested before, each content once; known after <see cref="FindEarlierAsync"/>.</summary>
    public IReadOnlyList<InputFile> Fresh { get; private set; }

    /// <summary>The greatest watermark read; null where there is none.</summary>
    public long? Watermark { get; set; }

    /// <summary>Whether another process has read rows of the same source meanwhile, some of them perhaps the same; known after <see cref="FindEarlierAsync"/>.</summary>
    public bool IsOvertaken { get; private set; }

    /// <summary>How columns of the tables were changed by the commit, each a sentence.</summary>
    public List<string> Evolved { get; } = [];

    /// <summary>Whether the source has ever been ingested, or another process is about to.</summary>
    public bool Exist => Directory.Exists(_events.Path) || Directory.Exists(_quarantine.Path);

    /// <summary>The report where every file was ingested before; null when there is work to do. Finishes a run that was killed between its two commits.</summary>
    public async Task<IngestReport?> FindEarlierAsync(CancellationToken cancellationToken)
    {
        if (await _events.ReadAsync(ct: cancellationToken).ConfigureAwait(false) is not { } snapshot)
        {
            return null;
        }

        var quarantine = await _quarantine.ReadAsync(ct: cancellationToken).ConfigureAwait(false);
        var known = new HashSet<string>(StringComparer.Ordinal);
        long? watermark = null;
        IngestReport? same = null;
        foreach (var (id, earlier) in IngestLog.Read(_events, snapshot))
        {
            RefuseEarlierStart(earlier);
            known.UnionWith(earlier.Inputs);
            watermark = watermark > earlier.Watermark ? watermark : earlier.Watermark ?? watermark;
            same = id == IdOf(_files) ? new IngestReport(earlier.Counts, snapshot.Version, IsRepeat: true) : same;
            if (quarantine?.Transactions.ContainsKey(id) != true)
            {
                await AppendAsync(_quarantine, id, [.. earlier.Quarantine.Select(f => f.ToNewFile())], null, cancellationToken).ConfigureAwait(false);
            }
        }

        IsOvertaken = _source.Format == SourceFormat.Postgres && watermark != _inputs.After;
        Fresh = [.. _files.Where(f => !known.Contains(f.Hash))];
        return Fresh.Count > 0 ? null
            : same ?? new IngestReport(new IngestCounts(_source.Name, 0, 0, 0, [], null, null), snapshot.Version, IsRepeat: true);
    }

    /// <summary>The sequence of the next event: beyond all there are, also where rows were removed.</summary>
    public async Task<long> NextSequenceAsync(CancellationToken cancellationToken)
    {
        var snapshot = await _events.ReadAsync(ct: cancellationToken).ConfigureAwait(false);
        return snapshot is null || snapshot.Files.Count == 0 ? 0 : Math.Max(snapshot.Files.Sum(f => f.Rows ?? 0), snapshot.Files.Max(f => f.MaxOf("_sequence") + 1 ?? 0));
    }

    /// <summary>Writes accepted and quarantined rows and commits them.</summary>
    public async Task<IngestReport> CommitAsync(DuckDbDatabase engine, IngestCounts counts, JudgedRows rows, CancellationToken cancellationToken)
    {
        var id = IdOf(Fresh);
        var (accepted, quarantined) = (rows.Accepted(cancellationToken), rows.Quarantined(cancellationToken));
        var toQuarantine = await TargetAsync(engine, _quarantine, EventFiles.QuarantineColumnsOf(_source), "_row", cancellationToken).ConfigureAwait(false);
        var toEvents = (await TargetAsync(engine, _events, EventFiles.ColumnsOf(_source), "_sequence", cancellationToken).ConfigureAwait(false)) with { Texts = EventFiles.BoundedOf(_source) };
        var files = EventFiles.Write(engine, [new(toEvents, accepted), new(toQuarantine, quarantined)], cancellationToken);
        var (events, quarantine) = (files[0], files[1]);
        rows.EnsureUnchanged();
        if (events.Sum(f => f.File.Rows) != counts.RowsStored || quarantine.Sum(f => f.File.Rows) != counts.RowsQuarantined)
        {
            throw new UnreachableException($"The files of {_source.Name} have other numbers of rows than were accepted and quarantined; nothing was committed.");
        }

        string[] fetched = [.. _inputs.Files.Select(f => f.Fetched).OfType<string>()];
        var commit = new IngestCommit(counts, [.. Fresh.Select(f => f.Hash)], [.. quarantine.Select(f => f.File)]) { Delta = _inputs.Delta, Watermark = Watermark, Fetched = fetched.Length > 0 ? fetched : null, From = _source.From?.Microseconds };
        var version = await AppendAsync(_events, id, [.. events.Select(f => f.ToNewFile())], JsonSerializer.Serialize(commit, IngestJson.Default.IngestCommit), cancellationToken).ConfigureAwait(false);
        await AppendAsync(_quarantine, id, [.. quarantine.Select(f => f.ToNewFile())], null, cancellationToken).ConfigureAwait(false);
        await RemoveLeftoversAsync().ConfigureAwait(false);
        return new IngestReport(counts, version, IsRepeat: false) { ChangedColumns = Evolved, FilesRead = Fresh.Count, FilesSkipped = _inputs.Skipped };
    }

    /// <summary>
    /// Data files that runs killed or stopped by a full disk have written and never committed. What a commit of events has named for the
    /// quarantine is committed by now (<see cref="FindEarlierAsync"/>). The ingest is done, whatever becomes of them.
    /// </summary>
    private async Task RemoveLeftoversAsync()
    {
        try
        {
            await _events.RemoveOrphansAsync(OrphanAge, CancellationToken.None).ConfigureAwait(false);
            await _quarantine.RemoveOrphansAsync(OrphanAge, CancellationToken.None).ConfigureAwait(false);
        }
        catch (UnavailableException)
        {
            // They cost space only, and the next ingest tries again.
        }
    }

    private async Task<FileTarget> TargetAsync(
        DuckDbDatabase engine, DeltaTable table, IReadOnlyList<(string Name, ColumnType Type)> columns, string order, CancellationToken cancellationToken)
    {
        using var connection = engine.Connect();
        var schema = EventFiles.SchemaOf(columns);
        if (await TableEvolution.BringAsync(connection, table, schema, _source, cancellationToken).ConfigureAwait(false) is { } changed)
        {
            Evolved.Add($"{Path.GetFileName(table.Path)}: {changed}");
        }

        await table.CreateAsync(schema, [EventFiles.DayColumn], cancellationToken).ConfigureAwait(false);
        return FileTarget.Of(table.Path, columns, order, IdOf(Fresh)[IngestLog.Prefix.Length..]);
    }

    private static async Task<long> AppendAsync(DeltaTable table, string id, IReadOnlyList<DeltaNewFile> files, string? metadata, CancellationToken cancellationToken)
    {
        var commit = await table.AppendAsync(new DeltaAppend(id, 1, files) { UserMetadata = metadata }, cancellationToken).ConfigureAwait(false);
        return commit.Version;
    }

    /// <summary>Rows that an earlier ingest left out would never be read.</summary>
    private void RefuseEarlierStart(IngestCommit earlier)
    {
        if (earlier.From is { } from && !(_source.From?.Microseconds >= from))
        {
            throw new InvalidInputException(
                $"Source {_source.Name} begins {(_source.From is { } now ? $"with {now}" : "with its first row")}, but was ingested from {new Instant(from)} on: the rows before that were left out and are not read again. "
                + "Declare that start with From, or ingest all files into another state folder.");
        }
    }

    private static string IdOf(IEnumerable<InputFile> files) =>
        IngestLog.Prefix + Catalog.CanonicalJson.HashOf(Encoding.UTF8.GetBytes(string.Join('\n', files.Select(f => f.Hash))));
}
