using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Alerts;
using Larder.Storage;

namespace Larder.Cli.Output;

/// <summary>Silences and notices for people and programs.</summary>
internal static class AlertText
{
    public static string Of(Silence silence) =>
        $"{(silence.Kind is { } kind ? $"{AlertNames.Of(kind)} of " : string.Empty)}{silence.Pattern} until {silence.Until}{(silence.Reason.Length > 0 ? $" ({silence.Reason})" : string.Empty)}";

    public static string Of(StoredNotice notice)
    {
        var attempts = string.Create(CultureInfo.InvariantCulture, $"{notice.Attempts} attempts");
        var state = notice.State switch
        {
            NoticeState.Sent => $"sent {notice.DueAt}",
            NoticeState.Dead => $"dead since {notice.DueAt}, {attempts}: {notice.Error}",
            _ => notice.Error is { } error ? $"waits until {notice.DueAt}, {attempts}: {error}" : $"waits since {notice.Notice.CreatedAt}",
        };
        return $"{NoticeText.Title(notice.Notice)} to {notice.Notice.Channel}: {state}";
    }

    public static JsonObject ToJson(Silence silence) => new()
    {
        ["id"] = silence.Id,
        ["subjects"] = silence.Pattern,
        ["kind"] = silence.Kind is { } kind ? AlertNames.Of(kind) : null,
        ["created_at"] = silence.CreatedAt.ToString(),
        ["until"] = silence.Until.ToString(),
        ["reason"] = silence.Reason,
    };

    public static JsonObject ToJson(StoredNotice notice) => new()
    {
        ["state"] = AlertNames.Of(notice.State),
        ["attempts"] = notice.Attempts,
        ["due_at"] = notice.DueAt.ToString(),
        ["error"] = notice.Error,
        ["notice"] = NoticeJson.ToJson(notice.Notice),
    };
}
