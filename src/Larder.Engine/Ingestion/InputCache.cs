using System.Globalization;
using System.Text;
using Larder.Catalog;
using Larder.Engine;
using Larder.Files;
using Larder.Storage;

namespace Larder.Ingestion;

/// <summary>
/// Input files that were fetched, each under a hash of its address, version and length, so that one is fetched once. A file appears when it is whole. Those used longest ago go first
/// where all together are too long.
/// </summary>
/// <param name="workspace">Has the folder and the limit.</param>
internal sealed class InputCache(Workspace workspace)
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>What a file of a version is known by.</summary>
    public static string KeyOf(RemoteFile file) =>
        CanonicalJson.HashOf(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{file.Url}\n{file.Version}\n{file.Length}")));

    /// <summary>The path of a file's bytes, fetched if need be.</summary>
    public async Task<string> GetAsync(IRemoteFiles remote, RemoteFile file, CancellationToken cancellationToken)
    {
        var path = Path.Combine(workspace.InputCachePath, $"{KeyOf(file)}-{file.Url[(file.Url.LastIndexOf('/') + 1)..]}");
        _used.Add(path);
        if (!(new FileInfo(path) is { Exists: true } kept && kept.Length == file.Length))
        {
            AtomicWriter.DropLeftovers(workspace.InputCachePath, workspace.Clock);
            MakeRoom(file.Length);
            await new AtomicWriter().WriteAsync(path, target => remote.FetchAsync(file, target, cancellationToken)).ConfigureAwait(false);
        }

        File.SetLastAccessTimeUtc(path, workspace.Clock.GetUtcNow().UtcDateTime);
        return path;
    }

    private void MakeRoom(long length)
    {
        var kept = Directory.Exists(workspace.InputCachePath) ? new DirectoryInfo(workspace.InputCachePath).GetFiles() : [];
        var surplus = kept.Sum(f => f.Length) + length - (workspace.Options.InputCacheMegabytes * (1L << 20));
        foreach (var file in kept.Where(f => !_used.Contains(f.FullName) && !AtomicWriter.IsTemporary(f.FullName)).OrderBy(f => f.LastAccessTimeUtc).ThenBy(f => f.Name, StringComparer.Ordinal))
        {
            if (surplus <= 0)
            {
                return;
            }

            surplus -= file.Length;
            file.Delete();
        }
    }
}
