using Larder.Storage;

namespace Larder.S3;

/// <summary>How messages speak of a bucket and of the settings by which it is reached.</summary>
/// <param name="Who">What the bucket is, as the subject of a sentence.</param>
/// <param name="UrlAt">Where its URL is given, behind a word for it.</param>
/// <param name="EndpointAt">The setting of the endpoint.</param>
/// <param name="Credentials">Where credentials may be given, beside AWS's own variables.</param>
/// <param name="Nothing">What a failure leaves behind.</param>
internal sealed record S3Place(string Who, string UrlAt, string EndpointAt, string Credentials, string Nothing)
{
    /// <summary>A remote of data files.</summary>
    public static S3Place Of(BlobRemoteSettings settings) => new(
        $"The remote '{settings.Name}' ({At(settings.Url, settings)})",
        $" in {settings.ConfigPath}",
        $"endpointurl in {settings.ConfigPath}",
        "a profile, or .dvc/config.local",
        "Nothing is half written");

    /// <summary>A source's input.</summary>
    public static S3Place OfInput(string url, BlobRemoteSettings settings) => new(
        $"The input {At(url, settings)}",
        " of the source",
        "Larder:S3:EndpointUrl",
        "a profile (Larder:S3:Profile), or Larder__S3__AccessKeyId and Larder__S3__SecretAccessKey",
        "Nothing was stored");

    private static string At(string url, BlobRemoteSettings settings) => settings.Options.TryGetValue("endpointurl", out var endpoint) ? $"{url} at {endpoint}" : url;
}
