using Larder.Alerts;

namespace Larder.Webhooks;

/// <summary>Posts notices to an incoming webhook of Slack, or of a service that takes the same. The whole address is a secret.</summary>
/// <param name="options">Where to.</param>
/// <param name="clock">The only clock.</param>
public sealed class SlackChannel(WebhookOptions options, TimeProvider clock) : IAlertChannel
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
        return _post.SendAsync(SlackMessage.Of(notice), [KeyValuePair.Create("Idempotency-Key", notice.Key)], cancellationToken);
    }
}
