namespace Larder.Sqlite;

/// <summary>A file that nobody may write, root included, until disposal.</summary>
public sealed class ReadOnlyFile : IDisposable
{
    private readonly string _path;

    private ReadOnlyFile(string path) => _path = path;

    /// <summary>Null where this user's writes cannot be forbidden.</summary>
    public static ReadOnlyFile? Make(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        File.SetUnixFileMode(path, UnixFileMode.UserRead);
        if (Environment.IsPrivilegedProcess)
        {
            // Permission bits do not bind root; the immutable flag does.
            return SmallDisk.Run("chattr", "+i", path) ? new ReadOnlyFile(path) : null;
        }

        return new ReadOnlyFile(path);
    }

    public void Dispose()
    {
        if (Environment.IsPrivilegedProcess)
        {
            SmallDisk.Run("chattr", "-i", _path);
        }
    }
}
