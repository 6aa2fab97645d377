using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using Larder.Storage;

namespace Larder.S3;

/// <summary>
/// A remote in a bucket of S3 or a service like it. An object appears when its upload is complete, so a blob is seen whole or not at all; parts of an upload that died are
/// not seen, and a rule of the bucket may drop them.
/// </summary>
public sealed class S3BlobRemote : IBlobRemote
{
    /// <summary>The beginning of the URLs of such remotes.</summary>
    public const string Scheme = "s3";

    /// <summary>Longer blobs are sent in parts of this size; a service takes 5 GB at once.</summary>
    private const long PartSize = 64L << 20;
    private readonly S3Address _address;
    private readonly AmazonS3Client _client;
    private readonly TransferUtility _parts;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <exception cref="Errors.LarderException">The settings are wrong.</exception>
    public S3BlobRemote(BlobRemoteSettings settings)
    {
        Settings = settings;
        _address = S3Address.Of(settings);
        _client = S3Clients.Create(settings);
        _parts = new(_client);
    }

    /// <inheritdoc/>
    public BlobRemoteSettings Settings { get; }

    /// <summary>Asks for one blob by its key, for several by listing their folder.</summary>
    /// <inheritdoc/>
    public async Task<IReadOnlySet<BlobId>> FindAsync(IReadOnlyCollection<BlobId> ids, CancellationToken cancellationToken = default)
    {
        var (wanted, found) = (ids.ToHashSet(), new HashSet<BlobId>());
        var options = new ParallelOptions { MaxDegreeOfParallelism = Settings.Jobs, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(wanted.GroupBy(id => _address.KeyOf(id)[..(_address.KeyOf(id).LastIndexOf('/') + 1)]), options, async (folder, token) =>
        {
            var start = folder.Count() == 1 ? _address.KeyOf(folder.Single()) : folder.Key;
            foreach (var key in await ListAsync(start, token).ConfigureAwait(false))
            {
                if (BlobId.TryParseKey(key[_address.Prefix.Length..], out var id) && wanted.Contains(id))
                {
                    lock (found)
                    {
                        found.Add(id);
                    }
                }
            }
        }).ConfigureAwait(false);
        return found;
    }

    /// <inheritdoc/>
    public Task WriteAsync(BlobId id, Stream content, CancellationToken cancellationToken = default)
    {
        content.Position = 0;
        return RunAsync<object>(
            async () => content.Length > PartSize
                ? await WritePartsAsync(id, content, cancellationToken).ConfigureAwait(false)
                : await _client.PutObjectAsync(
                    new PutObjectRequest
                    {
                        BucketName = _address.Bucket,
                        Key = _address.KeyOf(id),
                        InputStream = content,
                        AutoCloseStream = false,
                        UseChunkEncoding = false,

                        // The service compares it with what arrived, and stores nothing where they differ.
                        MD5Digest = Convert.ToBase64String(Convert.FromHexString(id.Md5)),
                    },
                    cancellationToken).ConfigureAwait(false),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(BlobId id, CancellationToken cancellationToken = default) => RunAsync<Stream?>(
        async () =>
        {
            try
            {
                return (await _client.GetObjectAsync(_address.Bucket, _address.KeyOf(id), cancellationToken).ConfigureAwait(false)).ResponseStream;
            }
            catch (AmazonS3Exception missing) when (missing.ErrorCode == "NoSuchKey")
            {
                return null;
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _parts.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<IReadOnlyList<string>> ListAsync(string start, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<string>>(
        async () =>
        {
            var keys = new List<string>();
            var request = new ListObjectsV2Request { BucketName = _address.Bucket, Prefix = start };
            do
            {
                var page = await _client.ListObjectsV2Async(request, cancellationToken).ConfigureAwait(false);
                keys.AddRange((page.S3Objects ?? []).Select(found => found.Key));
                request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
            }
            while (request.ContinuationToken is not null);
            return keys;
        },
        cancellationToken);

    private async Task<object> WritePartsAsync(BlobId id, Stream content, CancellationToken cancellationToken)
    {
        await _parts.UploadAsync(
            new TransferUtilityUploadRequest { BucketName = _address.Bucket, Key = _address.KeyOf(id), InputStream = content, AutoCloseStream = false, PartSize = PartSize },
            cancellationToken).ConfigureAwait(false);
        return this;
    }

    private async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested && S3Errors.IsOfService(failed))
        {
            throw S3Errors.Of(Settings, failed);
        }
    }
}
