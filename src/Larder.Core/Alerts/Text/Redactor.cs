using System.Text.Json;

namespace Larder.Alerts;

/// <summary>Takes known secrets out of text before it is stored, logged or sent: as they are, as part of an address, and as JSON writes them.</summary>
/// <threadsafety>Immutable.</threadsafety>
public sealed class Redactor
{
    /// <summary>What stands for a secret.</summary>
    public const string Mark = "***";

    /// <summary>Shorter texts stand in too many words to be told from them.</summary>
    public const int ShortestSecret = 4;

    private readonly string[] _secrets;

    /// <summary>A redactor of some secrets; those shorter than four characters are not looked for.</summary>
    public Redactor(IEnumerable<string> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);

        // The longest first: one may be part of another.
        _secrets = [.. secrets.Where(s => s.Length >= ShortestSecret).SelectMany(Forms).Distinct(StringComparer.Ordinal).OrderByDescending(s => s.Length).ThenBy(s => s, StringComparer.Ordinal)];
    }

    /// <summary>Knows no secret.</summary>
    public static Redactor None { get; } = new([]);

    /// <summary>The text without the secrets.</summary>
    public string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Mark, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>A condition without the secrets.</summary>
    public AlertCondition Redact(AlertCondition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return condition with
        {
            Key = Redact(condition.Key),
            Message = Redact(condition.Message),
            Facts = [.. condition.Facts.Select(f => new AlertFact(Redact(f.Name), Redact(f.Value)))],
            Evidence = condition.Evidence is { } evidence ? Redact(evidence) : null,
        };
    }

    private static string[] Forms(string secret) => [secret, Uri.EscapeDataString(secret), JsonEncodedText.Encode(secret).ToString()];
}
