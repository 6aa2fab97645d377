using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline;

namespace Larder.Ingestion;

/// <summary>
/// Brings raw files into the offline store:
/// 1. the files are hashed; a file that was ingested before, alone or with others, is not ingested again;
/// 2. columns are matched to the event type, rows read, parsed and judged by the source's suite;
/// 3. only if the whole suite holds, accepted and quarantined rows are written as Parquet and committed.
/// A stop at any point leaves the tables as they were.
/// </summary>
public static class EventIngestion
{
    /// <summary>Runs the suite and stores the rows.</summary>
    /// <param name="workspace">Where to store them.</param>
    /// <param name="source">The source.</param>
    /// <param name="input">Path or glob that replaces the source's own; null for that.</param>
    /// <param name="progress">Told about rows read.</param>
    /// <param name="cancellationToken">Stops the run; nothing is stored then.</param>
    /// <exception cref="LarderException">The input is missing, unreadable or breaks the suite; the message says where.</exception>
    public static Task<IngestReport> RunAsync(
        Workspace workspace, SourceDefinition source, string? input = null, IProgress<StepProgress>? progress = null, CancellationToken cancellationToken = default) =>
        RunAsync(workspace, source, input, store: true, progress, cancellationToken);

    /// <summary>Runs the suite and stores nothing.</summary>
    /// <inheritdoc cref="RunAsync(Workspace, SourceDefinition, string?, IProgress{StepProgress}?, CancellationToken)"/>
    public static Task<IngestReport> ValidateAsync(
        Workspace workspace, SourceDefinition source, string? input = null, IProgress<StepProgress>? progress = null, CancellationToken cancellationToken = default) =>
        RunAsync(workspace, source, input, store: false, progress, cancellationToken);

    /// <summary>Checks that a path or glob stands for at least one file.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public static void EnsureExists(string path) => _ = InputFile.Resolve(path);

    private static async Task<IngestReport> RunAsync(
        Workspace workspace, SourceDefinition source, string? input, bool store, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(source);
        try
        {
            IngestReport? report;
            while ((report = await ReadAsync(workspace, source, input, store, progress, cancellationToken).ConfigureAwait(false)) is null)
            {
            }

            return report;
        }
        catch (Exception failed) when (EngineErrors.IsOfState(failed))
        {
            throw EngineErrors.OfState(workspace.Options.StatePath, failed);
        }
    }

