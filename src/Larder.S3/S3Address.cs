using Larder.Errors;
using Larder.Storage;

namespace Larder.S3;

/// <summary>A bucket, and the way to a remote's blobs in it.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Prefix">What comes before a blob's key: nothing, or folders with a slash at their end.</param>
internal sealed record S3Address(string Bucket, string Prefix)
{
    private const string Start = $"{S3BlobRemote.Scheme}://";

    /// <summary>Reads <c>s3://bucket/prefix</c>.</summary>
    /// <exception cref="InvalidInputException">It names no bucket.</exception>
    public static S3Address Of(BlobRemoteSettings settings)
    {
        var (bucket, rest) = Split(settings.Url);
        var prefix = rest.Trim('/');
        return bucket.Length > 0
            ? new(bucket, prefix.Length > 0 ? $"{prefix}/" : "")
            : throw new InvalidInputException($"The remote '{settings.Name}' in {settings.ConfigPath} has the url {settings.Url}, which names no bucket; write s3://bucket/prefix.");
    }

    /// <summary>The bucket of a URL and what comes behind it; no bucket where the URL is none of S3.</summary>
    public static (string Bucket, string Key) Split(string url)
    {
        var parts = url.StartsWith(Start, StringComparison.Ordinal) ? url[Start.Length..].Split('/', 2) : [""];
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }

    /// <summary>The key of a blob.</summary>
    public string KeyOf(BlobId id) => Prefix + id.Key;
}
