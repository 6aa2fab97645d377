using System.Buffers;
using System.Buffers.Text;
using Larder.Types;

namespace Larder.Server.Json;

/// <summary>RFC 3339 without allocating: the same text as <see cref="Instant.ToString"/>.</summary>
internal static class InstantText
{
    /// <summary>Bytes that <see cref="Format"/> needs: <c>2024-03-10T12:00:00.0000000Z</c>, the round-trip form it starts from.</summary>
    public const int MaxLength = 28;

    private const int SecondsEnd = 19;
    private const int MicrosecondsEnd = 26;

    /// <summary>Writes the text, with six fraction digits or none, and returns its length.</summary>
    public static int Format(Instant instant, Span<byte> text)
    {
        Utf8Formatter.TryFormat(instant.ToDateTime(), text, out _, new StandardFormat('O'));
        var end = instant.Microseconds % 1_000_000 == 0 ? SecondsEnd : MicrosecondsEnd;
        text[end] = (byte)'Z';
        return end + 1;
    }

    /// <summary>Reads RFC 3339, or a date alone; without an offset the time is UTC. Other forms, which .NET would take, are refused.</summary>
    public static bool TryParse(string? text, out Instant instant)
    {
        instant = default;
        return text is { Length: >= 10 } && char.IsAsciiDigit(text[0]) && text[4] == '-' && text[7] == '-'
            && (text.Length == 10 || (text.Length >= 19 && text[10] is 'T' or 't' && text[13] == ':' && text[16] == ':'))
            && Instant.TryParse(text, out instant);
    }
}
