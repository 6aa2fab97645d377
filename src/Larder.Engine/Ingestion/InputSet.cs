using Larder.Engine;
using Larder.Errors;

namespace Larder.Ingestion;

/// <summary>The files that an ingest may read.</summary>
/// <param name="Files">The files, in the order they are read.</param>
internal sealed record InputSet(IReadOnlyList<InputFile> Files)
{
    /// <summary>New files that hold no row late enough. Default none.</summary>
    public int Skipped { get; init; }

    /// <summary>How far an external Delta table is read by them; null where they are files.</summary>
    public DeltaPosition? Delta { get; init; }

    /// <summary>Finds and hashes them.</summary>
    /// <exception cref="LarderException">There is none, or one cannot be read.</exception>
    public static async Task<InputSet> OpenAsync(Workspace workspace, SourceDefinition source, string path, CancellationToken cancellationToken) => source.Format == SourceFormat.Delta
        ? await DeltaInput.OpenAsync(workspace, source, path, cancellationToken).ConfigureAwait(false)
        : new([.. InputPaths.Resolve(path, FileFormat.Of(source)).Select(f => InputFile.Open(f, source, cancellationToken))]);
}
