using System.Collections.ObjectModel;
using System.Diagnostics;
using Larder.Catalog;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline;
using Larder.Storage;
using Larder.Types;

namespace Larder.Materialization;

/// <summary>
/// Brings views from history into the online store: entities are written in the order of their keys, batch by batch, each batch in one
/// transaction with how far the run has come. A killed run started again with the same facts goes on behind the last batch. One process at a
/// time materializes a view; where the store is shared by machines, a run that another one has overtaken stops.
/// </summary>
public sealed class Materializer
{
    /// <summary>Entities per transaction.</summary>
    public const int BatchSize = 50_000;

    private readonly Workspace _workspace;
    private readonly int _batchSize;

    /// <summary>Creates a materializer.</summary>
    /// <param name="workspace">Where history and the online store are.</param>
    /// <param name="batchSize">Entities per transaction. Default <see cref="BatchSize"/>.</param>
    public Materializer(Workspace workspace, int batchSize = BatchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        (_workspace, _batchSize) = (workspace, batchSize);
    }

    /// <summary>Materializes a view.</summary>
    /// <param name="view">A view over a source; on-demand views are computed when asked for.</param>
    /// <param name="options">As of when, how far back reads shall reach, and of which range of event time.</param>
    /// <param name="cancellationToken">Stops between batches; what is written stays and is not written again.</param>
    /// <exception cref="InvalidInputException">The range holds nothing, or begins after the instant.</exception>
    /// <exception cref="LarderException">The view is not applied, has no events, is in the store as of a later instant, is materialized by another process, or the store refuses.</exception>
    public async Task<MaterializationReport> RunAsync(CompiledSourceView view, MaterializationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(view);
        try
        {
            return await MaterializeAsync(view, options ?? new MaterializationOptions(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failed) when (EngineErrors.IsOfState(failed))
        {
            throw EngineErrors.OfState(_workspace.Options.StatePath, failed);
        }
    }

    private async Task<MaterializationReport> MaterializeAsync(CompiledSourceView view, MaterializationOptions options, CancellationToken cancellationToken)
    {
        RequireOneKind(options);
        var started = _workspace.Clock.GetTimestamp();
        var applied = await AppliedVersions.LoadAsync(_workspace.Catalog, _workspace.Definitions, cancellationToken).ConfigureAwait(false);
        var online = OnlineViewName.Of(view.Name, applied.Of(view));

        // Taken before history is read: what a run that had to wait reads is at least as new as what the other one wrote.
        using var turn = await ProcessLock.OfOnlineViewAsync(_workspace, online, options.Progress, cancellationToken).ConfigureAwait(false);
        var table = (await OfflineTable.OpenAsync(_workspace.OfflinePath, view.Source, version: null, cancellationToken).ConfigureAwait(false)).For(view);

        using var engine = _workspace.OpenEngine();
        using var connection = engine.Connect();
        await _workspace.Online.CreateAsync(online, cancellationToken).ConfigureAwait(false);
        var state = await _workspace.Online.GetStateAsync(online, cancellationToken).ConfigureAwait(false);
        var asOf = options.AsOf ?? Latest(table.NewestInstant(connection, cancellationToken), state?.AsOf, state?.Reaching);
        if (state is not null && asOf < state.AsOf)
        {
            throw new ConflictException(
                $"View {view.Name} ({online}) is in the online store as of {state.AsOf} and cannot go back to {asOf}: newer rows win. Give an instant from {state.AsOf} on.");
        }

        if (state?.Reaching is { } reaching && asOf < reaching)
        {
            throw new ConflictException(
                $"View {view.Name} ({online}) has rows of an incremental run as of {reaching} that did not finish and cannot go back to {asOf}: newer rows win. Give an instant from {reaching} on.");
        }

        if (state?.StreamedTo is { } streamed && asOf < streamed)
        {
            throw new ConflictException(
                $"View {view.Name} ({online}) has events from streams that were known at {streamed} and cannot go back to {asOf}; ingest them, then give an instant from {streamed} on.");
        }

        if (state is not null && options.Entities is not null)
        {
            throw new ConflictException(
                $"View {view.Name} ({online}) is in the online store already and cannot be replaced by some of its entities; give all of them, or an empty store.");
        }

        if (options.Range is { } wished && wished.From > asOf)
        {
            throw new InvalidInputException(
                $"The range from {wished} begins after {asOf}, the instant that view {view.Name} is brought to, so nothing of it can be seen; begin it at {asOf} at the latest, or give a later --as-of.");
        }

        var run = WholeRun(_workspace, view, table, asOf, options.Lookback, state);
        var isSame = run.IsSameRun(state);
        if (isSame && state!.IsComplete)
        {
            return new MaterializationReport(view.Name, online, asOf, state.Rows, 0, 0, CodeChanged: false, _workspace.Clock.GetElapsedTime(started))
            {
                Range = options.Range is { } there ? new RangeOutcome(there, [], IsWhole: true) : null,
            };
        }

        var context = ScanContext.Of(_workspace, engine, asOf, cancellationToken);
        if (options.Range is { } range)
        {
            var brought = await new RangeRun(_workspace, online, state, _batchSize, options.Progress).RunAsync(context, connection, table, view, range, run).ConfigureAwait(false);
            return new MaterializationReport(view.Name, online, asOf, brought.Rows, brought.Written, 0, CodeChanged: false, _workspace.Clock.GetElapsedTime(started))
            {
                Range = brought.Outcome,
                Files = brought.Files,
            };
        }

        var increment = options.Incremental ? await Increment.FindAsync(view, table, state, run, cancellationToken).ConfigureAwait(false) : default;
        if (increment.Fresh is { } fresh)
        {
            var (changed, added) = await new IncrementalRun(_workspace, online, state!, _batchSize, options.Progress).RunAsync(context, connection, fresh, view, run).ConfigureAwait(false);
            return new MaterializationReport(view.Name, online, asOf, state!.Rows + added, changed, 0, CodeChanged: false, _workspace.Clock.GetElapsedTime(started)) { Files = table.FilesRead(asOf, fresh) };
        }

        var wanted = options.Entities is { } entities ? KeyIndex.Of(view.Entity.KeyType, entities) : null;
        // Other code may have kept other entities and events, so that no rank tells which row is right, and rows may have gone; a run killed meanwhile left some.
        var codeChanged = state is not null && state.CodeVersion != run.CodeVersion;
        run = isSame && state!.LastKey is not null ? state : run with
        {
            ReplacesRows = codeChanged || state is { ReplacesRows: true, IsComplete: false } || await HasLostRowsAsync(table, state, cancellationToken).ConfigureAwait(false),
        };
        IOnlineRows rows = view switch
        {
            CompiledRowView rowView => LatestRows.Read(context, connection, table, rowView, wanted),
            CompiledAggregateView aggregate => AggregateRows.Read(context, table, aggregate, run.HorizonStart, wanted),
            _ => throw new UnreachableException($"No materialization for {view.GetType().Name}."),
        };
        var written = await WriteAsync(context, online, rows, run, state, options.Progress).ConfigureAwait(false);
        return new MaterializationReport(view.Name, online, asOf, run.Rows + written, written, run.Rows, codeChanged, _workspace.Clock.GetElapsedTime(started))
        {
            WholeBecause = increment.WholeBecause,
            Files = table.FilesRead(asOf),
        };
    }

    private static void RequireOneKind(MaterializationOptions options)
    {
        if (options.Range is { } range && range.From >= range.Before)
        {
            throw new InvalidInputException($"The range from {range} holds nothing; give an end behind the start, which itself does not belong to it.");
        }

        if (options.Range is not null && (options.Incremental || options.Entities is not null))
        {
            throw new ArgumentException("A range is neither incremental nor of chosen entities; give one of the three.", nameof(options));
        }
    }

    /// <summary>The state before the first batch of a run over everything.</summary>
    internal static MaterializationState WholeRun(Workspace workspace, CompiledSourceView view, OfflineTable table, Instant asOf, TimeSpan lookback, MaterializationState? stored)
    {
        var horizon = view is CompiledAggregateView windows ? AggregateRows.HorizonOf(windows, asOf, lookback) : new Instant(long.MinValue);
        return new MaterializationState(asOf, table.Reference, horizon, null, 0, IsComplete: false)
        {
            CodeVersion = workspace.CodeVersion,
            SourceFiles = table.Fingerprint,
            Positions = stored?.Positions ?? ReadOnlyDictionary<string, long>.Empty,
            StreamedTo = stored?.StreamedTo,
        };
    }

    /// <summary>The latest of some instants.</summary>
    internal static Instant Latest(Instant newest, params ReadOnlySpan<Instant?> reached)
    {
        foreach (var instant in reached)
        {
            newest = instant > newest ? instant.Value : newest;
        }

        return newest;
    }

    /// <summary>Whether the table is not the one that the stored rows are of, only longer: then rows of entities that it has no more must go.</summary>
    internal static async Task<bool> HasLostRowsAsync(OfflineTable table, MaterializationState? state, CancellationToken cancellationToken) =>
        state is { SourceFiles.Length: > 0 } && state.SourceFiles != table.Fingerprint
        && await table.SinceAsync(TableVersion.Parse(state.Source).Version, state.SourceFiles, cancellationToken).ConfigureAwait(false) is null;

    /// <summary>Encodes the next batch, on all threads, while the store writes the last one.</summary>
    private async Task<long> WriteAsync(
        ScanContext context, string online, IOnlineRows rows, MaterializationState state, MaterializationState? stored, IProgress<StepProgress>? progress)
    {
        var cancellationToken = context.CancellationToken;
        var ids = rows.InKeyOrder(state.LastKey is null ? null : new EntityKey(state.LastKey));
        var (written, pending) = (0L, Task.CompletedTask);
        try
        {
            for (var first = 0; first < ids.Length || first == 0; first += _batchSize)
            {
                var batch = Encode(context, rows, ids.AsMemory(first, Math.Min(_batchSize, ids.Length - first)));
                written += batch.Length;
                var isLast = first + _batchSize >= ids.Length;
                var reached = state with { LastKey = isLast ? null : batch[^1].Key.Array, Rows = state.Rows + written, IsComplete = isLast };
                await pending.ConfigureAwait(false);
                var expected = stored;
                pending = Task.Run(() => _workspace.Online.WriteAsync(online, batch, reached, expected, cancellationToken), cancellationToken);
                stored = reached;
                progress?.Report(new StepProgress($"writing {online}", written, ids.Length));
            }
        }
        catch
        {
            // Nothing may still be written when the caller hears of the failure.
            await pending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await pending.ConfigureAwait(false);
        return written;
    }

    /// <summary>Encodes entities on all threads.</summary>
    internal static OnlineWrite[] Encode(ScanContext context, IOnlineRows rows, ReadOnlyMemory<int> ids)
    {
        const int Stretch = 1024;
        var batch = new OnlineWrite[ids.Length];
        context.CancellationToken.ThrowIfCancellationRequested();
        context.ForEach((ids.Length + Stretch - 1) / Stretch, rows.NewEncoder, (encode, stretch) =>
        {
            for (var i = stretch * Stretch; i < Math.Min(ids.Length, (stretch + 1) * Stretch); i++)
            {
                batch[i] = encode(ids.Span[i]);
            }
        });
        return batch;
    }
}
