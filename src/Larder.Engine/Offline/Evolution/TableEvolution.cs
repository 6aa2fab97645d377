using Larder.DuckDb;
using Larder.Errors;
using Larder.Offline.Delta;

namespace Larder.Offline.Evolution;

/// <summary>
/// Gives a table the columns that its source has now, in one commit that its history tells of. Files are written anew, so that every Delta reader sees the new columns;
/// readers of earlier versions see what they saw.
/// </summary>
internal static class TableEvolution
{
    /// <summary>Brings a table's columns up to date; does nothing where they are, or where there is no table.</summary>
    /// <param name="connection">The engine that reads and writes the rows.</param>
    /// <param name="table">The table.</param>
    /// <param name="wanted">The columns wanted.</param>
    /// <param name="source">The definition.</param>
    /// <param name="cancellationToken">Stops it; nothing is committed then.</param>
    /// <returns>What was changed; null for nothing.</returns>
    /// <exception cref="ConflictException">The columns there are cannot become those wanted, or another process has changed the table meanwhile.</exception>
    public static async Task<string?> BringAsync(DuckDbConnection connection, DeltaTable table, DeltaSchema wanted, SourceDefinition source, CancellationToken cancellationToken)
    {
        if (await table.ReadAsync(ct: cancellationToken).ConfigureAwait(false) is not { } snapshot)
        {
            return null;
        }

        var changes = ColumnChanges.Find(table.Path, snapshot.Schema, wanted, source);
        if (changes.IsSame)
        {
            return null;
        }

        await table.EvolveAsync(connection, snapshot, changes, cancellationToken).ConfigureAwait(false);
        return changes.ChangesRows ? changes.ToString() : null;
    }
}
