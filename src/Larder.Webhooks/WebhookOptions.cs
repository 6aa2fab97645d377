namespace Larder.Webhooks;

/// <summary>Where a webhook leads. The address may hold a token and is never printed beyond its host.</summary>
/// <param name="Name">The channel's name.</param>
/// <param name="Url">https, or http.</param>
public sealed record WebhookOptions(string Name, Uri Url)
{
    /// <summary>The key of the signature; null sends none.</summary>
    public string? SigningSecret { get; init; }

    /// <summary>The header <c>Authorization</c>; null sends none.</summary>
    public string? Authorization { get; init; }

    /// <summary>How long an answer is waited for. Default 10 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Neither address nor secrets.</summary>
    public override string ToString() => $"{Name} ({HttpPost.AddressOf(Url)})";
}
