using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Larder.Sqlite;

/// <summary>A disk in memory, of a size that fills up.</summary>
public sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    /// <summary>Null where this user may not mount.</summary>
    public static SmallDisk? Mount(string path, int megabytes)
    {
        Directory.CreateDirectory(path);
        return OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path) ? new SmallDisk(path) : null;
    }

    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", Path).ShouldBeTrue();

    /// <summary>Lazily: a process that another test starts at this moment may still hold what this one had open.</summary>
    public void Dispose() => Run("umount", "--lazy", Path).ShouldBeTrue();

    /// <summary>Whether a command exists and succeeds.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A missing command and a missing right are the same here.")]
    internal static bool Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
