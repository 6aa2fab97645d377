using Larder.Catalog;
using Larder.DuckDb;
using Larder.Errors;
using Larder.Offline.Delta;
using Larder.Offline.Evolution;
using Larder.Offline.TrainingSets;
using Larder.Storage;
using Larder.Types;

namespace Larder.Offline;

/// <summary>A pinned version of a source's offline table: its Parquet files, to be read as SQL.</summary>
internal sealed partial class OfflineTable
{
    private readonly string _path;
    private readonly DeltaSnapshot _snapshot;
    private readonly Instant? _knownBy;
    private readonly Instant? _happenedBy;
    private readonly TimeSpan _delay;
    private readonly EventRange? _within;
    private readonly Lazy<bool> _isKnownAtOnce;

    // How rows of a version with other columns are read; null where they have those of the definition.
    private readonly ColumnChanges? _changes;
    private Instant? _newest;

    private OfflineTable(
        SourceDefinition source, string path, DeltaSnapshot snapshot, ColumnChanges? changes, Instant? knownBy = null, Instant? happenedBy = null, TimeSpan delay = default, EventRange? within = null)
    {
        Source = source;
        _path = path;
        _snapshot = snapshot;
        _changes = changes;
        _knownBy = knownBy;
        _happenedBy = happenedBy;
        _delay = delay;
        _within = within;
        _isKnownAtOnce = new Lazy<bool>(() => snapshot.Files.All(f => RowOrder.Of(f).IsKnownAtOnce));
    }

    /// <summary>The source whose events it holds.</summary>
    public SourceDefinition Source { get; }

    /// <summary>The table version pinned.</summary>
    public long Version => _snapshot.Version;

    /// <summary><c>name@version</c>, as recorded with training sets and materializations.</summary>
    public string Reference => new TableVersion(Source.Name, Version).ToString();

    /// <summary>Whether rows may correct and withdraw others.</summary>
    public bool IsRevised => Source.RevisionId is not null;

    /// <summary>Whether every event was known when it happened, so that the known times are the event times.</summary>
    public bool IsKnownAtOnce => !IsRevised && _delay == TimeSpan.Zero && _isKnownAtOnce.Value;

    /// <summary>Whether the events of each instant come in the order of their sequence where a part's files are read as they lie, one part after the other.</summary>
    public bool IsInSequence => !IsRevised && RowOrder.IsInSequence(_snapshot.Files, EventFiles.DayColumn);

    /// <summary>The earliest and the latest event time, microseconds; null where a file does not say.</summary>
    public (long First, long Last)? EventTimes
    {
        get
        {
            var files = _snapshot.Files.Select(f => RowOrder.Of(f).EventTimes).ToArray();
            return files.All(f => f is not null) ? (files.Min(f => f!.Value.First), files.Max(f => f!.Value.Last)) : null;
        }
    }

    /// <summary>Number of events.</summary>
    public long Rows => _snapshot.Files.Sum(f => f.Rows ?? 0);

    /// <summary>Whether there is nothing to read.</summary>
    public bool IsEmpty => _snapshot.Files.Count == 0;

    /// <summary>Opens the newest version, or an older one: the events as they were then.</summary>
    /// <param name="offlinePath">The folder of all tables.</param>
    /// <param name="source">The source.</param>
    /// <param name="version">The version; null for the newest.</param>
    /// <param name="cancellationToken">Stops the read of the log.</param>
    /// <exception cref="NotFoundException">Nothing was ever ingested, or the table has no such version.</exception>
    public static async Task<OfflineTable> OpenAsync(string offlinePath, SourceDefinition source, long? version, CancellationToken cancellationToken)
    {
        var path = Path.Combine(offlinePath, source.Name);
        var newest = await DeltaTable.At(path).ReadAsync(version: null, cancellationToken).ConfigureAwait(false);
        if (version is { } wanted && (newest is null || wanted > newest.Version))
        {
            throw new NotFoundException(
                $"Version {wanted} of the offline table {source.Name} is not in {path}, {(newest is null ? "where there is no table" : $"whose newest version is {newest.Version}")}: "
                + "the table was made anew, or the state folder is another one. Restore the folder from a backup, or name the right one with --state.");
        }

        var snapshot = version is null || version == newest?.Version ? newest : await DeltaTable.At(path).ReadAsync(version, cancellationToken).ConfigureAwait(false);
        if (snapshot != newest && snapshot!.Files.Count(f => !File.Exists(Path.Combine(path, f.Path))) is var gone and > 0)
        {
            throw new NotFoundException(
                $"Version {version} of the offline table {source.Name} lacks {gone} of its {snapshot.Files.Count} files in {path}: they were vacuumed. Read a newer version, or restore the folder from a backup.");
        }

        return snapshot is { Files.Count: > 0 }
            ? new OfflineTable(source, path, snapshot, ChangesOf(source, path, snapshot))
            : throw new NotFoundException(source.Derivation is null
                ? $"Source {source.Name} has no events yet; run 'larder ingest {source.Name}' first."
                : $"Source {source.Name} has no events; it is made of {source.Derivation.Lineage}. Run 'larder derive {source.Name}', which says what it waits for.");
    }

