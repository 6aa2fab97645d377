using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Larder.Webhooks;

/// <summary>The signature of a webhook: HMAC-SHA256 over the time, a dot and the body. A receiver checks it and refuses times too far from its own.</summary>
public static class WebhookSignature
{
    /// <summary>Seconds since the Unix epoch.</summary>
    public const string TimestampHeader = "X-Larder-Timestamp";

    /// <summary><c>v1=</c> and 64 hexadecimal digits.</summary>
    public const string SignatureHeader = "X-Larder-Signature";

    /// <summary>The value of <see cref="SignatureHeader"/>.</summary>
    public static string Of(string secret, long timestamp, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(secret);
        byte[] signed = [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{timestamp}.")), .. body];
        return $"v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    /// <summary>Whether a request is genuine: signed with the secret, and not older or newer than <paramref name="tolerance"/>. Compares in constant time.</summary>
    public static bool IsValid(string secret, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now, TimeSpan tolerance) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= tolerance.TotalSeconds
        && signature is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Of(secret, seconds, body)), Encoding.UTF8.GetBytes(signature));
}
