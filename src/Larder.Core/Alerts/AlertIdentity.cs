using System.Security.Cryptography;
using System.Text;

namespace Larder.Alerts;

/// <summary>What makes two reports of something wrong the same alert. Neither message nor severity is part of it.</summary>
/// <param name="Kind">What kind of thing is wrong.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Scope">What was looked at, where one subject is looked at in several ways: <c>files</c>, <c>table</c>. Empty where there is one.</param>
/// <param name="Key">Which thing of its kind: the check's name, the feature's. Empty where the subject has one.</param>
public sealed record AlertIdentity(AlertKind Kind, AlertSubject Subject, string Scope, string Key)
{
    private const int FingerprintBytes = 16;

    /// <summary>The first 16 bytes of SHA-256 over the four, each after its length, as lower-case hex. Stored and sent; it never changes.</summary>
    public string Fingerprint { get; } = FingerprintOf(Kind, Subject, Scope, Key);

    private static string FingerprintOf(AlertKind kind, AlertSubject subject, string scope, string key)
    {
        var text = new StringBuilder();
        foreach (var part in (string[])[AlertNames.Of(kind), subject.Kind, subject.Name, scope, key])
        {
            text.Append(part.Length).Append(':').Append(part);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, FingerprintBytes));
    }
}