    /// <summary>Opens the newest version; null where nothing was ever stored.</summary>
    /// <param name="offlinePath">The folder of all tables.</param>
    /// <param name="source">The source.</param>
    /// <param name="cancellationToken">Stops the read of the log.</param>
    public static async Task<OfflineTable?> TryOpenAsync(string offlinePath, SourceDefinition source, CancellationToken cancellationToken)
    {
        var path = Path.Combine(offlinePath, source.Name);
        return await DeltaTable.At(path).ReadAsync(version: null, cancellationToken).ConfigureAwait(false) is { Files.Count: > 0 } snapshot
            ? new OfflineTable(source, path, snapshot, ChangesOf(source, path, snapshot))
            : null;
    }

    /// <summary>How many rows the version before this one had; null where there is none, its log is gone, or it had none.</summary>
    public async Task<long?> RowsBeforeAsync(CancellationToken cancellationToken) =>
        Version > 0 && await DeltaTable.At(_path).TryReadAsync(Version - 1, cancellationToken).ConfigureAwait(false) is { Files.Count: > 0 } before ? before.Files.Sum(f => f.Rows ?? 0) : null;

    /// <summary>
    /// This version without the rows that an older version has; null where those are not in this one any more, because the table was made anew. Files that were only written
    /// anew since bring no rows: what came since is read from the files it came in.
    /// </summary>
    /// <param name="version">The older version.</param>
    /// <param name="fingerprint">Its <see cref="Fingerprint"/>.</param>
    /// <param name="cancellationToken">Stops the read of the log.</param>
    public async Task<OfflineTable?> SinceAsync(long version, string fingerprint, CancellationToken cancellationToken)
    {
        if (version > Version || await DeltaTable.At(_path).TryReadAsync(version, cancellationToken).ConfigureAwait(false) is not { } older || FingerprintOf(older) != fingerprint)
        {
            return null;
        }

        var added = DeltaTable.At(_path).Added(version, Version, cancellationToken);
        return added?.All(file => File.Exists(Path.Combine(_path, file.Path))) == true
            ? new OfflineTable(Source, _path, _snapshot with { Files = added }, _changes)
            : null;
    }

    /// <summary>
    /// As <see cref="SinceAsync(long, string, CancellationToken)"/>, with the other files that may hold rows which could not be seen at an instant: the older version's rows
    /// and what a compaction put into one file with them may be among those.
    /// </summary>
    /// <param name="version">The older version.</param>
    /// <param name="fingerprint">Its <see cref="Fingerprint"/>.</param>
    /// <param name="seen">The instant.</param>
    /// <param name="cancellationToken">Stops the read of the log.</param>
    public async Task<OfflineTable?> SinceAsync(long version, string fingerprint, Instant seen, CancellationToken cancellationToken)
    {
        if (await SinceAsync(version, fingerprint, cancellationToken).ConfigureAwait(false) is not { } added)
        {
            return null;
        }

        var maybe = new[] { ("_known_at", seen), ("_event_time", seen - _delay) }
            .SelectMany(limit => FileSkipper.Skip(_snapshot, _snapshot.Files, [new(limit.Item1, DeltaComparison.Greater, FeatureValue.From(limit.Item2))]).Files);
        var unseen = maybe.Where(file => RowOrder.Of(file) is not { IsKnownAtOnce: true, EventTimes: { } times } || new Instant(times.Last) + _delay > seen);
        return new OfflineTable(Source, _path, _snapshot with { Files = [.. added._snapshot.Files.Concat(unseen).DistinctBy(f => f.Path)] }, _changes, _knownBy, _happenedBy, _delay);
    }

    /// <summary>How many files a scan reads that leaves out events known later than an instant, and how many it does not.</summary>
    /// <param name="asOf">The instant.</param>
    /// <param name="part">The only files of this version that are read, with the same names; null for all.</param>
    public TableFiles FilesRead(Instant asOf, OfflineTable? part = null)
    {
        var read = FileSkipper.Skip(_snapshot, (part ?? this)._snapshot.Files, Conditions(asOf)).Files.Count;
        return new TableFiles(Source.Name, read, Math.Max(0, _snapshot.Files.Count - read));
    }

