using System.Globalization;

namespace Larder.Files;

/// <summary>The moments of writing a file at which a process may die; tests stop it there.</summary>
internal enum WriteStep
{
    /// <summary>The bytes are on disk under a temporary name.</summary>
    Written,

    /// <summary>The file has its name.</summary>
    Published,
}

/// <summary>Writes files that are seen whole or not at all: under a temporary name in a folder of the same disk, flushed, then renamed.</summary>
/// <param name="reached">Told of each moment, with the file's final path; null outside of tests.</param>
internal sealed class AtomicWriter(Action<WriteStep, string>? reached = null)
{
    private const string Prefix = ".larder-";
    private const string Suffix = ".tmp";
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Leftovers of killed processes are dropped after this long; a write that is under way touches its file all the time.</summary>
    private static readonly TimeSpan Leftover = TimeSpan.FromDays(1);
    private static long _number;

    /// <summary>Whether a file is one that is being written, or was when its writer died.</summary>
    public static bool IsTemporary(string path) => Path.GetFileName(path) is var name && name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>Writes a file.</summary>
    /// <param name="path">Its final name; what has that name is replaced.</param>
    /// <param name="fill">Writes the bytes; where it throws nothing is published.</param>
    /// <param name="temporaryFolder">A folder on the same disk; null for the file's own.</param>
    /// <param name="isReadOnly">Whether nobody may write to the file, which is DVC's mark of an object that was checked.</param>
    /// <param name="isExecutable">Whether the file is a program.</param>
    /// <exception cref="IOException">The disk is full or fails; nothing is published.</exception>
    public async Task WriteAsync(string path, Func<Stream, Task> fill, string? temporaryFolder = null, bool isReadOnly = false, bool isExecutable = false)
    {
        var folder = temporaryFolder ?? Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Join(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref _number)}{Suffix}"));
        try
        {
            var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.Read);
            await using (stream.ConfigureAwait(false))
            {
                await fill(stream).ConfigureAwait(false);
                SetMode(stream, isReadOnly, isExecutable);
                stream.Flush(flushToDisk: true);
            }

            reached?.Invoke(WriteStep.Written, path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        reached?.Invoke(WriteStep.Published, path);
    }

    /// <summary>Writes a small file.</summary>
    public Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        WriteAsync(path, stream => stream.WriteAsync(content, cancellationToken).AsTask());

    /// <summary>Drops what killed processes left in a folder long ago.</summary>
    public static void DropLeftovers(string folder, TimeProvider clock)
    {
        var before = clock.GetUtcNow().UtcDateTime - Leftover;
        foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"{Prefix}*{Suffix}").ToList() : [])
        {
            if (File.GetLastWriteTimeUtc(file) < before)
            {
                File.Delete(file);
            }
        }
    }

    private static void SetMode(FileStream stream, bool isReadOnly, bool isExecutable)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var mode = File.GetUnixFileMode(stream.SafeFileHandle);
        if (isReadOnly)
        {
            File.SetUnixFileMode(stream.SafeFileHandle, ReadOnly);
        }
        else if (isExecutable)
        {
            File.SetUnixFileMode(stream.SafeFileHandle, mode | UnixFileMode.UserExecute);
        }
    }
}
