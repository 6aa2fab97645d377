using System.Text.RegularExpressions;

namespace Larder.OpenLineage;

/// <summary>Takes secrets out of texts that leave the process: those that are known, users and passwords in addresses, and what stands behind words such as password.</summary>
public sealed partial class Redaction
{
    private const string Hidden = "***";

    private readonly string[] _secrets;

    /// <param name="secrets">Values that must never be told; short ones are left alone, since they would hide half of every text.</param>
    public Redaction(IEnumerable<string?> secrets) => _secrets = [.. secrets.OfType<string>().Where(s => s.Length >= 4).Distinct().OrderByDescending(s => s.Length)];

    /// <summary>The text without them.</summary>
    public string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var known = _secrets.Aggregate(text, (rest, secret) => rest.Replace(secret, Hidden, StringComparison.Ordinal));
        return Named().Replace(Address().Replace(known, $"://{Hidden}@"), $"$1$2{Hidden}");
    }

    [GeneratedRegex("""://[^/\s@'"]+@""", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Address();

    [GeneratedRegex("""\b(password|passwd|pwd|secret|secret_access_key|access_key|token|api_?key|authorization)(\s*[=:]\s*)(bearer\s+)?[^\s;,'"]+""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Named();
}
