using System.Globalization;
using Larder.Errors;

namespace Larder.Engine;

/// <summary>
/// A process's own folder below <c>tmp</c> of the state folder: what two processes spill must not meet. A lock file beside it is held as
/// long as the process lives, so whoever comes next knows which folders were left by a kill and removes them.
/// </summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string LockSuffix = ".lock";

    private readonly FileStream _lock;
    private readonly IReadOnlyList<string> _made;
    private int _parts;

    private ScratchFolder(string path, FileStream held, IReadOnlyList<string> made) => (Path, _lock, _made) = (path, held, made);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Removes what killed processes left and creates a folder of this one's own.</summary>
    /// <exception cref="UnavailableException">The state folder cannot be written.</exception>
    public static ScratchFolder Create(string tmp)
    {
        var made = Missing(tmp);
        try
        {
            for (var number = 0; ; number++)
            {
                // Within, because a process that ends may remove an empty state folder.
                Workspace.CreateFolder(tmp);
                Sweep(tmp);
                var path = System.IO.Path.Combine(tmp, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{number}"));
                if (TryLock(path + LockSuffix, FileMode.CreateNew) is { } held)
                {
                    Directory.CreateDirectory(path);
                    return new ScratchFolder(path, held, made);
                }
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException($"The folder {tmp} cannot be written ({failed.Message.TrimEnd('.')}); check space and permissions, or give another folder with --state.", innerException: failed);
        }
    }

    /// <summary>A path in the folder that nothing has yet.</summary>
    public string Next(string name) =>
        System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref _parts)}-{name}"));

    /// <summary>Removes the folder with all in it, and the state folder too where this process made it and nothing else is there: its run failed.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
            File.Delete(_lock.Name);
            if (_made.Count > 1 && Directory.GetFileSystemEntries(_made[1]).Length == 1)
            {
                foreach (var folder in _made)
                {
                    Directory.Delete(folder);
                }
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // What cannot be removed now is removed by the next process.
        }
        finally
        {
            _lock.Dispose();
        }
    }

    /// <summary>The folder and those above it that do not exist, innermost first.</summary>
    private static List<string> Missing(string folder)
    {
        var missing = new List<string>();
        for (var next = folder; next is not null && !Directory.Exists(next); next = System.IO.Path.GetDirectoryName(next))
        {
            missing.Add(next);
        }

        return missing;
    }

    private static void Sweep(string tmp)
    {
        foreach (var file in Directory.Exists(tmp) ? Directory.GetFiles(tmp, "*" + LockSuffix) : [])
        {
            if (TryLock(file, FileMode.Open) is not { } abandoned)
            {
                continue;
            }

            using (abandoned)
            {
                if (Directory.Exists(file[..^LockSuffix.Length]))
                {
                    Directory.Delete(file[..^LockSuffix.Length], recursive: true);
                }

                File.Delete(file);
            }
        }
    }

    /// <summary>Null where another process holds the file, made it first, or has just removed it.</summary>
    private static FileStream? TryLock(string path, FileMode mode)
    {
        try
        {
            return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
