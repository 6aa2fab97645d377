using System.Security.Cryptography;

namespace Larder.Support;

/// <summary>A temporary working directory for the program.</summary>
internal sealed class Folder : IDisposable
{
    public Folder() => Path = Directory.CreateTempSubdirectory("larder-e2e-").FullName;

    public string Path { get; }

    /// <summary>Environment variables for the program.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public string StatePath => File(".larder");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    public Task<Run> RunAsync(params string[] arguments) => RetailProgram.RunAsync(this, arguments);

    public RetailProgram Start(params IReadOnlyList<string> arguments) => RetailProgram.Start(this, arguments);

    /// <summary>Every file of the state folder with the hash of its bytes; temporary files, and SQLite's, whose content a reader may move, apart.</summary>
    public IReadOnlyList<string> Listing() => Directory.Exists(StatePath)
        ? [.. Directory.GetFiles(StatePath, "*", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith("-shm", StringComparison.Ordinal) && !f.EndsWith("-wal", StringComparison.Ordinal) && !f.EndsWith(".lock", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(f => $"{System.IO.Path.GetRelativePath(StatePath, f)} {Convert.ToHexString(SHA256.HashData(System.IO.File.ReadAllBytes(f)))}")]
        : [];

    /// <summary>Takes over another folder's state.</summary>
    public void CopyState(Folder from)
    {
        foreach (var file in Directory.GetFiles(from.StatePath, "*", SearchOption.AllDirectories))
        {
            var copy = System.IO.Path.Combine(StatePath, System.IO.Path.GetRelativePath(from.StatePath, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            System.IO.File.Copy(file, copy);
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
