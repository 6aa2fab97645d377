using System.Globalization;
using Larder.Engine;
using Larder.Errors;
using Larder.Ingestion;
using Larder.Offline;
using Larder.Storage;
using Larder.Types;

namespace Larder.Derived;

/// <summary>
/// Computes a derived source anew: a joined one some days at a time and in whatever order, after its definition, its code or what it reads has changed. The table stays as it is until every day is
/// computed; then one commit switches it. Rows depend on their own event and on what was known then, so that they are the same in whatever order and however often days are computed.
/// A SQL view is one query over all rows: it is computed as a whole, and switched by the same commit.
/// </summary>
public sealed class Backfiller
{
    /// <summary>About how many events of the base are worked on at once; a day is never split.</summary>
    public const long DefaultRows = 500_000;

    private readonly Workspace _workspace;
    private readonly IProgress<StepProgress>? _progress;
    private readonly long _rows;

    /// <summary>Creates a backfiller.</summary>
    /// <param name="workspace">Where the tables lie.</param>
    /// <param name="progress">Told about days.</param>
    /// <param name="rows">About how many events are worked on at once. Default <see cref="DefaultRows"/>.</param>
    public Backfiller(Workspace workspace, IProgress<StepProgress>? progress = null, long rows = DefaultRows)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        (_workspace, _progress, _rows) = (workspace, progress, rows);
    }

    /// <summary>What a run would read and write. Nothing is written.</summary>
    /// <exception cref="InvalidInputException">The source is not derived, has no days to choose from, or no day lies in the range.</exception>
    /// <exception cref="NotFoundException">Something it reads has no events.</exception>
    public async Task<BackfillPlan> PlanAsync(SourceDefinition source, BackfillOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new BackfillOptions();
        await PrepareAsync(source, options, cancellationToken).ConfigureAwait(false);
        return source.Derivation is JoinDerivation join
            ? (await OpenAsync(source, join, options, cancellationToken).ConfigureAwait(false)).Plan
            : await PlanWholeAsync(source, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Computes the days of the range that are missing, and switches the table where then all are there.</summary>
    /// <returns>What was done.</returns>
    /// <inheritdoc cref="PlanAsync"/>
    /// <exception cref="ConflictException">Another machine has written the table meanwhile.</exception>
    public async Task<BackfillReport> RunAsync(SourceDefinition source, BackfillOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new BackfillOptions();
        try
        {
            await PrepareAsync(source, options, cancellationToken).ConfigureAwait(false);
            if (source.Derivation is not JoinDerivation join)
            {
                var made = await new Deriver(_workspace, _progress).RebuildAsync(source, cancellationToken).ConfigureAwait(false);
                return made.Outcome == DerivationOutcome.Waiting ? throw new NotFoundException(made.Reason!) : new BackfillReport(source.Name, 0, made.Rows, 0, made.TableVersion);
            }

            using var turn = await ProcessLock.OfDerivedAsync(_workspace, source.Name, _progress, cancellationToken).ConfigureAwait(false);
            return await ComputeAsync(await OpenAsync(source, join, options, cancellationToken).ConfigureAwait(false), options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failed) when (EngineErrors.IsOfState(failed))
        {
            throw EngineErrors.OfState(_workspace.Options.StatePath, failed);
        }
    }

    /// <summary>Brings what the source reads up to date.</summary>
    private async Task PrepareAsync(SourceDefinition source, BackfillOptions options, CancellationToken cancellationToken)
    {
        if (source.Derivation is not { } derivation)
        {
            throw new InvalidInputException($"Source {source.Name} comes from files and is not computed; run 'larder ingest {source.Name}'.");
        }

        if (derivation is SqlDerivation && (options.From is not null || options.To is not null || options.NewestFirst))
        {
            throw new InvalidInputException($"SQL view {source.Name} is one query over all rows and has no days of its own; run 'larder backfill {source.Name}' without --from, --to and --newest-first.");
        }

        await new Deriver(_workspace, _progress).RunAsync(derivation.Upstream, cancellationToken).ConfigureAwait(false);
    }

    private async Task<BackfillPlan> PlanWholeAsync(SourceDefinition source, CancellationToken cancellationToken)
    {
        var upstream = await Upstream.OpenAsync(_workspace, source.Derivation!, cancellationToken).ConfigureAwait(false);
        var wanted = Deriver.Wanted(_workspace, source, upstream);
        var table = await DerivedTable.OpenAsync(_workspace, source, cancellationToken).ConfigureAwait(false);
        return new BackfillPlan(source.Name, Deriver.IsCurrent(table.State, wanted) ? null : Deriver.WhyOther(table, wanted), VersionsOf(upstream), [])
        {
            Whole = new WholeBackfill(upstream.Versions.Sum(u => upstream[u.Table].Rows), table.Rows),
        };
    }

    private static TableVersion[] VersionsOf(Upstream upstream) => [.. upstream.Versions.Select(u => new TableVersion(u.Table, u.Version))];

    private async Task<Opened> OpenAsync(SourceDefinition source, JoinDerivation join, BackfillOptions options, CancellationToken cancellationToken)
    {
        var upstream = await Upstream.OpenAsync(_workspace, join, cancellationToken).ConfigureAwait(false);
        var wanted = Deriver.Wanted(_workspace, source, upstream);
        var table = await DerivedTable.OpenAsync(_workspace, source, cancellationToken).ConfigureAwait(false);
        var beside = await BackfillTable.OpenAsync(_workspace, source, cancellationToken).ConfigureAwait(false);
        var isCurrent = Deriver.IsCurrent(table.State, wanted);
        var done = Deriver.IsCurrent(beside.State?.Made, wanted) ? beside.State!.Days.ToHashSet(StringComparer.Ordinal) : [];
        BackfillDay[] days =
        [
            .. upstream[join.Base.Name].Days.Select(d => (Day: DateOnly.ParseExact(d.Day, "yyyy-MM-dd", CultureInfo.InvariantCulture), d.Rows))
                .Select(d => new BackfillDay(d.Day, d.Rows, isCurrent || done.Contains(Text(d.Day)), !(d.Day < options.From) && !(d.Day > options.To))),
        ];
        if (!days.Any(d => d.IsWanted))
        {
            throw new InvalidInputException($"{join.Base.Name} has no events from {options.From?.ToString("O", CultureInfo.InvariantCulture) ?? "the first day"} to {options.To?.ToString("O", CultureInfo.InvariantCulture) ?? "the last"}; it has them from {Text(days[0].Day)} to {Text(days[^1].Day)}.");
        }

        var plan = new BackfillPlan(source.Name, isCurrent ? null : Deriver.WhyOther(table, wanted), VersionsOf(upstream), days);
        return new Opened(source, join, upstream, wanted, table, beside, plan);
    }

    private async Task<BackfillReport> ComputeAsync(Opened run, BackfillOptions options, CancellationToken cancellationToken)
    {
        if (run.Plan.Reason is null)
        {
            run.Beside.Delete();
            return new BackfillReport(run.Source.Name, 0, 0, 0, run.Table.Version);
        }

        if (run.Beside.State is { } other && !Deriver.IsCurrent(other.Made, run.Wanted))
        {
            run.Beside.Delete();
        }

        BackfillDay[] missing = [.. run.Plan.Days.Where(d => d is { IsWanted: true, IsDone: false })];
        var portions = Portions(options.NewestFirst ? missing.Reverse() : missing).ToArray();
        var (computed, rows) = (0, 0L);
        foreach (var portion in portions)
        {
            _progress?.Report(new StepProgress($"backfilling {run.Source.Name}, {Text(portion.Min(d => d.Day))} to {Text(portion.Max(d => d.Day))}", computed, missing.Length));
            rows += await ComputeAsync(run, portion, cancellationToken).ConfigureAwait(false);
            computed += portion.Count;
        }

        var left = run.Plan.Days.Count(d => !d.IsDone) - computed;
        var version = left > 0 ? null : await SwitchAsync(run, cancellationToken).ConfigureAwait(false);
        return new BackfillReport(run.Source.Name, computed, rows, left, version);
    }

    private IEnumerable<IReadOnlyList<BackfillDay>> Portions(IEnumerable<BackfillDay> days)
    {
        var (portion, rows) = (new List<BackfillDay>(), 0L);
        foreach (var day in days)
        {
            if (portion.Count > 0 && rows + day.Rows > _rows)
            {
                yield return portion;
                (portion, rows) = ([], 0);
            }

            portion.Add(day);
            rows += day.Rows;
        }

        if (portion.Count > 0)
        {
            yield return portion;
        }
    }

    private async Task<long> ComputeAsync(Opened run, IReadOnlyList<BackfillDay> days, CancellationToken cancellationToken)
    {
        using var engine = _workspace.OpenEngine();
        using var connection = engine.Connect();
        using var staging = new StagingTables(engine, run.Source.Schema);
        var events = run.Upstream[run.Join.Base.Name].OnDays(days.Select(d => Text(d.Day)).ToHashSet(StringComparer.Ordinal));
        var context = ScanContext.Of(_workspace, engine, new Instant(long.MaxValue / 2), cancellationToken);
        var newest = JoinRun.Stage(context, run.Source, run.Join.Compiled, events, run.Upstream, staging, _progress);
        staging.Close();
        var before = run.Beside.State;
        var made = run.Wanted with { Newest = newest is null ? before?.Made.Newest : Math.Max(newest.Value, before?.Made.Newest ?? long.MinValue) };
        var state = new BackfillState(made, [.. (before?.Days ?? []).Concat(days.Select(d => Text(d.Day))).Order(StringComparer.Ordinal)]);
        var rows = connection.QueryScalar<long>($"SELECT count(*) FROM {StagingTables.Accepted}", cancellationToken);
        await run.Beside.AddAsync(engine, staging, state, cancellationToken).ConfigureAwait(false);
        return rows;
    }

    private static async Task<long?> SwitchAsync(Opened run, CancellationToken cancellationToken)
    {
        var made = run.Beside.State?.Made ?? run.Wanted;
        var version = await run.Table.SwitchAsync(run.Beside, made, cancellationToken).ConfigureAwait(false)
            ?? throw new ConflictException($"Source {run.Source.Name} was derived by another machine meanwhile; the days computed are kept, run 'larder backfill {run.Source.Name}' again.");
        run.Beside.Delete();
        return version;
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record Opened(
        SourceDefinition Source, JoinDerivation Join, Upstream Upstream, DerivedState Wanted, DerivedTable Table, BackfillTable Beside, BackfillPlan Plan);
}
