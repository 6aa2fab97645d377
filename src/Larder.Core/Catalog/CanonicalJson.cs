using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Larder.Catalog;

/// <summary>A definition in its canonical form: compact JSON with members in a fixed order, and its hash. The form is stored and must not change.</summary>
public sealed class CanonicalJson
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal CanonicalJson(JsonObject json)
    {
        Json = json;
        Text = json.ToJsonString(Compact);
        Hash = HashOf(Encoding.UTF8.GetBytes(Text));
    }

    /// <summary>The JSON text.</summary>
    public string Text { get; }

    /// <summary>SHA-256 of the text, lower-case hex.</summary>
    public string Hash { get; }

    internal JsonObject Json { get; }

    /// <summary>SHA-256, lower-case hex.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
