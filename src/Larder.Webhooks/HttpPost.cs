using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Larder.Alerts;
using Larder.Errors;

namespace Larder.Webhooks;

/// <summary>Posts JSON over a connection of its own, follows no redirect, and turns every failure into one line without the address's path and query.</summary>
internal sealed class HttpPost(WebhookOptions options, TimeProvider clock)
{
    private const int MostOfAnswer = 200;

    /// <summary>Scheme, host and port.</summary>
    public static string AddressOf(Uri url) => url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <exception cref="UnavailableException">The other side did not take it.</exception>
    public async Task SendAsync(byte[] body, IEnumerable<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-8");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = !options.Url.IsLoopback }) { Timeout = Timeout.InfiniteTimeSpan };
        using var patience = new CancellationTokenSource(options.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw Refused(response.StatusCode, await BeginningAsync(response, both.Token).ConfigureAwait(false));
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(string.Create(CultureInfo.InvariantCulture, $"did not answer within {options.Timeout.TotalSeconds:0.#} s"), "check the address and the network", isTransient: true);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or SocketException)
        {
            throw Unavailable($"cannot be reached ({Innermost(failed).TrimEnd('.')})", "check the address and the network", isTransient: true);
        }
    }

    private UnavailableException Refused(HttpStatusCode status, string answer)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"answered {(int)status}{(answer.Length > 0 ? $" ({answer})" : string.Empty)}");
        return (int)status switch
        {
            >= 300 and < 400 => Unavailable($"answered {(int)status} and leads elsewhere, which is not followed", "give the address it leads to", isTransient: false),
            401 or 403 or 404 or 410 => Unavailable(what, "give an address and secrets that it takes", isTransient: false),
            408 or 429 or >= 500 => Unavailable(what, "it is tried again", isTransient: true),
            _ => Unavailable(what, "check that it takes what docs/alerts.md describes", isTransient: false),
        };
    }

    /// <summary>The inner exception is left out: with its address it could reach a log.</summary>
    private UnavailableException Unavailable(string what, string next, bool isTransient) =>
        new($"Channel {options.Name}: {AddressOf(options.Url)} {what}; {next} (Larder:Alerts:Channels:{options.Name}).", isTransient);

    private static async Task<string> BeginningAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = new byte[4 * MostOfAnswer];
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return NoticeText.Cut(NoticeText.OneLine(Encoding.UTF8.GetString(bytes, 0, read)).Trim(), MostOfAnswer);
        }
    }

    private static string Innermost(Exception failed) => failed.InnerException is { } inner ? Innermost(inner) : failed.Message;
}
