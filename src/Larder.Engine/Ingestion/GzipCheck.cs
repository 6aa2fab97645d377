namespace Larder.Ingestion;

/// <summary>
/// Looks whether a gzip file of lines is whole and readable by the engine, while the engine reads it already: decompressing twice, one after the other, would take as long as all the rest.
/// Rows read meanwhile count only if it turns out well.
/// </summary>
/// <param name="name">What messages call the file.</param>
/// <param name="path">The file.</param>
/// <param name="scan">Looks at its lines.</param>
internal sealed class GzipCheck(string name, string path, TextScan scan)
{
    private Task<bool>? _needsCopy;

    /// <summary>Whether it has turned out already that what is read does not count.</summary>
    public bool HasFailed => _needsCopy is { IsCompleted: true } && (!_needsCopy.IsCompletedSuccessfully || _needsCopy.Result);

    /// <summary>Begins.</summary>
    public void Begin(CancellationToken cancellationToken) => _needsCopy ??= Task.Run(() => Look(cancellationToken), CancellationToken.None);

    /// <summary>Whether the engine reads the file only from a copy.</summary>
    /// <exception cref="Errors.InvalidInputException">It is truncated or damaged, or a line is too long.</exception>
    /// <exception cref="Errors.UnavailableException">It cannot be read.</exception>
    public async Task<bool> NeedsCopyAsync(CancellationToken cancellationToken)
    {
        Begin(cancellationToken);
        return await _needsCopy!.ConfigureAwait(false);
    }

    private bool Look(CancellationToken cancellationToken)
    {
        try
        {
            using var file = File.OpenRead(path);
            var isReadable = InputFile.IsReadableGzip(name, file, scan, cancellationToken);
            scan.End();
            return scan.NeedsCopy || !isReadable;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw InputFile.CannotRead(name, failed);
        }
    }
}
