using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Larder.Alerts;

namespace Larder.Webhooks;

/// <summary>A notice as Slack's incoming webhooks take it, within their limits (50 blocks, 150 characters of a header, 3,000 of a section). Text from data is escaped, so that it can mention nobody.</summary>
internal static class SlackMessage
{
    private const int MostOfHeader = 150;
    private const int MostOfSection = 3_000;
    private const int MostItems = 20;

    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(Notice notice)
    {
        var title = NoticeText.Title(notice);
        var blocks = new JsonArray { Block("header", "plain_text", NoticeText.Cut(title, MostOfHeader)) };
        foreach (var item in notice.Items.Take(MostItems))
        {
            blocks.Add((JsonNode)Block("section", "mrkdwn", $"{Escaped(NoticeText.Line(item, notice.Subject is null), MostOfSection / 2)}\n{Escaped(NoticeText.Details(item), (MostOfSection / 2) - 1)}"));
        }

        var rest = notice with { Omitted = notice.Omitted + Math.Max(0, notice.Items.Count - MostItems) };
        var remark = NoticeText.Remark(rest);
        blocks.Add((JsonNode)new JsonObject
        {
            ["type"] = "context",
            ["elements"] = new JsonArray(Text("mrkdwn", Escaped($"{(remark is null ? string.Empty : $"{remark} ")}Larder, {(notice.Rule is { } rule ? $"rule {rule}, " : string.Empty)}{notice.CreatedAt}, {notice.Key}", MostOfSection))),
        });
        return JsonSerializer.SerializeToUtf8Bytes<JsonNode>(new JsonObject { ["text"] = Escaped(title, MostOfSection), ["blocks"] = blocks }, Options);
    }

    /// <summary>Escapes what Slack reads as markup of its own, and cuts so that no escape is parted.</summary>
    private static string Escaped(string text, int most)
    {
        var (escaped, length) = (Escape(text), text.Length);
        while (escaped.Length > most)
        {
            // Each character left out makes it shorter by one to five.
            length -= Math.Max(1, (escaped.Length - most) / 5);
            escaped = Escape(NoticeText.Cut(text, length));
        }

        return escaped;
    }

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static JsonObject Block(string type, string textType, string text) => new() { ["type"] = type, ["text"] = Text(textType, text) };

    private static JsonObject Text(string type, string text) => new() { ["type"] = type, ["text"] = text };
}
