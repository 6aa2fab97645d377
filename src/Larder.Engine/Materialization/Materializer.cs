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

    /// <summary>Creates a materializer.</summary>
    public Materializer(Workspace workspace) => _workspace = workspace;

    /// <summary>Materializes a view.</summary>
    /// <param name="view">A view over a source; on-demand views are computed when asked for.</param>
    /// <param name="options">As of when, and how far back reads shall reach.</param>
    /// <param name="cancellationToken">Stops between batches; what is written stays and is not written again.</param>
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
        var started = _workspace.Clock.GetTimestamp();
        var applied = await AppliedVersions.LoadAsync(_workspace.Catalog, _workspace.Definitions, cancellationToken).ConfigureAwait(false);
        var online = OnlineViewName.Of(view.Name, applied.Of(view));

        // Taken before history is read: what a run that had to wait reads is at least as new as what the other one wrote.
        using var turn = await ProcessLock.OfOnlineViewAsync(_workspace, online, options.Progress, cancellationToken).ConfigureAwait(false);
        var table = (await OfflineTable.OpenAsync(_workspace.OfflinePath, view.Source, version: null, cancellationToken).ConfigureAwait(false)).For(view);

        using var engine = _workspace.OpenEngine();
        using var connection = engine.Connect();
        var asOf = options.AsOf ?? table.NewestInstant(connection, cancellationToken);
        await _workspace.Online.CreateAsync(online, cancellationToken).ConfigureAwait(false);
        var state = await _workspace.Online.GetStateAsync(online, cancellationToken).ConfigureAwait(false);
        if (state is not null && asOf < state.AsOf)
        {
            throw new ConflictException(
                $"View {view.Name} ({online}) is in the online store as of {state.AsOf} and cannot go back to {asOf}: newer rows win. Give an instant from {state.AsOf} on.");
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

        var horizon = view is CompiledAggregateView windows ? AggregateRows.HorizonOf(windows, asOf, options.Lookback) : new Instant(long.MinValue);
        var run = new MaterializationState(asOf, table.Reference, horizon, null, 0, IsComplete: false)
        {
            CodeVersion = _workspace.CodeVersion,
            Positions = state?.Positions ?? ReadOnlyDictionary<string, long>.Empty,
            StreamedTo = state?.StreamedTo,
        };
        var isSame = run.IsSameRun(state);
        if (isSame && state!.IsComplete)
        {
            return new MaterializationReport(view.Name, online, asOf, state.Rows, 0, 0, CodeChanged: false, _workspace.Clock.GetElapsedTime(started));
        }

        var wanted = options.Entities is { } entities ? KeyIndex.Of(view.Entity.KeyType, entities) : null;
        // Other code may have kept other entities and events, so that no rank tells which row is right; a run killed meanwhile left some.
        var codeChanged = state is not null && state.CodeVersion != run.CodeVersion;
        run = isSame ? state! : run with { ReplacesRows = codeChanged || state is { ReplacesRows: true, IsComplete: false } };

        var context = ScanContext.Of(_workspace, engine, asOf, cancellationToken);
        IOnlineRows rows = view switch
        {
            CompiledRowView rowView => LatestRows.Read(context, connection, table, rowView, wanted),
            CompiledAggregateView aggregate => AggregateRows.Read(context, table, aggregate, options.Lookback, wanted),
            _ => throw new UnreachableException($"No materialization for {view.GetType().Name}."),
        };
        var written = await WriteAsync(online, rows, run, state, options.Progress, cancellationToken).ConfigureAwait(false);
        return new MaterializationReport(view.Name, online, asOf, run.Rows + written, written, run.Rows, codeChanged, _workspace.Clock.GetElapsedTime(started));
    }

    /// <summary>Encodes the next batch while the store writes the last one.</summary>
    private async Task<long> WriteAsync(
        string online, IOnlineRows rows, MaterializationState state, MaterializationState? stored, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        var ids = rows.InKeyOrder(state.LastKey is null ? null : new EntityKey(state.LastKey));
        var (written, pending) = (0L, Task.CompletedTask);
        try
        {
            for (var first = 0; first < ids.Length || first == 0; first += BatchSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = Math.Min(BatchSize, ids.Length - first);
                var batch = new OnlineWrite[count];
                for (var i = 0; i < count; i++)
                {
                    batch[i] = rows.Encode(ids[first + i]);
                }

                written += count;
                var isLast = first + BatchSize >= ids.Length;
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
}

/// <summary>Choices for a materialization.</summary>
public sealed record MaterializationOptions
{
    /// <summary>How far back, before the materialization's instant, reads of aggregate views can reach by default.</summary>
    public static readonly TimeSpan DefaultLookback = TimeSpan.FromDays(7);

    /// <summary>The instant to bring the view to. Default: the newest in its table.</summary>
    public Instant? AsOf { get; init; }

    /// <summary>Events are kept for reads up to this long before <see cref="AsOf"/>. Default 7 days.</summary>
    public TimeSpan Lookback { get; init; } = DefaultLookback;

    /// <summary>
    /// The keys of the only entities to bring (composite ones as one value), for a sample in a store of its own: its state says complete all the same. Keys without events are left
    /// out. Default null: all entities.
    /// </summary>
    public IReadOnlyCollection<FeatureValue>? Entities { get; init; }

    /// <summary>Told about entities written.</summary>
    public IProgress<StepProgress>? Progress { get; init; }
}

/// <summary>What a materialization did.</summary>
/// <param name="View">The view.</param>
/// <param name="OnlineView">Its name in the online store.</param>
/// <param name="AsOf">The instant it was brought to.</param>
/// <param name="Rows">Entities it covers.</param>
/// <param name="Written">Entities written by this run; zero where all was there.</param>
/// <param name="Resumed">Entities that an earlier, unfinished run had written.</param>
/// <param name="CodeChanged">Whether the rows there were of another code version, so that all were written again.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record MaterializationReport(string View, string OnlineView, Instant AsOf, long Rows, long Written, long Resumed, bool CodeChanged, TimeSpan Elapsed);

/// <summary>The rows of a view, ready to be encoded.</summary>
internal interface IOnlineRows
{
    /// <summary>The numbers of the entities, by the order of their keys, from behind <paramref name="after"/> on.</summary>
    int[] InKeyOrder(EntityKey? after);

    /// <summary>Encodes an entity's row. Called by one thread.</summary>
    OnlineWrite Encode(int id);
}
