using System.Globalization;
using System.Net;
using System.Text;
using Larder.Alerts;
using MimeKit;

namespace Larder.Smtp;

/// <summary>A notice as mail: text and HTML, headers that put all notices of a matter into one thread. Header values are one line each, whatever the data holds.</summary>
internal static class MailMessage
{
    public static MimeMessage Of(Notice notice, SmtpOptions options)
    {
        var from = MailboxAddress.Parse(options.From);
        var message = new MimeMessage
        {
            Date = new DateTimeOffset(notice.CreatedAt.ToDateTime()),
            MessageId = Id(notice.Key, from),
            Subject = notice.Key == notice.Thread ? NoticeText.Topic(notice) : $"Re: {NoticeText.Topic(notice)}",
            Body = new BodyBuilder { TextBody = Text(notice), HtmlBody = Html(notice) }.ToMessageBody(),
        };
        message.From.Add(from);
        message.To.AddRange(options.To.Select(MailboxAddress.Parse));
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("X-Larder-State", AlertNames.Of(notice.State));
        message.Headers.Add("X-Larder-Severity", AlertNames.Of(notice.Severity));
        if (notice.Key != notice.Thread)
        {
            message.InReplyTo = Id(notice.Thread, from);
            message.References.Add(Id(notice.Thread, from));
        }

        return message;
    }

    private static string Id(string key, MailboxAddress from) => $"{key}@{from.Domain}";

    private static string Text(Notice notice)
    {
        var text = new StringBuilder(NoticeText.Title(notice)).Append("\r\n");
        foreach (var item in notice.Items)
        {
            text.Append(CultureInfo.InvariantCulture, $"\r\n- {NoticeText.Line(item, notice.Subject is null)}\r\n  {NoticeText.Details(item)}\r\n");
        }

        if (NoticeText.Remark(notice) is { } remark)
        {
            text.Append(CultureInfo.InvariantCulture, $"\r\n{remark}\r\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"\r\n{Origin(notice)}\r\n").ToString();
    }

    private static string Html(Notice notice)
    {
        var html = new StringBuilder("<!DOCTYPE html>\r\n<html><body>\r\n").Append(CultureInfo.InvariantCulture, $"<p><b>{Encoded(NoticeText.Title(notice))}</b></p>\r\n<ul>\r\n");
        foreach (var item in notice.Items)
        {
            html.Append(CultureInfo.InvariantCulture, $"<li>{Encoded(NoticeText.Line(item, notice.Subject is null))}<br>{Encoded(NoticeText.Details(item))}</li>\r\n");
        }

        html.Append("</ul>\r\n");
        if (NoticeText.Remark(notice) is { } remark)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p>{Encoded(remark)}</p>\r\n");
        }

        return html.Append(CultureInfo.InvariantCulture, $"<p>{Encoded(Origin(notice))}</p>\r\n</body></html>\r\n").ToString();
    }

    private static string Origin(Notice notice) => $"Larder, {(notice.Rule is { } rule ? $"rule {rule}, " : string.Empty)}{notice.CreatedAt}, {notice.Key}";

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
