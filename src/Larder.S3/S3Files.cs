using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Larder.Errors;
using Larder.Storage;

namespace Larder.S3;

/// <summary>Files of sources in buckets of S3 or a service like it. Nothing is sent before it is asked.</summary>
/// <param name="options">Settings by the names DVC gives them: endpointurl, region, profile, access_key_id, secret_access_key, session_token; what is left out comes from where AWS's own tools take it.</param>
public sealed class S3Files(IReadOnlyDictionary<string, string> options) : IRemoteFiles
{
    private const int Md5Characters = 32;
    private readonly BlobRemoteSettings _settings = new("s3", S3BlobRemote.Scheme + "://", "Larder:S3", options);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RemoteFile>> ListAsync(string start, CancellationToken cancellationToken = default)
    {
        var (bucket, prefix) = Split(start);
        return RunAsync<IReadOnlyList<RemoteFile>>(
            start,
            async client =>
            {
                var files = new List<RemoteFile>();
                var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix };
                do
                {
                    var page = await client.ListObjectsV2Async(request, cancellationToken).ConfigureAwait(false);
                    files.AddRange((page.S3Objects ?? []).Select(o => new RemoteFile($"{S3BlobRemote.Scheme}://{bucket}/{o.Key}", o.ETag.Trim('"'), o.Size ?? 0)));
                    request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
                }
                while (request.ContinuationToken is not null);
                return files;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task FetchAsync(RemoteFile file, Stream target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(target);
        var (bucket, key) = Split(file.Url);
        return RunAsync(
            file.Url,
            async client =>
            {
                using var answer = await client.GetObjectAsync(bucket, key, cancellationToken).ConfigureAwait(false);
                if (answer.ETag.Trim('"') != file.Version)
                {
                    throw new InvalidInputException($"The input {file.Url} changed while it was read. Nothing was stored; wait until nobody writes to it and ingest again.");
                }

                var (length, md5) = await CopyAsync(answer.ResponseStream, target, cancellationToken).ConfigureAwait(false);
                if (length != file.Length || (IsMd5(answer, file) && md5 != file.Version))
                {
                    throw new UnavailableException($"The input {file.Url} arrived damaged: {length:N0} bytes of {file.Length:N0}, MD5 {md5}. Nothing was stored; ingest again.", isTransient: true);
                }

                return true;
            },
            cancellationToken);
    }

    /// <summary>The tag of an upload in parts, or of bytes that the service encrypts by a key of its own, is none.</summary>
    private static bool IsMd5(GetObjectResponse answer, RemoteFile file) => file.Version.Length == Md5Characters && file.Version.All(char.IsAsciiHexDigitLower)
        && (answer.ServerSideEncryptionMethod is null || answer.ServerSideEncryptionMethod == ServerSideEncryptionMethod.None || answer.ServerSideEncryptionMethod == ServerSideEncryptionMethod.AES256);

    private static async Task<(long Length, string Md5)> CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var (buffer, length) = (new byte[1 << 16], 0L);
        while (await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            length += read;
        }

        return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static (string Bucket, string Key) Split(string url) =>
        S3Address.Split(url) is { Bucket.Length: > 0 } address ? address : throw new InvalidInputException($"The input {url} names no bucket; write s3://bucket/prefix.");

    private async Task<T> RunAsync<T>(string url, Func<AmazonS3Client, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var client = S3Clients.Create(_settings);
        try
        {
            return await call(client).ConfigureAwait(false);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested && S3Errors.IsOfService(failed))
        {
            throw S3Errors.Of(S3Place.OfInput(url, _settings), failed);
        }
    }
}
