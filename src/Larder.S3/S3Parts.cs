using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace Larder.S3;

/// <summary>Sends a long blob in parts, one after the other, each with its MD5; the object appears when all are there. What fails is dropped.</summary>
internal static class S3Parts
{
    /// <summary>Longer blobs go in parts.</summary>
    public const long Most = 64L << 20;

    private const long LeastPart = 16L << 20;

    /// <summary>A service takes 10,000.</summary>
    private const long MostParts = 9_999;

    /// <summary>Sends a stream from its beginning.</summary>
    public static async Task WriteAsync(IAmazonS3 client, string bucket, string key, Stream content, CancellationToken cancellationToken)
    {
        var upload = (await client.InitiateMultipartUploadAsync(bucket, key, cancellationToken).ConfigureAwait(false)).UploadId;
        try
        {
            var buffer = new byte[Math.Max(LeastPart, (content.Length / MostParts) + 1)];
            var parts = new List<PartETag>();
            while (await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                using var part = new MemoryStream(buffer, 0, read, writable: false);
                var sent = await client.UploadPartAsync(
                    new UploadPartRequest
                    {
                        BucketName = bucket,
                        Key = key,
                        UploadId = upload,
                        PartNumber = parts.Count + 1,
                        PartSize = read,
                        InputStream = part,
                        UseChunkEncoding = false,
                        MD5Digest = Digest(buffer.AsSpan(0, read)),
                    },
                    cancellationToken).ConfigureAwait(false);
                parts.Add(new(parts.Count + 1, sent.ETag));
            }

            await client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = upload, PartETags = parts }, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await AbortAsync(client, bucket, key, upload).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Drops the parts; where the service cannot be asked, a rule of the bucket may.</summary>
    private static async Task AbortAsync(IAmazonS3 client, string bucket, string key, string upload)
    {
        try
        {
            await client.AbortMultipartUploadAsync(bucket, key, upload, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failed) when (S3Errors.IsOfService(failed))
        {
            // The error that led here is the one to tell.
        }
    }

    private static string Digest(ReadOnlySpan<byte> bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        hash.AppendData(bytes);
        return Convert.ToBase64String(hash.GetHashAndReset());
    }
}
