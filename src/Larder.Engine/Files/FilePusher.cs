using Larder.Engine;
using Larder.Files.Dvc;
using Larder.Storage;

namespace Larder.Files;

/// <summary>
/// Sends blobs of the cache to remotes: those that are not there, each compared with its name first. The lists of folders go after all files: where a list is, DVC takes it
/// that the folder's files are.
/// </summary>
internal sealed class FilePusher(DvcRepository repository, BlobCache cache, Remotes remotes)
{
    /// <summary>Sends what the chosen paths need, remote by remote.</summary>
    public async Task<IReadOnlyList<PushReport>> PushAsync(IReadOnlyList<DvcOutput> outputs, string? remote, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        var reports = new List<PushReport>();
        foreach (var group in outputs.Where(output => output.IsPushed).GroupBy(output => repository.Config.Remote(output.Remote ?? remote)))
        {
            var needed = await NeededAsync(group, cancellationToken).ConfigureAwait(false);
            var opened = remotes.OpenToSend(group.Key);
            await using (opened.ConfigureAwait(false))
            {
                reports.Add(await SendAsync(opened, needed, progress, cancellationToken).ConfigureAwait(false));
            }
        }

        return reports;
    }

    /// <summary>The blobs, and a path of each for messages.</summary>
    private async Task<Dictionary<BlobId, string>> NeededAsync(IEnumerable<DvcOutput> outputs, CancellationToken cancellationToken)
    {
        var needed = new Dictionary<BlobId, string>();
        foreach (var output in outputs)
        {
            var path = repository.Relative(output.Path);
            var id = output.Content.Id;
            if (id.IsFolder)
            {
                var entries = cache.Contains(id) ? await cache.ReadFolderAsync(id, path, cancellationToken).ConfigureAwait(false) : throw FileErrors.FolderNotInCache(path);
                foreach (var entry in entries)
                {
                    needed.TryAdd(entry.Id, $"{path}/{entry.RelativePath}");
                }
            }

            needed.TryAdd(id, path);
        }

        return needed;
    }

    private async Task<PushReport> SendAsync(IBlobRemote remote, Dictionary<BlobId, string> needed, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        var present = await remote.FindAsync(needed.Keys, cancellationToken).ConfigureAwait(false);
        BlobId[] missing = [.. needed.Keys.Where(id => !present.Contains(id))];
        string[] lost = [.. missing.Where(id => !cache.Contains(id)).Select(id => needed[id])];
        if (lost.Length > 0)
        {
            throw FileErrors.NotInCache(lost);
        }

        var bytes = 0L;
        var sent = new FileProgress(progress, "sending", missing.Length);
        var options = new ParallelOptions { MaxDegreeOfParallelism = remote.Settings.Jobs, CancellationToken = cancellationToken };
        foreach (var kind in missing.GroupBy(id => id.IsFolder).OrderBy(kind => kind.Key))
        {
            await Parallel.ForEachAsync(kind, options, async (id, token) =>
            {
                Interlocked.Add(ref bytes, await SendAsync(remote, id, needed[id], token).ConfigureAwait(false));
                sent.Step();
            }).ConfigureAwait(false);
        }

        return new(remote.Settings.Name, remote.Settings.Url, needed.Count, missing.Length, bytes);
    }

    private async Task<long> SendAsync(IBlobRemote remote, BlobId id, string path, CancellationToken cancellationToken)
    {
        var content = Hashing.OpenRead(cache.PathOf(id));
        await using (content.ConfigureAwait(false))
        {
            var (actual, size) = await Hashing.CopyAsync(content, null, cancellationToken).ConfigureAwait(false);
            if (actual.Md5 != id.Md5)
            {
                throw FileErrors.DamagedInCache(cache.PathOf(id), path, actual);
            }

            await remote.WriteAsync(id, content, cancellationToken).ConfigureAwait(false);
            return size;
        }
    }
}
