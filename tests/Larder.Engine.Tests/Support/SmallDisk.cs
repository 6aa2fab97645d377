using System.Diagnostics;

namespace Larder.Support;

/// <summary>A disk so small that a test can fill it.</summary>
internal static class SmallDisk
{
    /// <summary>Mounts one megabyte of memory over a folder. Where that cannot be done the test is skipped, for root in CI it fails.</summary>
    public static async Task MountAsync(string folder)
    {
        var problem = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
            ? await RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder)
            : "only root may mount a small disk on Linux";
        if (problem.Length > 0 && Environment.GetEnvironmentVariable("CI") == "true" && Environment.IsPrivilegedProcess)
        {
            Assert.Fail($"A small disk could not be mounted: {problem}");
        }

        Assert.SkipWhen(problem.Length > 0, $"A small disk could not be mounted: {problem}");
    }

    /// <summary>Gives the disk another size, as mount spells it.</summary>
    public static Task ResizeAsync(string folder, string size) => RunAsync("mount", "-o", $"remount,size={size}", folder);

    /// <summary>Takes the disk away.</summary>
    public static Task UnmountAsync(string folder) => RunAsync("umount", "-l", folder);

    /// <summary>Runs a program; empty when it succeeds, else what it said.</summary>
    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? "" : $"{program}: {said.Trim()} ({process.ExitCode})";
    }
}
