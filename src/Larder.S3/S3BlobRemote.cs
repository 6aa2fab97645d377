using Amazon.Runtime.Internal.Util;
using Amazon.S3;
using Amazon.S3.Model;
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
    private readonly S3Address _address;
    private readonly AmazonS3Client _client;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <exception cref="Errors.LarderException">The settings are wrong.</exception>
    public S3BlobRemote(BlobRemoteSettings settings)
    {
        Settings = settings;
        _address = S3Address.Of(settings);
        _client = S3Clients.Create(settings);
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
        return RunAsync(
            async () =>
            {
                if (content.Length > S3Parts.Most)
                {
                    await S3Parts.WriteAsync(_client, _address.Bucket, _address.KeyOf(id), content, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await WriteWholeAsync(id, content, cancellationToken).ConfigureAwait(false);
                }

                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(BlobId id, CancellationToken cancellationToken = default) => RunAsync<Stream?>(
        async () =>
        {
            try
            {
                // Without the client's own comparison of MD5s, whose error says neither what nor where.
                var answer = await _client.GetObjectAsync(_address.Bucket, _address.KeyOf(id), cancellationToken).ConfigureAwait(false);
                return WrapperStream.GetNonWrapperBaseStream(answer.ResponseStream);
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

    private Task<PutObjectResponse> WriteWholeAsync(BlobId id, Stream content, CancellationToken cancellationToken) => _client.PutObjectAsync(
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
        cancellationToken);

    private async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested && S3Errors.IsOfService(failed))
        {
            throw S3Errors.Of(S3Place.Of(Settings), failed);
        }
    }
}