    /// <summary>Identifies the version's rows: the hash of its files' names, which are made of what they hold.</summary>
    public string Fingerprint => FingerprintOf(_snapshot);

    /// <summary>The earliest instant from which on any row can be seen, or takes another away; null for a table without rows.</summary>
    public Instant? FirstSeen(DuckDbConnection connection, CancellationToken cancellationToken) => Rows == 0 ? null : new Instant(connection.QueryScalar<long>(
        $"SELECT epoch_us(min({(IsRevised ? "_known_at" : "greatest(_event_time, _known_at)")})) FROM {From(Paths(_snapshot.Files))}", cancellationToken));

    /// <summary>A query for all rows: the order columns, <c>_retracted_at</c> where rows are revised, then the columns of the event type.</summary>
    public string SelectAll()
    {
        var columns = string.Join(", ", EventReader.OrderColumns.Concat(IsRevised ? ["_retracted_at"] : []).Concat(Source.Schema.Columns.Select(c => c.Name)).Select(Identifiers.Quote));
        var paths = Paths(_snapshot.Files);
        return Source.RevisionId is { } id
            ? $"SELECT {columns} FROM ({WithRetractions(Identifiers.Quote(Source.Schema.Columns[id].Name), paths, new Instant(long.MaxValue / 2))}){AsTheyLie}"
            : $"SELECT {columns} FROM {From(paths)}";
    }

    /// <summary>A query for the days, as text, on which something was said of each id whose rows revise each other: columns <c>day</c> and <c>id</c>.</summary>
    public string SelectRevisionDays()
    {
        var id = Identifiers.Quote(Source.Schema.Columns[Source.RevisionId!.Value].Name);
        return $"SELECT DISTINCT _event_time::DATE::VARCHAR AS day, {id} AS id FROM {From(Paths(_snapshot.Files))} WHERE {id} IS NOT NULL";
    }

    /// <summary>A query for one column of all rows, as they are stored; files that cannot hold a value between two bounds are left out, where there are none all of them.</summary>
    public string SelectColumn(string name, FeatureValue least, FeatureValue greatest)
    {
        var column = Identifiers.Quote(name);
        var files = FileSkipper.Skip(_snapshot, _snapshot.Files, [new(name, DeltaComparison.GreaterOrEqual, least), new(name, DeltaComparison.LessOrEqual, greatest)]).Files;
        return files.Count == 0 ? $"SELECT {column} FROM {From(Paths(_snapshot.Files))} LIMIT 0" : $"SELECT {column} FROM {From(Paths(files))}";
    }

    /// <summary>Days with events, <c>yyyy-MM-dd</c>, and how many each has, in order.</summary>
    public IReadOnlyList<(string Day, long Rows)> Days =>
    [
        .. _snapshot.Files.Where(f => f.PartitionValues.GetValueOrDefault(EventFiles.DayColumn) is not null).GroupBy(f => f.PartitionValues[EventFiles.DayColumn]!)
            .Select(day => (day.Key, day.Sum(f => f.Rows ?? 0))).OrderBy(day => day.Key, StringComparer.Ordinal),
    ];

    /// <summary>What identifies the rows of each day, as <see cref="Fingerprint"/> does those of all: the same as long as nothing was added to the day, taken from it, or written anew.</summary>
    public IReadOnlyDictionary<string, string> DayFingerprints => _snapshot.Files.Where(f => f.PartitionValues.GetValueOrDefault(EventFiles.DayColumn) is not null)
        .GroupBy(f => f.PartitionValues[EventFiles.DayColumn]!).ToDictionary(day => day.Key, day => FingerprintOf(_snapshot with { Files = [.. day] }), StringComparer.Ordinal);

    /// <summary>The same version without the events of other days.</summary>
    public OfflineTable OnDays(IReadOnlySet<string> days) => new(
        Source, _path, _snapshot with { Files = [.. _snapshot.Files.Where(f => f.PartitionValues.GetValueOrDefault(EventFiles.DayColumn) is { } day && days.Contains(day))] },
        _changes, _knownBy, _happenedBy, _delay);

    /// <summary>The same version without the events that became known later than an instant, nor, if wanted, those that happened later.</summary>
    public OfflineTable Until(Instant knownBy, Instant? happenedBy) => new(Source, _path, _snapshot, _changes, knownBy, happenedBy, _delay);

