using Larder.Storage;

namespace Larder.Files;

/// <summary>Opens remotes by the scheme of their URL. Folders are known here; others come from adapters.</summary>
/// <param name="schemes">How to open the remotes of a scheme, such as <c>s3</c>.</param>
/// <param name="clock">The clock.</param>
internal sealed class Remotes(IReadOnlyDictionary<string, Func<BlobRemoteSettings, IBlobRemote>> schemes, TimeProvider clock)
{
    private const string Separator = "://";

    /// <summary>Opens a remote to send to; a folder is made by the first blob.</summary>
    public IBlobRemote OpenToSend(BlobRemoteSettings settings)
    {
        if (IsFolder(settings))
        {
            AtomicWriter.DropLeftovers(settings.Url, clock);
        }

        return Open(settings);
    }

    /// <summary>Opens a remote to fetch from.</summary>
    /// <exception cref="Errors.LarderException">It is a folder that is not there.</exception>
    public IBlobRemote OpenToFetch(BlobRemoteSettings settings) =>
        IsFolder(settings) && !Directory.Exists(settings.Url) ? throw FileErrors.NoRemoteFolder(settings) : Open(settings);

    private IBlobRemote Open(BlobRemoteSettings settings) =>
        IsFolder(settings) ? new FolderBlobRemote(settings)
        : schemes.TryGetValue(settings.Url[..settings.Url.IndexOf(Separator, StringComparison.Ordinal)], out var open) ? open(settings)
        : throw FileErrors.UnknownScheme(settings);

    private static bool IsFolder(BlobRemoteSettings settings) => !settings.Url.Contains(Separator, StringComparison.Ordinal);
}
