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

    /// <summary>What the next ingest of a Delta table would read; only its log is looked at.</summary>
    /// <exception cref="LarderException">The table cannot be followed; the message says why.</exception>
    public static async Task<InputPlan> PlanAsync(Workspace workspace, SourceDefinition source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(source);
        var inputs = await DeltaInput.OpenAsync(workspace, source, Path.Combine(workspace.Options.RepositoryPath, source.Path), store: true, cancellationToken).ConfigureAwait(false);
        return new InputPlan(inputs.Delta!.Version, inputs.Files.Count, inputs.Skipped);
    }

    /// <summary>Checks that a source's path, folder or glob stands for at least one file of this machine; nobody else is asked.</summary>
    /// <param name="source">The source.</param>
    /// <param name="input">Path or glob that replaces the source's own; null for that.</param>
    /// <exception cref="LarderException">There is no file, or the source takes none.</exception>
    public static void EnsureExists(SourceDefinition source, string? input)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (RemoteInput.IsOne(input ?? source.Path))
        {
            return;
        }

        var path = Path.GetFullPath(input ?? source.Path);
        switch (source.Format)
        {
            case SourceFormat.Delta: _ = DeltaInput.FolderOf(source, path); break;
            case SourceFormat.Postgres: RowInput.RefuseInput(source, input); break;
            default: _ = InputPaths.Resolve(path, FileFormat.Of(source)); break;
        }
    }

    private static async Task<IngestReport> RunAsync(
        Workspace workspace, SourceDefinition source, string? input, bool store, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(source);
        try
        {
            var (mayCarry, isChecked) = (true, false);
            while (true)
            {
                try
                {
                    if (await ReadAsync(workspace, source, input, store, mayCarry, isChecked, progress, cancellationToken).ConfigureAwait(false) is { } report)
                    {
                        return report;
                    }
                }
                catch (UncheckedException)
                {
                    isChecked = true;
                }
                catch (UnavailableException failed) when (mayCarry && failed.InnerException is DuckDbException { Kind: not (DuckDbErrorKind.IO or DuckDbErrorKind.OutOfMemory) })
                {
                    // The input may be to blame, where the engine carries its rows; where they are read first, it says so.
                    mayCarry = false;
                }
            }
        }
        catch (Exception failed) when (EngineErrors.IsOfState(failed))
        {
            throw EngineErrors.OfState(workspace.Options.StatePath, failed);
        }
    }

    /// <summary>Null where another process was the first to ingest the source meanwhile: its events count, so all begins again behind them.</summary>
    private static async Task<IngestReport?> ReadAsync(
        Workspace workspace, SourceDefinition source, string? input, bool store, bool mayCarry, bool isChecked, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        var inputs = await InputSet.OpenAsync(workspace, source, input, store, cancellationToken).ConfigureAwait(false);
        inputs = isChecked ? await inputs.CheckedAsync(cancellationToken).ConfigureAwait(false) : inputs;
        var tables = new IngestTables(workspace, source, inputs);

        // The first ingest of a source takes its turn when its rows have passed: one that fails leaves nothing behind, not even a folder.
        var isFirst = !tables.Exist;
        using var turn = store && !isFirst ? await ProcessLock.OfSourceAsync(workspace, source.Name, progress, cancellationToken).ConfigureAwait(false) : null;
        if (store && await tables.FindEarlierAsync(cancellationToken).ConfigureAwait(false) is { } earlier)
        {
            if (inputs is { QuietBehind: { } behind, Delta: { } position })
            {
                await QuietPosition.WriteAsync(workspace, source, behind, position, cancellationToken).ConfigureAwait(false);
            }

            return earlier;
        }

        if (tables.IsOvertaken)
        {
            return null;
        }

        using var engine = workspace.OpenEngine();
        using var connection = engine.Connect();
        var suite = new SuiteRun(source);
        var firstSequence = store ? await tables.NextSequenceAsync(cancellationToken).ConfigureAwait(false) : 0;
        using var judged = JudgedRows.For(engine, connection, source, tables.Fresh, mayCarry, firstSequence, cancellationToken);
        var reading = new InputReading(source, suite, judged, firstSequence, progress);
        foreach (var file in tables.Fresh)
        {
            file.Check?.Begin(cancellationToken);
            try
            {
                reading.Read(workspace, connection, file, cancellationToken);
            }
            catch when (file.Check is not null)
            {
                // What is wrong with the file itself says more than what the engine stumbled over.
                await EnsureCountsAsync(file, cancellationToken).ConfigureAwait(false);
                throw;
            }

            await EnsureCountsAsync(file, cancellationToken).ConfigureAwait(false);
            file.EnsureUnchanged();
        }

        tables.Watermark = reading.Watermark;
        suite.JudgeWhole(inputs.Name);
        var stored = suite.RowsRead - suite.RowsQuarantined;
        var counts = new IngestCounts(
            source.Name, suite.RowsRead, stored, suite.RowsQuarantined, suite.BrokenRules, stored == 0 ? null : reading.First, stored == 0 ? null : reading.Last)
        { RowsTooEarly = reading.TooEarly };
        if (!store)
        {
            return new IngestReport(counts, null, IsRepeat: false) { FilesRead = tables.Fresh.Count, FilesSkipped = inputs.Skipped };
        }

        progress?.Report(new StepProgress("writing", suite.RowsRead, suite.RowsRead));
        judged.Close(cancellationToken);
        using var late = isFirst ? await ProcessLock.OfSourceAsync(workspace, source.Name, progress, cancellationToken).ConfigureAwait(false) : null;
        if (isFirst && tables.Exist)
        {
            return null;
        }

        counts = source.EventId is null ? counts : await WithoutRepeatedAsync(workspace, connection, source, counts, isFirst, cancellationToken).ConfigureAwait(false);
        return await tables.CommitAsync(engine, counts, judged, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="UncheckedException">The rows that were read of a file do not count.</exception>
    private static async Task EnsureCountsAsync(InputFile file, CancellationToken cancellationToken)
    {
        if (file.Check is { } check && await check.NeedsCopyAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new UncheckedException();
        }
    }

    private static async Task<IngestCounts> WithoutRepeatedAsync(
        Workspace workspace, DuckDbConnection connection, SourceDefinition source, IngestCounts counts, bool isFirst, CancellationToken cancellationToken)
    {
        var table = isFirst ? null : await OfflineTable.TryOpenAsync(workspace.OfflinePath, source, cancellationToken).ConfigureAwait(false);
        var repeated = RepeatedRows.Remove(connection, source, table, cancellationToken);
        long? Time(string which) => counts.RowsStored == repeated ? null : connection.QueryScalar<long>($"SELECT epoch_us({which}(_event_time)) FROM {StagingTables.Accepted}", cancellationToken);
        return repeated == 0 ? counts : counts with { RowsStored = counts.RowsStored - repeated, RowsRepeated = repeated, FirstEvent = Time("min"), LastEvent = Time("max") };
    }

    /// <summary>A file was read before it was known that the engine reads it only from a copy; all begins again.</summary>
    private sealed class UncheckedException : Exception;
}
