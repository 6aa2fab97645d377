using Larder.Errors;

namespace Larder.Offline.Delta;

/// <summary>What a data file was when it was flushed to its disk: a commit must not outlive its data in a power cut.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Hash">SHA-256 of them, lower-case hex.</param>
internal sealed record FileSeal(long Size, string Hash)
{
    /// <summary>Flushes and hashes a file.</summary>
    /// <param name="table">The table's folder.</param>
    /// <param name="path">The file, relative to that.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="UnavailableException">It cannot be read or flushed.</exception>
    public static FileSeal Put(string table, string path)
    {
        try
        {
            // Windows flushes only through a handle that may write.
            var access = OperatingSystem.IsWindows() ? FileAccess.ReadWrite : FileAccess.Read;
            using var handle = File.OpenHandle(Path.Join(table, path), FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(handle);
            return new(RandomAccess.GetLength(handle), FileHash.Of(handle));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw NoFile(table, path);
        }
        catch (Exception e) when (DeltaErrors.IsIo(e))
        {
            throw DeltaErrors.CannotWrite(table, e);
        }
    }

    /// <summary>Looks whether a sealed file is still there.</summary>
    /// <returns>This, or a new seal where the file has another size by now.</returns>
    /// <inheritdoc cref="Put"/>
    public FileSeal Confirm(string table, string path) => new FileInfo(Path.Join(table, path)) switch
    {
        { Exists: false } => throw NoFile(table, path),
        { Length: var length } when length == Size => this,
        _ => Put(table, path),
    };

    private static NotFoundException NoFile(string table, string path) =>
        new($"File '{path}' of the append to the Delta table '{table}' does not exist. Write it under the table's folder before appending.");
}
