using System.Globalization;
using System.Text;
using Larder.Alerts;

namespace Larder.Webhooks;

/// <summary>Posts notices as <see cref="NoticeJson"/> writes them, with the notice's key as <c>Idempotency-Key</c> and, where a secret is given, a signature.</summary>
/// <param name="options">Where to.</param>
/// <param name="clock">The only clock.</param>
public sealed class WebhookChannel(WebhookOptions options, TimeProvider clock) : IAlertChannel
{
    private readonly HttpPost _post = new(options, clock);

    /// <inheritdoc/>
    public string Name => options.Name;

    /// <inheritdoc/>
    public string Address => HttpPost.AddressOf(options.Url);

    /// <inheritdoc/>
    public Task SendAsync(Notice notice, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(notice);
        var body = Encoding.UTF8.GetBytes(NoticeJson.Write(notice));
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds();
        var headers = new Dictionary<string, string>
        {
            ["Idempotency-Key"] = notice.Key,
            [WebhookSignature.TimestampHeader] = timestamp.ToString(CultureInfo.InvariantCulture),
        };
        if (options.SigningSecret is { } secret)
        {
            headers[WebhookSignature.SignatureHeader] = WebhookSignature.Of(secret, timestamp, body);
        }

        if (options.Authorization is { } authorization)
        {
            headers["Authorization"] = authorization;
        }

        return _post.SendAsync(body, headers, cancellationToken);
    }
}
