using System.Diagnostics;

namespace Larder.Repository.Files;

/// <summary>The checkout these tests were built from: what Git tracks, and what it would track after <c>git add</c>.</summary>
internal static class Checkout
{
    private static readonly Lazy<IReadOnlyList<string>> LazyPaths = new(() => [.. (TrackedPaths() ?? WalkedPaths()).Order(StringComparer.Ordinal)]);

    private static readonly Lazy<IReadOnlyList<TextFile>> LazyFiles = new(() => [.. Paths.Select(Read).OfType<TextFile>()]);

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Paths => LazyPaths.Value;

    /// <summary>The text files among <see cref="Paths"/>.</summary>
    public static IReadOnlyList<TextFile> Files => LazyFiles.Value;

    public static TextFile File(string path) => Files.Single(file => file.Path == path);

    /// <summary>Runs a program in <see cref="Root"/> and returns its standard output, or null when it fails or is not installed.</summary>
    public static string? Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !System.IO.File.Exists(Path.Combine(directory.FullName, "Larder.slnx")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException($"No Larder.slnx above {AppContext.BaseDirectory}; run the tests from their build output inside the checkout.");
    }

    // The checkout may belong to another user, as in a container.
    private static IEnumerable<string>? TrackedPaths() =>
        Run("git", "-c", "safe.directory=*", "-c", "core.quotePath=false", "ls-files", "--cached", "--others", "--exclude-standard")
            ?.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Distinct()
            .Where(path => System.IO.File.Exists(Path.Combine(Root, path)));

    // Sources unpacked without Git: everything but what .gitignore names as a folder.
    private static IEnumerable<string> WalkedPaths()
    {
        var ignored = System.IO.File.ReadAllLines(Path.Combine(Root, ".gitignore"))
            .Where(line => line.EndsWith('/')).Select(line => line.TrimEnd('/')).Append(".git").ToHashSet();
        return Walk(Root, ignored).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'));
    }

    private static IEnumerable<string> Walk(string directory, HashSet<string> ignored) =>
        Directory.EnumerateFiles(directory).Concat(Directory.EnumerateDirectories(directory)
            .Where(child => !ignored.Contains(Path.GetFileName(child)))
            .SelectMany(child => Walk(child, ignored)));

    private static TextFile? Read(string path)
    {
        var text = System.IO.File.ReadAllText(Path.Combine(Root, path));
        return text.Contains('\0', StringComparison.Ordinal) ? null : new TextFile(path, text.ReplaceLineEndings("\n"));
    }
}
