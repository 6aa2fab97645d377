using System.Globalization;

namespace Larder.Alerts;

/// <summary>Notices as people read them. All of it is one line per part: what comes from data cannot add lines or headers.</summary>
public static class NoticeText
{
    /// <summary>What it is about in one line, <c>[error] 2 alerts firing: source/order_lines</c>; the same for all notices of a thread but for the beginning.</summary>
    public static string Title(Notice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        var total = notice.Items.Count + notice.Omitted;
        var state = notice.State == AlertState.Resolved ? "resolved" : AlertNames.Of(notice.Severity);
        var count = total == 1 ? AlertNames.Of(notice.Items[0].Alert.Id.Kind) : string.Create(CultureInfo.InvariantCulture, $"{total} alerts");
        return OneLine(notice.HeldBack > 0
            ? string.Create(CultureInfo.InvariantCulture, $"[{state}] {count} in {notice.HeldBack} notices held back")
            : $"[{state}] {count}: {notice.Subject}{(notice.IsTest ? " (test)" : string.Empty)}");
    }

    /// <summary>What all mails of a thread are headed with.</summary>
    public static string Topic(Notice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        return OneLine(notice.Subject is { } subject ? $"Larder: {subject}{(notice.IsTest ? " (test)" : string.Empty)}" : "Larder: notices held back");
    }

    /// <summary>An alert in one line: <c>error, fired: fare_between: 12 of 40 rows are bad</c>.</summary>
    public static string Line(NoticeItem item, bool withSubject)
    {
        ArgumentNullException.ThrowIfNull(item);
        var alert = item.Alert;
        var place = string.Join(" ", new[] { withSubject ? alert.Id.Subject.ToString() : string.Empty, alert.Id.Key, alert.Id.Scope.Length > 0 ? $"({alert.Id.Scope})" : string.Empty }.Where(p => p.Length > 0));
        return OneLine($"{AlertNames.Of(alert.Severity)}, {AlertNames.Of(item.Change)}: {AlertNames.Of(alert.Id.Kind)}{(place.Length > 0 ? $" {place}" : string.Empty)}: {alert.Message}");
    }

    /// <summary>When it began and ended, the numbers, and where to look.</summary>
    public static string Details(NoticeItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var alert = item.Alert;
        var parts = new List<string> { $"since {alert.Since}" };
        if (item.Change == NoticeChange.Recovered)
        {
            parts.Add($"until {(alert.ResolvedAt ?? alert.SeveritySince).ToString()}");
        }

        parts.AddRange(alert.Facts.Select(f => $"{f.Name} {f.Value}"));
        if (alert.Evidence is { } evidence)
        {
            parts.Add($"see {evidence}");
        }

        return OneLine(string.Join(", ", parts));
    }

    /// <summary>What is not listed, and why several come together; null where there is nothing to say.</summary>
    public static string? Remark(Notice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        var parts = new List<string>();
        if (notice.Omitted > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"And {notice.Omitted} more alerts; 'larder alerts' lists all."));
        }

        if (notice.HeldBack > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"The channel's limit was reached: this stands for {notice.HeldBack} notices."));
        }

        return parts.Count > 0 ? string.Join(" ", parts) : null;
    }

    /// <summary>Control characters become blanks, so that the text is one line in any protocol.</summary>
    public static string OneLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Any(IsBreak) ? string.Concat(text.Select(c => IsBreak(c) ? ' ' : c)) : text;
    }

    /// <summary>The text cut to a number of characters, with an ellipsis where something is missing; a character of two halves is not parted.</summary>
    public static string Cut(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= most)
        {
            return text;
        }

        var end = most - 1;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), "…");
    }

    private static bool IsBreak(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
}
