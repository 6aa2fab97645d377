using Larder.Engine;
using Larder.Errors;

namespace Larder.Ingestion;

/// <summary>The files that an ingest may read.</summary>
/// <param name="Name">What messages call them together.</param>
/// <param name="Files">The files, in the order they are read.</param>
internal sealed record InputSet(string Name, IReadOnlyList<InputFile> Files)
{
    /// <summary>The watermark behind which rows were read; null for all rows. See <see cref="SourceDefinition.Watermark"/>.</summary>
    public long? After { get; init; }

    /// <summary>New files that hold no row late enough. Default none.</summary>
    public int Skipped { get; init; }

    /// <summary>How far an external Delta table is read by them; null where they are files.</summary>
    public DeltaPosition? Delta { get; init; }

    /// <summary>Finds and hashes them.</summary>
    /// <exception cref="LarderException">There is none, or one cannot be read.</exception>
    public static async Task<InputSet> OpenAsync(Workspace workspace, SourceDefinition source, string? input, CancellationToken cancellationToken)
    {
        var path = input is null ? Path.Combine(workspace.Options.RepositoryPath, source.Path) : Path.GetFullPath(input);
        return source.Format switch
        {
            SourceFormat.Delta => await DeltaInput.OpenAsync(workspace, source, path, cancellationToken).ConfigureAwait(false),
            SourceFormat.Postgres => await RowInput.OpenAsync(workspace, source, input, cancellationToken).ConfigureAwait(false),
            _ => new(path, [.. InputPaths.Resolve(path, FileFormat.Of(source)).Select(f => InputFile.Open(f, source, cancellationToken))]),
        };
    }
}
