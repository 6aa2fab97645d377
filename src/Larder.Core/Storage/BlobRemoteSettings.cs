using Larder.Errors;

namespace Larder.Storage;

/// <summary>What the configuration says about a remote.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Url">A folder's full path, or a URL such as <c>s3://bucket/prefix</c>.</param>
/// <param name="ConfigPath">The configuration file that gives the URL.</param>
/// <param name="Options">The other settings, by their lower-case names.</param>
public sealed record BlobRemoteSettings(string Name, string Url, string ConfigPath, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>How many blobs are on the way at once, unless the setting <c>jobs</c> says otherwise.</summary>
    public const int DefaultJobs = 8;

    /// <summary>Settings that concern no one but whoever copies blobs to and from a remote.</summary>
    private static readonly string[] OfTransfers = ["jobs", "verify"];

    /// <summary>How many blobs are on the way at once.</summary>
    /// <exception cref="InvalidInputException">The setting is no whole number above 0.</exception>
    public int Jobs => !Options.TryGetValue("jobs", out var text) ? DefaultJobs
        : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var jobs) && jobs > 0 ? jobs
        : throw new InvalidInputException($"The remote '{Name}' in {ConfigPath} sets jobs to '{text}'; give a whole number above 0.");

    /// <summary>Refuses settings that would be passed over: they may ask for encryption, or another layout.</summary>
    /// <exception cref="InvalidInputException">A setting is none of <paramref name="known"/>.</exception>
    public void RequireOnly(params IReadOnlyList<string> known)
    {
        if (Options.Keys.Except(known.Concat(OfTransfers)).Order(StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new InvalidInputException(
                $"The remote '{Name}' in {ConfigPath} sets {unknown}, which Larder does not know; it knows {string.Join(", ", known.Concat(OfTransfers))}. Remove the setting, or use dvc for this remote.");
        }
    }
}
