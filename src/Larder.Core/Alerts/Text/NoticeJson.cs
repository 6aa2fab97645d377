using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Larder.Types;

namespace Larder.Alerts;

/// <summary>Notices and alerts as JSON: what webhooks get, what the outbox keeps, what <c>--output json</c> prints. The names are stored and sent; append only.</summary>
public static class NoticeJson
{
    /// <summary>The value of <c>schema</c>.</summary>
    public const string Schema = "larder.notice/1";

    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The notice in one line.</summary>
    public static string Write(Notice notice) => ToJson(notice).ToJsonString(Options);

    /// <summary>The notice.</summary>
    public static JsonObject ToJson(Notice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        return new JsonObject
        {
            ["schema"] = Schema,
            ["key"] = notice.Key,
            ["thread"] = notice.Thread,
            ["channel"] = notice.Channel,
            ["rule"] = notice.Rule,
            ["subject"] = notice.Subject?.ToString(),
            ["state"] = AlertNames.Of(notice.State),
            ["severity"] = AlertNames.Of(notice.Severity),
            ["title"] = NoticeText.Title(notice),
            ["created_at"] = notice.CreatedAt.ToString(),
            ["test"] = notice.IsTest,
            ["held_back"] = notice.HeldBack,
            ["omitted"] = notice.Omitted,
            ["alerts"] = new JsonArray([.. notice.Items.Select(i => (JsonNode)ToJson(i))]),
        };
    }

    /// <summary>An alert.</summary>
    public static JsonObject ToJson(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return new JsonObject
        {
            ["fingerprint"] = alert.Fingerprint,
            ["kind"] = AlertNames.Of(alert.Id.Kind),
            ["subject"] = alert.Id.Subject.ToString(),
            ["scope"] = alert.Id.Scope,
            ["name"] = alert.Id.Key,
            ["severity"] = AlertNames.Of(alert.Severity),
            ["state"] = AlertNames.Of(alert.State),
            ["message"] = alert.Message,
            ["facts"] = new JsonArray([.. alert.Facts.Select(f => (JsonNode)new JsonObject { ["name"] = f.Name, ["value"] = f.Value })]),
            ["evidence"] = alert.Evidence,
            ["since"] = alert.Since.ToString(),
            ["severity_since"] = alert.SeveritySince.ToString(),
            ["seen_at"] = alert.SeenAt.ToString(),
            ["resolved_at"] = alert.ResolvedAt?.ToString(),
        };
    }

    /// <summary>An alert in one line.</summary>
    public static string Write(Alert alert) => ToJson(alert).ToJsonString(Options);

    /// <summary>Reads what <see cref="Write(Notice)"/> wrote.</summary>
    public static Notice ReadNotice(string json)
    {
        var read = JsonNode.Parse(json)!;
        return new Notice(
            (string)read["key"]!,
            (string)read["thread"]!,
            (string)read["channel"]!,
            (string?)read["rule"],
            (string?)read["subject"] is { } subject ? AlertSubject.Parse(subject) : null,
            Time(read["created_at"])!.Value,
            [.. read["alerts"]!.AsArray().Select(i => new NoticeItem(ByName<NoticeChange>(i!["change"], AlertNames.Of), ReadAlert(i)))])
        {
            IsTest = (bool)read["test"]!,
            HeldBack = (int)read["held_back"]!,
            Omitted = (int)read["omitted"]!,
        };
    }

    /// <summary>Reads what <see cref="Write(Alert)"/> wrote.</summary>
    public static Alert ReadAlert(string json) => ReadAlert(JsonNode.Parse(json)!);

    private static Alert ReadAlert(JsonNode read) => new(
        new AlertIdentity(ByName<AlertKind>(read["kind"], AlertNames.Of), AlertSubject.Parse((string)read["subject"]!), (string)read["scope"]!, (string)read["name"]!),
        ByName<AlertSeverity>(read["severity"], AlertNames.Of),
        (string)read["message"]!,
        ByName<AlertState>(read["state"], AlertNames.Of),
        Time(read["since"])!.Value,
        Time(read["severity_since"])!.Value,
        Time(read["seen_at"])!.Value)
    {
        Facts = [.. read["facts"]!.AsArray().Select(f => new AlertFact((string)f!["name"]!, (string)f["value"]!))],
        Evidence = (string?)read["evidence"],
        ResolvedAt = Time(read["resolved_at"]),
    };

    private static JsonObject ToJson(NoticeItem item)
    {
        var json = ToJson(item.Alert);
        json.Insert(0, "change", AlertNames.Of(item.Change));
        return json;
    }

    private static Instant? Time(JsonNode? node) => Instant.TryParse((string?)node, out var time) ? time : null;

    private static T ByName<T>(JsonNode? node, Func<T, string> nameOf)
        where T : struct, Enum => Enum.GetValues<T>().First(v => nameOf(v) == (string?)node);
}
