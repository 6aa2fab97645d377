using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality;

/// <summary>Runs the checks of a source's suite over its stored table, or over files.</summary>
public static class SourceValidation
{
    /// <summary>Over the newest version of the stored table.</summary>
    /// <param name="workspace">Where it is stored.</param>
    /// <param name="source">The source.</param>
    /// <param name="samples">How many bad rows of each broken check are kept.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="NotFoundException">Nothing was stored yet.</exception>
    public static async Task<ValidationReport> OfTableAsync(Workspace workspace, SourceDefinition source, int samples = 5, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(source);
        var others = await OthersAsync(workspace, source, cancellationToken).ConfigureAwait(false);
        return await SourceRows.OfTableAsync(
            workspace, source, (connection, rows, origin) => Run(connection, workspace, source, origin.Name, rows, others with { RowsBefore = origin.RowsBefore }, samples, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Over the files that an ingest would read. Rows are numbered from 1, through all files.</summary>
    /// <param name="workspace">Has the folders and limits.</param>
    /// <param name="source">The source.</param>
    /// <param name="input">Path or glob that replaces the source's own; null for that.</param>
    /// <param name="samples">How many bad rows of each broken check are kept.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LarderException">The input is missing or unreadable; the message says where.</exception>
    public static async Task<ValidationReport> OfFilesAsync(
        Workspace workspace, SourceDefinition source, string? input = null, int samples = 5, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(source);
        var others = await OthersAsync(workspace, source, cancellationToken).ConfigureAwait(false);
        return await SourceRows.OfFilesAsync(
            workspace, source, input, (connection, rows, name) => Run(connection, workspace, source, name, rows, others, samples, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private static ValidationReport Run(
        DuckDbConnection connection, Workspace workspace, SourceDefinition source, string what, CheckRelation rows, OtherTables others, int samples, CancellationToken cancellationToken)
    {
        var context = new CheckContext(Instant.From(workspace.Clock.GetUtcNow()), samples);
        var results = new SuiteScan(rows, context, others).Run(connection, source.Suite.AllChecks, cancellationToken);
        return new(source, what, results);
    }

    /// <summary>The stored tables of the sources that checks compare with, at their newest versions.</summary>
    private static async Task<OtherTables> OthersAsync(Workspace workspace, SourceDefinition source, CancellationToken cancellationToken)
    {
        var (tables, missing) = (new Dictionary<string, CheckRelation>(), new Dictionary<string, string>());
        foreach (var other in source.Suite.Checks.Select(c => c.Other?.Source).OfType<SourceDefinition>().DistinctBy(s => s.Name))
        {
            try
            {
                var table = await OfflineTable.OpenAsync(workspace.OfflinePath, other, version: null, cancellationToken).ConfigureAwait(false);
                tables.Add(other.Name, new(table.SelectAll(), other.Schema, failed => EngineErrors.OfState(workspace.Options.StatePath, failed)));
            }
            catch (NotFoundException absent)
            {
                missing.Add(other.Name, absent.Message);
            }
        }

        return new(tables, missing, RowsBefore: null);
    }
}
