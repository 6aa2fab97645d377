using System.Diagnostics;
using Larder.Catalog;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Ingestion;
using Larder.Offline;
using Larder.Types;

namespace Larder.Derived;

/// <summary>
/// Brings the tables of derived sources up to date. New rows are made of new rows alone where that is exact: a derived row never changes once it is made,
/// unless something it looked up got rows since that it could have seen. Then, and when the definition or the code changed, all rows are made anew.
/// </summary>
public sealed class Deriver
{
    private const string UpstreamChanged = "what it reads has changed";

    private readonly Workspace _workspace;
    private readonly IProgress<StepProgress>? _progress;

    /// <summary>Creates a deriver.</summary>
    /// <param name="workspace">Where the tables lie.</param>
    /// <param name="progress">Told what is being done.</param>
    public Deriver(Workspace workspace, IProgress<StepProgress>? progress = null) => (_workspace, _progress) = (workspace, progress);

    /// <summary>Brings sources up to date, and before them the derived sources that they read.</summary>
    /// <param name="sources">Any sources; those that come from files need nothing.</param>
    /// <param name="cancellationToken">Stops the run; a table that is not finished stays as it was.</param>
    /// <returns>One report per derived source, in the order made. A source that lacks events upstream waits.</returns>
    /// <exception cref="LarderException">A query or lambda failed, or a table cannot be read or written.</exception>
    public async Task<IReadOnlyList<DerivationReport>> RunAsync(IEnumerable<SourceDefinition> sources, CancellationToken cancellationToken = default)
    {
        var reports = new List<DerivationReport>();
        try
        {
            foreach (var source in DerivationOrder.Of(sources))
            {
                reports.Add(await OneAsync(source, source.Derivation!, isWhole: false, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (Exception failed) when (EngineErrors.IsOfState(failed))
        {
            throw EngineErrors.OfState(_workspace.Options.StatePath, failed);
        }

        return reports;
    }

    /// <summary>Brings one source up to date, all of it anew where it is not, whatever could be added. What it reads must be up to date.</summary>
    internal Task<DerivationReport> RebuildAsync(SourceDefinition source, CancellationToken cancellationToken) => OneAsync(source, source.Derivation!, isWhole: true, cancellationToken);

    private async Task<DerivationReport> OneAsync(SourceDefinition source, Derivation derivation, bool isWhole, CancellationToken cancellationToken)
    {
        while (true)
        {
            Upstream upstream;
            try
            {
                upstream = await Upstream.OpenAsync(_workspace, derivation, cancellationToken).ConfigureAwait(false);
            }
            catch (NotFoundException nothing)
            {
                return new DerivationReport(source.Name, DerivationOutcome.Waiting, 0, null, nothing.Message);
            }

            var wanted = Wanted(_workspace, source, upstream);
            var table = await DerivedTable.OpenAsync(_workspace, source, cancellationToken).ConfigureAwait(false);
            if (IsCurrent(table.State, wanted))
            {
                return new DerivationReport(source.Name, DerivationOutcome.Unchanged, 0, table.Version, null);
            }

            using var turn = await ProcessLock.OfDerivedAsync(_workspace, source.Name, _progress, cancellationToken).ConfigureAwait(false);
            table = await DerivedTable.OpenAsync(_workspace, source, cancellationToken).ConfigureAwait(false);
            if (IsCurrent(table.State, wanted))
            {
                return new DerivationReport(source.Name, DerivationOutcome.Unchanged, 0, table.Version, null);
            }

            if (await MakeAsync(source, derivation, table, wanted, upstream, isWhole, cancellationToken).ConfigureAwait(false) is { } report)
            {
                return report;
            }
        }
    }

    /// <summary>Null where another process committed meanwhile, so that all begins again behind it.</summary>
    private async Task<DerivationReport?> MakeAsync(
        SourceDefinition source, Derivation derivation, DerivedTable table, DerivedState wanted, Upstream upstream, bool isWhole, CancellationToken cancellationToken)
    {
        using var engine = _workspace.OpenEngine();
        var reason = isWhole ? WhyOther(table, wanted) : await WhyAllAsync(derivation, table, wanted, upstream, engine, cancellationToken).ConfigureAwait(false);
        var before = reason is null ? table.State! : null;
        _progress?.Report(new StepProgress(reason is null ? $"deriving {source.Name}: new rows" : $"deriving {source.Name}: all rows ({reason})", 0, null));
        using var connection = engine.Connect();
        using var staging = new StagingTables(engine, source.Schema);
        var (newest, next) = derivation switch
        {
            JoinDerivation join => (await JoinAsync(source, join, before, upstream, engine, staging, cancellationToken).ConfigureAwait(false), 0),
            SqlDerivation sql => await QueryAsync(source, sql, before, upstream, engine, staging, cancellationToken).ConfigureAwait(false),
            _ => throw new UnreachableException($"No derivation for {derivation.GetType().Name}."),
        };
        staging.Close();
        var rows = connection.QueryScalar<long>($"SELECT count(*) FROM {StagingTables.Accepted}", cancellationToken);
        var state = wanted with { Newest = Later(newest, before?.Newest), NextSequence = next };
        return await table.CommitAsync(engine, staging, state, replaces: before is null, cancellationToken).ConfigureAwait(false) is { } version
            ? new DerivationReport(source.Name, before is null ? DerivationOutcome.Rebuilt : DerivationOutcome.Appended, rows, version, reason)
            : null;
    }

    private async Task<long?> JoinAsync(
        SourceDefinition source, JoinDerivation join, DerivedState? before, Upstream upstream, DuckDbDatabase engine, StagingTables staging, CancellationToken cancellationToken)
    {
        var events = await EventsAsync(join.Base.Name, before, upstream, cancellationToken).ConfigureAwait(false);
        var context = ScanContext.Of(_workspace, engine, new Instant(long.MaxValue / 2), cancellationToken);
        return JoinRun.Stage(context, source, join.Compiled, events, upstream, staging, _progress);
    }

    private async Task<(long? Newest, long Next)> QueryAsync(
        SourceDefinition source, SqlDerivation sql, DerivedState? before, Upstream upstream, DuckDbDatabase engine, StagingTables staging, CancellationToken cancellationToken)
    {
        // Sources are views of this connection alone, so that none of them hides a staging table from the others.
        using var connection = engine.Connect();
        foreach (var read in sql.Upstream)
        {
            var events = await EventsAsync(read.Name, before, upstream, cancellationToken).ConfigureAwait(false);
            if (events.Rows == 0)
            {
                return (null, before!.NextSequence);
            }

            SqlRun.Define(connection, events);
        }

        SqlRun.Confine(connection, _workspace.OfflinePath);
        return SqlRun.Stage(connection, source, sql.Statement, before?.NextSequence ?? 0, staging, _progress, cancellationToken);
    }

    /// <summary>All of a table, or what is new in it.</summary>
    private static async Task<OfflineTable> EventsAsync(string source, DerivedState? before, Upstream upstream, CancellationToken cancellationToken) => before is null
        ? upstream[source]
        : (await upstream.SinceAsync(before, source, cancellationToken).ConfigureAwait(false))!;

    /// <summary>Why all rows must be made anew; null where new ones can be added.</summary>
    private static async Task<string?> WhyAllAsync(
        Derivation derivation, DerivedTable table, DerivedState wanted, Upstream upstream, DuckDbDatabase engine, CancellationToken cancellationToken)
    {
        if (WhyOther(table, wanted) is var other && (other != UpstreamChanged || derivation is SqlDerivation { Mode: SqlMode.Full }))
        {
            return other;
        }

        var state = table.State!;
        var read = derivation.Upstream.Select(s => s.Name);
        if (derivation is not JoinDerivation join)
        {
            return await upstream.WhyOutdatedAsync(state with { Newest = null }, read, engine, cancellationToken).ConfigureAwait(false);
        }

        var looked = join.Compiled.Joins.SelectMany(j => j.Plan.Sources.Select(v => v.Source.Name)).Distinct();
        return await upstream.WhyOutdatedAsync(state with { Newest = null }, [join.Base.Name], engine, cancellationToken).ConfigureAwait(false)
            ?? await upstream.WhyOutdatedAsync(state, looked, engine, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Why a table that is not up to date is not.</summary>
    internal static string WhyOther(DerivedTable table, DerivedState wanted) =>
        table.State is not { } state ? table.Exists ? "its table was made by another version of Larder" : "for the first time"
        : state.Definition != wanted.Definition ? "its definition changed"
        : state.Code != wanted.Code ? "the code changed"
        : UpstreamChanged;

    /// <summary>What a table is made of that is up to date.</summary>
    internal static DerivedState Wanted(Workspace workspace, SourceDefinition source, Upstream upstream) => new(
        DerivedState.ThisFormat, DefinitionOf(source), source.Derivation is SqlDerivation ? string.Empty : workspace.CodeVersion, upstream.Versions, null, 0);

    /// <summary>Whether a table made of one is as it would be made of the other.</summary>
    internal static bool IsCurrent(DerivedState? state, DerivedState wanted) =>
        state is not null && state.Definition == wanted.Definition && state.Code == wanted.Code && state.Upstream.SequenceEqual(wanted.Upstream);

    private static string DefinitionOf(SourceDefinition source) => CanonicalJson.HashOf(System.Text.Encoding.UTF8.GetBytes(
        source.Derivation!.Form.Hash + string.Join(',', source.Schema.Columns.Select(c => $"{c.Name} {c.Type.Name()} {c.IsNullable}"))));

    private static long? Later(long? left, long? right) => left is null ? right : right is null ? left : Math.Max(left.Value, right.Value);
}
