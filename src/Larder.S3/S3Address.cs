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
        var parts = settings.Url.StartsWith(Start, StringComparison.Ordinal) ? settings.Url[Start.Length..].Split('/', 2) : [""];
        var prefix = parts.Length > 1 ? parts[1].Trim('/') : "";
        return parts[0].Length > 0
            ? new(parts[0], prefix.Length > 0 ? $"{prefix}/" : "")
            : throw new InvalidInputException($"The remote '{settings.Name}' in {settings.ConfigPath} has the url {settings.Url}, which names no bucket; write s3://bucket/prefix.");
    }

    /// <summary>The key of a blob.</summary>
    public string KeyOf(BlobId id) => Prefix + id.Key;
}
