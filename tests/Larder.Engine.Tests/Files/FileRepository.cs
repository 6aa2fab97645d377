using Larder.Storage;
using Larder.Testing;

namespace Larder.Files;

/// <summary>A git repository without a commit, with a remote that is a folder beside it.</summary>
internal sealed class FileRepository : IDisposable
{
    private const string NoModes = "Windows has no right to run a file";
    private readonly string _folder = Directory.CreateTempSubdirectory("larder-files-").FullName;

    public FileRepository(bool hasGit = true)
    {
        Root = Path.Combine(_folder, "repository");
        Directory.CreateDirectory(Path.Combine(Root, hasGit ? ".git" : "."));
        RemotePath = Path.Combine(_folder, "remote");
        Memory = new() { Settings = new("memory", "memory://", ConfigPath, new Dictionary<string, string>()) };
    }

    public string Root { get; }

    public string RemotePath { get; }

    public string ConfigPath => In(".dvc/config");

    public string CachePath => In(".dvc/cache");

    /// <summary>The remote that <c>memory://</c> opens.</summary>
    public InMemoryBlobRemote Memory { get; }

    /// <summary>What <c>memory://</c> opens instead.</summary>
    public IBlobRemote? Opened { get; set; }

    public DataFiles Files(Action<WriteStep, string>? reached = null) => new(Root, new Dictionary<string, Func<BlobRemoteSettings, IBlobRemote>> { ["memory"] = _ => Opened ?? Memory }, null, reached);

    public string In(string path) => Path.Combine(Root, path);

    public string Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
        File.WriteAllText(In(path), text);
        return In(path);
    }

    /// <summary>Writes a file that its owner may run.</summary>
    public void WriteProgram(string path, string text)
    {
        Write(path, text);
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip(NoModes);
        }
        else
        {
            File.SetUnixFileMode(In(path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Who may do what with a file.</summary>
    public static UnixFileMode Mode(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip(NoModes);
            return default;
        }

        return File.GetUnixFileMode(path);
    }

    public string Read(string path) => File.ReadAllText(In(path));

    /// <summary>Makes a remote the default one.</summary>
    public void Configure(string? url = null) => Write(".dvc/config", $"[core]\n    remote = store\n['remote \"store\"']\n    url = {url ?? RemotePath}\n");

    /// <summary>Where the cache has a blob.</summary>
    public string Cached(string md5) => Path.Combine(CachePath, "files", "md5", md5[..2], md5[2..]);

    /// <summary>Damages a read-only file.</summary>
    public static void Damage(string path)
    {
        File.Delete(path);
        File.WriteAllText(path, "other");
    }

    /// <summary>Removes data and cache; the <c>.dvc</c> files stay.</summary>
    public void Forget(params string[] paths)
    {
        Directory.Delete(CachePath, recursive: true);
        foreach (var path in paths.Select(In))
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Every file below a folder with its text, but for what belongs to git and DVC.</summary>
    public static IReadOnlyDictionary<string, string> Tree(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(folder, path), path => Convert.ToHexString(File.ReadAllBytes(path)));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