    /// <summary>The same version without the events that happened outside a range.</summary>
    public OfflineTable Within(EventRange range) => new(Source, _path, _snapshot, _changes, _knownBy, _happenedBy, _delay, range);

    /// <summary>The same events with the known times that a view gives them: not before its delay is over.</summary>
    public OfflineTable For(CompiledSourceView view) => view.Delay == _delay ? this : new(Source, _path, _snapshot, _changes, _knownBy, _happenedBy, view.Delay);

    /// <summary>
    /// Every event known at <paramref name="asOf"/>, batch by batch. Without <paramref name="inTotalOrder"/> the rows come as they lie in
    /// the files: the same rows in the same order every time, for a given version.
    /// </summary>
    public IEnumerable<EventReader> Scan(
        DuckDbConnection connection, IEnumerable<int> columns, Instant asOf, bool inTotalOrder, CancellationToken cancellationToken)
    {
        var order = inTotalOrder ? $" ORDER BY {string.Join(", ", EventReader.OrderColumns)}" : AsTheyLie;
        return Scan(connection, new EventReader(Source.Schema, columns), _snapshot.Files, asOf, order, cancellationToken);
    }

    /// <summary>The events of one part known at <paramref name="asOf"/>, as they lie in its files: the same rows in the same order every time.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="part">One of <see cref="Split"/>.</param>
    /// <param name="reader">Takes over each batch in turn.</param>
    /// <param name="asOf">Events known later are left out.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public IEnumerable<EventReader> Scan(
        DuckDbConnection connection, TablePart part, EventReader reader, Instant asOf, CancellationToken cancellationToken) =>
        Scan(connection, reader, part.Files, asOf, AsTheyLie, cancellationToken);

    /// <summary>Cuts the table into at most this many parts of about as many rows each, to be read side by side. Revised rows are read together: which row revises which is found among all.</summary>
    public IReadOnlyList<TablePart> Split(int parts)
    {
        parts = IsRevised ? 1 : parts;
        var cut = new List<TablePart>();
        var files = new List<DeltaFile>();
        var (done, all) = (0L, _snapshot.Files.Sum(Weight));
        foreach (var file in _snapshot.Files)
        {
            files.Add(file);
            done += Weight(file);
            if (done * parts >= all * (cut.Count + 1))
            {
                cut.Add(new TablePart(cut.Count, [.. files]));
                files.Clear();
            }
        }

        return cut;
    }

    /// <summary>The newest instant at which anything in the table happened or became known, to the view where one is asked for.</summary>
    public Instant NewestInstant(DuckDbConnection connection, CancellationToken cancellationToken)
    {
        if (_newest is { } known)
        {
            return known;
        }

        if (_isKnownAtOnce.Value && EventTimes is { } times)
        {
            _newest = new Instant(times.Last) + _delay;
            return _newest.Value;
        }

        // The files' own statistics are exact for integers; a file whose writer left them out has to be read.
        var paths = Paths(_snapshot.Files);
        using var read = Query(
            connection,
            $"SELECT count(stats_max_value) = count(*) AND count(*) > 0, epoch_us(max(CAST(stats_max_value AS TIMESTAMP) + CASE path_in_schema WHEN '_event_time' THEN {Lag} ELSE to_microseconds(0) END)) "
            + $"FROM parquet_metadata({ListOf(paths)}) WHERE path_in_schema IN ('_event_time', '_known_at')",
            cancellationToken);
        var chunk = Read(read, cancellationToken)!;
        var newest = new Instant(chunk[0].GetBoolean(0)
            ? chunk[1].Values<long>()[0]
            : connection.QueryScalar<long>($"SELECT epoch_us(greatest(max(_event_time) + {Lag}, max(_known_at))) FROM {From(paths)}", cancellationToken));
        _newest = newest;
        return newest;
    }

    /// <summary>A query for the event times, in a column <c>t</c>: of about this many events, chosen by their sequence, or of all where there are fewer.</summary>
    public string SelectTimes(long about) =>
        $"SELECT _event_time AS t FROM {Delayed(From(Paths(_snapshot.Files)))}{Where(new Instant(long.MaxValue / 2))} AND hash(_sequence) % {Math.Max(1, Rows / about)} = 0";
}

/// <summary>Some of a table's files, to be read by one reader.</summary>
/// <param name="Number">From 0, in the order of the files.</param>
/// <param name="Files">The files.</param>
internal sealed record TablePart(int Number, IReadOnlyList<DeltaFile> Files);
