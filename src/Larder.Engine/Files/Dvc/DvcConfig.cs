using System.Text.RegularExpressions;
using Larder.Storage;

namespace Larder.Files.Dvc;

/// <summary>
/// What DVC's configuration says about where bytes go: <c>.dvc/config</c>, and over it <c>.dvc/config.local</c>, which is not committed. It is the only place:
/// Larder's own configuration says nothing about the cache and the remotes, so the two programs cannot disagree.
/// </summary>
internal sealed partial class DvcConfig
{
    private readonly string _folder;
    private readonly Dictionary<string, BlobRemoteSettings> _remotes = new(StringComparer.OrdinalIgnoreCase);
    private string? _defaultRemote;

    private DvcConfig(string folder)
    {
        _folder = folder;
        CacheFolder = Path.Join(folder, "cache");
    }

    /// <summary>The folder of the cache.</summary>
    public string CacheFolder { get; private set; }

    /// <summary>Reads the files of a <c>.dvc</c> folder.</summary>
    public static DvcConfig Read(string folder)
    {
        var config = new DvcConfig(folder);
        foreach (var path in (string[])[config.MainPath, Path.Join(folder, "config.local")])
        {
            foreach (var (section, values) in IniFile.Read(path))
            {
                config.Add(path, section, values);
            }
        }

        return config;
    }

    /// <summary>The remote of a name, or the default one.</summary>
    /// <exception cref="Errors.LarderException">There is none.</exception>
    public BlobRemoteSettings Remote(string? name)
    {
        var wanted = name ?? _defaultRemote ?? throw FileErrors.NoRemote(MainPath);
        return _remotes.TryGetValue(wanted, out var remote) && remote.Url.Length > 0 ? remote : throw FileErrors.UnknownRemote(wanted, MainPath, [.. _remotes.Keys]);
    }

    private string MainPath => Path.Join(_folder, "config");

    private void Add(string path, string section, IReadOnlyDictionary<string, string> values)
    {
        if (RemoteName().Match(section) is { Success: true } match)
        {
            var name = match.Groups["name"].Value;
            var before = _remotes.GetValueOrDefault(name) ?? new(name, "", path, new Dictionary<string, string>());
            var options = new Dictionary<string, string>(before.Options);
            foreach (var (key, value) in values.Where(entry => !entry.Key.Equals("url", StringComparison.OrdinalIgnoreCase)))
            {
                options[key.ToLowerInvariant()] = value;
            }

            _remotes[name] = before with { Options = options };
            if (values.TryGetValue("url", out var url))
            {
                _remotes[name] = _remotes[name] with { Url = FullPath(url), ConfigPath = path };
            }
        }
        else if (section.Equals("core", StringComparison.OrdinalIgnoreCase) && values.TryGetValue("remote", out var remote))
        {
            _defaultRemote = remote;
        }
        else if (section.Equals("cache", StringComparison.OrdinalIgnoreCase) && values.TryGetValue("dir", out var cache))
        {
            CacheFolder = FullPath(cache);
        }
    }

    /// <summary>Relative paths count from the folder of the configuration file.</summary>
    private string FullPath(string path) => Scheme().IsMatch(path) ? path : Path.GetFullPath(Path.Combine(_folder, path));

    [GeneratedRegex(@"^\s*remote\s*""(?<name>.*)""\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex RemoteName();

    [GeneratedRegex(@"^\w+://")]
    private static partial Regex Scheme();
}
