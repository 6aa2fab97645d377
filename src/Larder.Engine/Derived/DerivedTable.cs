using System.Text;
using Larder.Catalog;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Ingestion;
using Larder.Offline;
using Larder.Offline.Delta;

namespace Larder.Derived;

/// <summary>The Delta table of a derived source: its state, and commits of staged rows, appended or in place of all others.</summary>
internal sealed class DerivedTable
{
    /// <summary>Longer than any derivation takes from its first data file to its commit.</summary>
    private static readonly TimeSpan OrphanAge = TimeSpan.FromDays(1);

    private readonly SourceDefinition _source;
    private readonly DeltaTable _table;
    private readonly DeltaSnapshot? _snapshot;

    private DerivedTable(SourceDefinition source, DeltaTable table, DeltaSnapshot? snapshot)
    {
        (_source, _table, _snapshot) = (source, table, snapshot);
        State = DerivedState.Of(snapshot);
    }

    /// <summary>What the newest version was made of; null where there is none.</summary>
    public DerivedState? State { get; }

    /// <summary>The newest version; null where there is no table.</summary>
    public long? Version => _snapshot?.Version;

    /// <summary>Number of its rows.</summary>
    public long Rows => _snapshot?.Files.Sum(f => f.Rows ?? 0) ?? 0;

    /// <summary>Whether the table was ever derived, by whatever version of Larder.</summary>
    public bool Exists => _snapshot is not null;

    public static async Task<DerivedTable> OpenAsync(Workspace workspace, SourceDefinition source, CancellationToken cancellationToken)
    {
        var table = DeltaTable.At(Path.Combine(workspace.OfflinePath, source.Name), workspace.Clock);
        return new DerivedTable(source, table, await table.ReadAsync(ct: cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Writes the staged rows and commits them together with what they were made of.</summary>
    /// <param name="engine">Has the staging table.</param>
    /// <param name="staging">That table.</param>
    /// <param name="state">What the table is made of after the commit.</param>
    /// <param name="replaces">Whether the rows take the place of all others.</param>
    /// <param name="cancellationToken">Stops the engine; nothing is committed then.</param>
    /// <returns>The version; null where another process has committed meanwhile.</returns>
    public async Task<long?> CommitAsync(DuckDbDatabase engine, StagingTables staging, DerivedState state, bool replaces, CancellationToken cancellationToken)
    {
        var columns = EventFiles.ColumnsOf(_source);
        var snapshot = await OpenOrCreateAsync(cancellationToken).ConfigureAwait(false);
        var hash = CanonicalJson.HashOf(Encoding.UTF8.GetBytes($"{TransactionAfter(snapshot)} {state.ToJson()}"));
        var files = EventFiles.Write(engine, [new(FileTarget.Of(_table.Path, columns, "_sequence", hash, _source), staging.AcceptedRows(columns, cancellationToken))], cancellationToken)[0];
        return await CommitAsync(snapshot, [.. files.Select(f => f.ToNewFile())], state, replaces, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts the days of a backfill in place of all rows, in one commit. Their files are copied first, so that a run that is killed in between finds them again.</summary>
    /// <param name="beside">All days.</param>
    /// <param name="state">What they were made of.</param>
    /// <param name="cancellationToken">Stops it; nothing is committed then.</param>
    /// <returns>The version; null where another process has committed meanwhile.</returns>
    public async Task<long?> SwitchAsync(BackfillTable beside, DerivedState state, CancellationToken cancellationToken)
    {
        var snapshot = await OpenOrCreateAsync(cancellationToken).ConfigureAwait(false);
        foreach (var file in beside.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var target = Path.Combine(_table.Path, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var pending = PendingFile.Reserve(Path.GetDirectoryName(target)!);
            Copy(Path.Combine(beside.Path, file.Path), pending.TempPath);
            pending.Flush();
            pending.TryPublish(Path.GetFileName(target));
        }

        var schema = EventFiles.SchemaOf(_source);
        return await CommitAsync(snapshot, [.. beside.Files.Select(f => f.Again(schema))], state, replaces: true, cancellationToken).ConfigureAwait(false);
    }

    private static long TransactionAfter(DeltaSnapshot snapshot) => (snapshot.Transactions.GetValueOrDefault(DerivedState.AppId)?.Version ?? 0) + 1;

    private async Task<DeltaSnapshot> OpenOrCreateAsync(CancellationToken cancellationToken) =>
        _snapshot ?? await _table.CreateAsync(EventFiles.SchemaOf(_source), [EventFiles.DayColumn], cancellationToken).ConfigureAwait(false);

    private async Task<long?> CommitAsync(DeltaSnapshot snapshot, IReadOnlyList<DeltaNewFile> files, DerivedState state, bool replaces, CancellationToken cancellationToken)
    {
        var append = new DeltaAppend(DerivedState.AppId, TransactionAfter(snapshot), files) { UserMetadata = state.ToJson() };
        var commit = replaces && snapshot.Files.Count > 0
            ? await _table.ReplaceAsync(new DeltaReplacement(append, EventFiles.SchemaOf(_source), snapshot.Version), cancellationToken).ConfigureAwait(false)
            : await _table.AppendAsync(append, cancellationToken).ConfigureAwait(false);
        await RemoveLeftoversAsync().ConfigureAwait(false);
        return commit.AlreadyCommitted ? null : commit.Version;
    }

    /// <summary>Copies a file so that it is as young as it is: a vacuum takes old files that no commit names.</summary>
    private static void Copy(string from, string to)
    {
        using var source = File.OpenRead(from);
        using var target = new FileStream(to, FileMode.Create, FileAccess.Write);
        source.CopyTo(target);
    }

    /// <summary>Data files of runs that were killed. The work is done, whatever becomes of them.</summary>
    private async Task RemoveLeftoversAsync()
    {
        try
        {
            await _table.RemoveOrphansAsync(OrphanAge, CancellationToken.None).ConfigureAwait(false);
        }
        catch (UnavailableException)
        {
            // They cost space only, and the next run tries again.
        }
    }
}
