using Larder.Engine;
using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Quality.Suites;
using Larder.Types;

namespace Larder.Quality.Inference;

/// <summary>A suite inferred from the rows of a source, for people to review.</summary>
/// <param name="Source">The source.</param>
/// <param name="Rows">What it was inferred from: a table's version or a path.</param>
/// <param name="Checks">The checks, each with its reason.</param>
public sealed record InferredSuite(SourceDefinition Source, string Rows, IReadOnlyList<Check> Checks)
{
    /// <summary>The suite as a file.</summary>
    public string Yaml => SuiteFile.Write(SuiteDocument.Write(Source.Name, Source.Schema, Checks));

    /// <summary>From the newest version of the stored table, which is taken to grow.</summary>
    /// <param name="workspace">Where it is stored.</param>
    /// <param name="source">The source.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="NotFoundException">Nothing was stored yet.</exception>
    public static Task<InferredSuite> OfTableAsync(Workspace workspace, SourceDefinition source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(source);
        return SourceRows.OfTableAsync(
            workspace,
            source,
            (connection, rows, origin) => Of(workspace, source, origin.Name, new FactScan(rows).Run(connection, source.EventTime, cancellationToken) with { Grows = true }),
            cancellationToken);
    }

    /// <summary>From the files that an ingest would read.</summary>
    /// <param name="workspace">Has the folders and limits.</param>
    /// <param name="source">The source.</param>
    /// <param name="input">Path or glob that replaces the source's own; null for that.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LarderException">The input is missing, unreadable, or without rows; the message says where.</exception>
    public static Task<InferredSuite> OfFilesAsync(Workspace workspace, SourceDefinition source, string? input = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(source);
        return SourceRows.OfFilesAsync(
            workspace, source, input, (connection, rows, name) => Of(workspace, source, name, new FactScan(rows).Run(connection, source.EventTime, cancellationToken)), cancellationToken);
    }

    private static InferredSuite Of(Workspace workspace, SourceDefinition source, string name, SourceFacts facts) =>
        new(source, name, SuiteInference.Of(facts, Instant.From(workspace.Clock.GetUtcNow())));
}
