using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
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
    public static Task<ValidationReport> OfTableAsync(Workspace workspace, SourceDefinition source, int samples = 5, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(source);
        return SourceRows.OfTableAsync(workspace, source, (connection, rows, name) => Run(connection, workspace, source, name, rows, samples, cancellationToken), cancellationToken);
    }

    /// <summary>Over the files that an ingest would read. Rows are numbered from 1, through all files.</summary>
    /// <param name="workspace">Has the folders and limits.</param>
    /// <param name="source">The source.</param>
    /// <param name="input">Path or glob that replaces the source's own; null for that.</param>
    /// <param name="samples">How many bad rows of each broken check are kept.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LarderException">The input is missing or unreadable; the message says where.</exception>
    public static Task<ValidationReport> OfFilesAsync(
        Workspace workspace, SourceDefinition source, string? input = null, int samples = 5, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(source);
        return SourceRows.OfFilesAsync(workspace, source, input, (connection, rows, name) => Run(connection, workspace, source, name, rows, samples, cancellationToken), cancellationToken);
    }

    private static ValidationReport Run(
        DuckDbConnection connection, Workspace workspace, SourceDefinition source, string what, CheckRelation rows, int samples, CancellationToken cancellationToken)
    {
        var context = new CheckContext(Instant.From(workspace.Clock.GetUtcNow()), samples);
        var results = new SuiteScan(rows, context).Run(connection, source.Suite.AllChecks, cancellationToken);
        return new(source, what, results);
    }
}