    /// <summary>Null where another process was the first to ingest the source meanwhile: its events count, so all begins again behind them.</summary>
    private static async Task<IngestReport?> ReadAsync(
        Workspace workspace, SourceDefinition source, string? input, bool store, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        var path = input is null ? Path.Combine(workspace.Options.RepositoryPath, source.Path) : Path.GetFullPath(input);
        var files = InputFile.Resolve(path).Select(f => InputFile.Open(f, source.Format == SourceFormat.Csv, cancellationToken)).ToArray();
        var tables = new IngestTables(workspace, source, files);

        // The first ingest of a source takes its turn when its rows have passed: one that fails leaves nothing behind, not even a folder.
        var isFirst = !tables.Exist;
        using var turn = store && !isFirst ? await ProcessLock.OfSourceAsync(workspace, source.Name, progress, cancellationToken).ConfigureAwait(false) : null;
        if (store && await tables.FindEarlierAsync(cancellationToken).ConfigureAwait(false) is { } earlier)
        {
            return earlier;
        }

        using var engine = workspace.OpenEngine();
        using var connection = engine.Connect();
        using var staging = new StagingTables(engine, source.Schema);
        var suite = new SuiteRun(source);
        var firstSequence = store ? await tables.NextSequenceAsync(cancellationToken).ConfigureAwait(false) : 0;
        var (first, last) = (long.MaxValue, long.MinValue);
        var accepted = new int[EventReader.Capacity];
        foreach (var file in tables.Fresh)
        {
            using var rows = OpenRows(workspace, connection, source, file, cancellationToken);
            while (rows.Read(cancellationToken))
            {
                var (count, before) = (0, suite.RowsRead - suite.RowsQuarantined);
                for (var row = 0; row < rows.Batch.Count; row++)
                {
                    var broken = suite.Judge(rows, row);
                    if (broken.Count > 0)
                    {
                        var names = string.Join(", ", broken.Select(suite.NameOf));
                        staging.Quarantine(rows.Batch, row, rows.EventTimes[row], suite.NameOf(broken[0]), names, rows.RowsBefore + row + 1, Path.GetFileName(file.Path));
                        continue;
                    }

                    accepted[count++] = row;
                    (first, last) = (Math.Min(first, rows.EventTimes[row]), Math.Max(last, rows.EventTimes[row]));
                }

                staging.Accept(rows, accepted.AsSpan(0, count), firstSequence + before);
                progress?.Report(new StepProgress($"reading {Path.GetFileName(file.Path)}", suite.RowsRead, null));
            }

            file.EnsureUnchanged();
        }

        suite.JudgeWhole(path);
        var stored = suite.RowsRead - suite.RowsQuarantined;
        var counts = new IngestCounts(
            source.Name, suite.RowsRead, stored, suite.RowsQuarantined, suite.BrokenRules, stored == 0 ? null : first, stored == 0 ? null : last);
        if (!store)
        {
            return new IngestReport(counts, null, IsRepeat: false);
        }

        progress?.Report(new StepProgress("writing", suite.RowsRead, suite.RowsRead));
        staging.Close();
        using var late = isFirst ? await ProcessLock.OfSourceAsync(workspace, source.Name, progress, cancellationToken).ConfigureAwait(false) : null;
        if (isFirst && tables.Exist)
        {
            return null;
        }

        counts = source.EventId is null ? counts : await WithoutRepeatedAsync(workspace, connection, source, counts, isFirst, cancellationToken).ConfigureAwait(false);
        return await tables.CommitAsync(connection, counts, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IngestCounts> WithoutRepeatedAsync(
        Workspace workspace, DuckDbConnection connection, SourceDefinition source, IngestCounts counts, bool isFirst, CancellationToken cancellationToken)
    {
        var table = isFirst ? null : await OfflineTable.TryOpenAsync(workspace.OfflinePath, source, cancellationToken).ConfigureAwait(false);
        var repeated = RepeatedRows.Remove(connection, source, table, cancellationToken);
        long? Time(string which) => counts.RowsStored == repeated ? null : connection.QueryScalar<long>($"SELECT epoch_us({which}(_event_time)) FROM {StagingTables.Accepted}", cancellationToken);
        return repeated == 0 ? counts : counts with { RowsStored = counts.RowsStored - repeated, RowsRepeated = repeated, FirstEvent = Time("min"), LastEvent = Time("max") };
    }

    private static RawRows OpenRows(Workspace workspace, DuckDbConnection connection, SourceDefinition source, InputFile file, CancellationToken cancellationToken)
    {
        var parquet = source.Format == SourceFormat.Csv ? [] : ParquetColumns(connection, file.Path, cancellationToken);
        var header = source.Format == SourceFormat.Csv ? CsvHeader.Read(file.Path) : [.. parquet.Select(c => c.Name)];
        var match = CsvHeader.Match(source.Schema, header, out var missing);
        var readable = source.Format == SourceFormat.Csv && file.NeedsCopy && missing.Count == 0 ? workspace.TemporaryPath("lines.csv") : file.Path;
        if (readable != file.Path)
        {
            LineEnds.Unify(file.Path, readable, cancellationToken);
        }

        return missing.Count == 0
            ? RawRows.Open(connection, source, file.Path, readable, header, match, [.. match.Select(m => parquet.Count > 0 && parquet[m].Type.Kind == DuckDbTypeKind.TimestampTz)], cancellationToken)
            : throw SuiteRun.Breached(source, file.Path, [$"schema: column {string.Join(", ", missing)} missing (the file has {string.Join(", ", header)})"]);
    }

    private static IReadOnlyList<DuckDbColumn> ParquetColumns(DuckDbConnection connection, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var result = connection.Query($"SELECT * FROM read_parquet({Identifiers.Literal(path)}) LIMIT 0", cancellationToken);
            return result.Columns;
        }
        catch (DuckDbException failed)
        {
            throw EngineErrors.OfInput(path, failed);
        }
    }
}
