using System.Security.Cryptography;
using System.Text.Json;

namespace Larder.Pipelines.Runs;

/// <summary>A result as it is stored: JSON, by the digest of its bytes, so that what is equal is stored once and passed on by its name.</summary>
/// <param name="Digest">SHA-256, in lower-case hexadecimal digits.</param>
/// <param name="Bytes">UTF-8.</param>
public sealed record StoredResult(string Digest, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The stored form of a value.</summary>
    /// <exception cref="NotSupportedException">JSON cannot carry it.</exception>
    /// <exception cref="JsonException">It refers to itself.</exception>
    public static StoredResult Of(object? value, Type type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, type, PipelineJson.Options);
        return new(Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes);
    }

    /// <summary>The value.</summary>
    /// <exception cref="JsonException">It is not of the type.</exception>
    public object? Read(Type type) => JsonSerializer.Deserialize(Bytes.Span, type, PipelineJson.Options);
}
