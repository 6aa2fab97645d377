using Larder.Catalog;
using Larder.Offline;
using Larder.Storage;

namespace Larder.Materialization;

/// <summary>What a view's rows in the online store lack of a table: its files with new rows, or the reason why all entities have to be written.</summary>
/// <param name="Fresh">The table's new rows; null where that cannot be told.</param>
/// <param name="WholeBecause">The reason, to be put behind a colon; null where there is none.</param>
internal readonly record struct Increment(OfflineTable? Fresh, string? WholeBecause)
{
    /// <summary>Finds out.</summary>
    /// <param name="view">The view.</param>
    /// <param name="table">The version to bring.</param>
    /// <param name="stored">What the store says it has; null for nothing.</param>
    /// <param name="run">What it shall have.</param>
    /// <param name="cancellationToken">Stops the read of the log.</param>
    public static async Task<Increment> FindAsync(
        CompiledSourceView view, OfflineTable table, MaterializationState? stored, MaterializationState run, CancellationToken cancellationToken)
    {
        if (ReasonOf(view, stored, run) is { } reason)
        {
            return new Increment(null, reason);
        }

        var version = TableVersion.Parse(stored!.Source).Version;
        var fresh = await table.SinceAsync(version, stored.SourceFiles, stored.AsOf, cancellationToken).ConfigureAwait(false);
        return fresh is null
            ? new Increment(null, $"rows of {stored.Source} were removed since, or its log does not reach back that far")
            : new Increment(fresh, null);
    }

    private static string? ReasonOf(CompiledSourceView view, MaterializationState? stored, MaterializationState run) => stored switch
    {
        null => "it was never materialized",
        { IsComplete: false, LastKey: null, Ranges: not null } => "only ranges of it were materialized",
        { IsComplete: false } => "the last run did not finish",
        _ when stored.CodeVersion != run.CodeVersion => "the code changed since the last run",
        { StreamedTo: not null } => "events from streams were applied, which are not told from ingested ones",
        _ when view.Source.RevisionId is not null => $"rows of {view.Source.Name} may be corrected or withdrawn",
        _ when run.HorizonStart < stored.HorizonStart => "reads shall reach further back than before",
        _ => null,
    };
}
