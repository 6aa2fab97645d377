using System.Diagnostics;

namespace Larder.Support;

/// <summary>A mount that ends with the test. Needs root; elsewhere the test is skipped locally and fails in CI.</summary>
internal sealed class Mount : IDisposable
{
    private readonly string _path;

    private Mount(string path) => _path = path;

    /// <summary>An empty disk of a few megabytes.</summary>
    public static Mount SmallDisk(string path, string size)
    {
        Directory.CreateDirectory(path);
        Try("mount", ["-t", "tmpfs", "-o", $"size={size}", "tmpfs", path]);
        return new Mount(path);
    }

    /// <summary>The folder itself, not writable by anyone: permission bits do not bind root.</summary>
    public static Mount ReadOnly(string path)
    {
        Try("mount", ["--bind", path, path]);
        var mount = new Mount(path);
        Try("mount", ["-o", "remount,ro,bind", path]);
        return mount;
    }

    public void Dispose() => Call("umount", ["-l", _path], out _);

    private static void Try(string program, string[] arguments)
    {
        if (Call(program, arguments, out var error) == 0)
        {
            return;
        }

        var message = $"'{program} {string.Join(' ', arguments)}' is not possible here: {error.Trim()}";
        if (System.Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
    }

    private static int Call(string program, string[] arguments, out string error)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
