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

    /// <summary>Where the table has gone on without a new row: the version that the last ingest names, behind which <see cref="Delta"/> is to be remembered. Null elsewhere.</summary>
    public long? QuietBehind { get; init; }

    /// <summary>Finds and hashes them.</summary>
    /// <param name="workspace">Knows what was stored before.</param>
    /// <param name="source">The source.</param>
    /// <param name="input">What replaces the source's own path; null for that.</param>
    /// <param name="store">Whether they are to be stored, so that those stored before can be left out; else all are meant.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="LarderException">There is none, or one cannot be read.</exception>
    public static async Task<InputSet> OpenAsync(Workspace workspace, SourceDefinition source, string? input, bool store, CancellationToken cancellationToken)
    {
        if (source.Format != SourceFormat.Postgres && RemoteInput.IsOne(input ?? source.Path))
        {
            return await RemoteInput.OpenAsync(workspace, source, input ?? source.Path, store, cancellationToken).ConfigureAwait(false);
        }

        var path = input is null ? Path.Combine(workspace.Options.RepositoryPath, source.Path) : Path.GetFullPath(input);
        return source.Format switch
        {
            SourceFormat.Delta => await DeltaInput.OpenAsync(workspace, source, path, store, cancellationToken).ConfigureAwait(false),
            SourceFormat.Postgres => await RowInput.OpenAsync(workspace, source, input, store, cancellationToken).ConfigureAwait(false),
            _ => new(path, [.. InputPaths.Resolve(path, FileFormat.Of(source)).Select(f => InputFile.Open(f, source, cancellationToken))]),
        };
    }

    /// <summary>The same when everything has been looked at.</summary>
    /// <exception cref="LarderException">A file cannot be read.</exception>
    public async Task<InputSet> CheckedAsync(CancellationToken cancellationToken)
    {
        var files = new List<InputFile>();
        foreach (var file in Files)
        {
            files.Add(await file.CheckedAsync(cancellationToken).ConfigureAwait(false));
        }

        return this with { Files = files };
    }
}
