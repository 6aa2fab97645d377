using Larder.Types;

namespace Larder.Server.Json;

/// <summary>RFC 3339 without allocating: the same text as <see cref="Instant.ToString"/>.</summary>
internal static class InstantText
{
    /// <summary><c>2024-03-10T12:00:00.000000Z</c></summary>
    public const int MaxLength = 27;

    /// <summary>Writes the text and returns its length.</summary>
    public static int Format(Instant instant, Span<byte> text)
    {
        var time = instant.ToDateTime();
        Digits(text[..4], time.Year);
        text[4] = (byte)'-';
        Digits(text[5..7], time.Month);
        text[7] = (byte)'-';
        Digits(text[8..10], time.Day);
        text[10] = (byte)'T';
        var ofDay = time.TimeOfDay;
        Digits(text[11..13], ofDay.Hours);
        text[13] = (byte)':';
        Digits(text[14..16], ofDay.Minutes);
        text[16] = (byte)':';
        Digits(text[17..19], ofDay.Seconds);
        var fraction = (int)(ofDay.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);
        if (fraction == 0)
        {
            text[19] = (byte)'Z';
            return 20;
        }

        text[19] = (byte)'.';
        Digits(text[20..26], fraction);
        text[26] = (byte)'Z';
        return MaxLength;
    }

    /// <summary>Reads RFC 3339, or a date alone; without an offset the time is UTC. Other forms, which .NET would take, are refused.</summary>
    public static bool TryParse(string? text, out Instant instant)
    {
        instant = default;
        return text is { Length: >= 10 } && char.IsAsciiDigit(text[0]) && text[4] == '-' && text[7] == '-'
            && (text.Length == 10 || (text.Length >= 19 && text[10] is 'T' or 't' && text[13] == ':' && text[16] == ':'))
            && Instant.TryParse(text, out instant);
    }

    private static void Digits(Span<byte> text, int value)
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            text[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }
}
