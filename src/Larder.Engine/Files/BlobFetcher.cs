using Larder.Engine;
using Larder.Storage;

namespace Larder.Files;

/// <summary>Brings blobs of a remote into the cache; one whose bytes are not what its name says is named and never stored.</summary>
internal sealed class BlobFetcher(BlobCache cache, Remotes remotes)
{
    private long _bytes;

    /// <summary>How many were fetched.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes they have.</summary>
    public long Bytes => _bytes;

    /// <summary>Fetches blobs.</summary>
    /// <param name="settings">The remote.</param>
    /// <param name="wanted">The blobs, each with a path for messages.</param>
    /// <param name="progress">A listener, or none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task FetchAsync(BlobRemoteSettings settings, IReadOnlyDictionary<BlobId, string> wanted, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        var remote = remotes.OpenToFetch(settings);
        await using (remote.ConfigureAwait(false))
        {
            var present = await remote.FindAsync([.. wanted.Keys], cancellationToken).ConfigureAwait(false);
            if (present.Count < wanted.Count)
            {
                throw FileErrors.NotInRemote(settings, [.. wanted.Where(blob => !present.Contains(blob.Key)).Select(blob => blob.Value)]);
            }

            var done = new FileProgress(progress, "fetching", wanted.Count);
            var options = new ParallelOptions { MaxDegreeOfParallelism = settings.Jobs, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(wanted, options, async (blob, token) =>
            {
                await cache.ReceiveAsync(blob.Key, target => CopyAsync(remote, blob.Key, blob.Value, target, token)).ConfigureAwait(false);
                done.Step();
            }).ConfigureAwait(false);
            Count += wanted.Count;
        }
    }

    private async Task CopyAsync(IBlobRemote remote, BlobId id, string path, Stream target, CancellationToken cancellationToken)
    {
        var source = await remote.OpenAsync(id, cancellationToken).ConfigureAwait(false) ?? throw FileErrors.NotInRemote(remote.Settings, [path]);
        await using (source.ConfigureAwait(false))
        {
            var (actual, size) = await Hashing.CopyAsync(source, target, cancellationToken, failed => FileErrors.Remote(remote.Settings, failed)).ConfigureAwait(false);
            if (actual.Md5 != id.Md5)
            {
                throw FileErrors.DamagedInRemote(remote.Settings, id, path, actual);
            }

            Interlocked.Add(ref _bytes, size);
        }
    }
}
