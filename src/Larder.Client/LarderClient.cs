using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Larder.Client.Inference;
using Larder.Client.Monitoring;
using Larder.Client.Online;
using Larder.Client.Wire;
using Larder.Errors;
using Larder.Storage;

namespace Larder.Client;

/// <summary>Calls a Larder server. Every failure is a <see cref="LarderException"/>.</summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
public sealed class LarderClient
{
    private readonly HttpClient _http;

    /// <summary>Creates a client. The caller owns <paramref name="http"/>; its base address is the server's.</summary>
    /// <exception cref="ArgumentException">It has no base address.</exception>
    public LarderClient(HttpClient http)
    {
        ArgumentNullException.ThrowIfNull(http);
        _http = http.BaseAddress is not null
            ? http
            : throw new ArgumentException("The HttpClient has no BaseAddress; set it to the server's, for example http://localhost:6566/.", nameof(http));
    }

    /// <summary>Features of entities from the online store.</summary>
    /// <exception cref="InvalidInputException">The request has not the declared shape.</exception>
    /// <exception cref="NotFoundException">A service, view or feature does not exist or is not materialized.</exception>
    /// <exception cref="UnavailableException">The server or its store cannot be reached.</exception>
    /// <exception cref="LarderException">A check on requests refuses it (<see cref="ErrorKind.SuiteBreached"/>).</exception>
    public Task<OnlineFeaturesResponse> GetOnlineFeaturesAsync(OnlineFeaturesRequest request, CancellationToken cancellationToken = default) =>
        PostAsync("get-online-features", request, LarderJson.Default.OnlineFeaturesRequest, LarderJson.Default.OnlineFeaturesResponse, cancellationToken);

    /// <summary>Predictions of a registered model.</summary>
    /// <exception cref="NotFoundException">The model, version or alias does not exist.</exception>
    /// <inheritdoc cref="GetOnlineFeaturesAsync" path="/exception"/>
    public Task<PredictResponse> PredictAsync(PredictRequest request, CancellationToken cancellationToken = default) =>
        PostAsync("predict", request, LarderJson.Default.PredictRequest, LarderJson.Default.PredictResponse, cancellationToken);

    /// <summary>Returns when the server's stores answer.</summary>
    /// <exception cref="UnavailableException">They do not, or the server cannot be reached.</exception>
    public async Task CheckHealthAsync(CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("health", UriKind.Relative));
        await SendAsync(request, LarderJson.Default.HealthResponse, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How old the values served were, per view.</summary>
    /// <param name="hours">How far back, 1 to 840.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InvalidInputException">The hours are out of range.</exception>
    /// <exception cref="NotFoundException">The server keeps no tallies.</exception>
    /// <exception cref="UnavailableException">The server or its store cannot be reached.</exception>
    public Task<FreshnessResponse> GetFreshnessAsync(int hours = 24, CancellationToken cancellationToken = default) =>
        GetAsync("freshness", hours, LarderJson.Default.FreshnessResponse, cancellationToken);

    /// <summary>How many requests had every required feature, per service; how features and checks on requests came out.</summary>
    /// <inheritdoc cref="GetFreshnessAsync"/>
    public Task<CoverageResponse> GetCoverageAsync(int hours = 24, CancellationToken cancellationToken = default) =>
        GetAsync("coverage", hours, LarderJson.Default.CoverageResponse, cancellationToken);

    /// <summary>How the objectives stand, over their own periods; the incidents that stand or ended within the hours.</summary>
    /// <inheritdoc cref="GetFreshnessAsync"/>
    public Task<ObjectivesResponse> GetObjectivesAsync(int hours = 24, CancellationToken cancellationToken = default) =>
        GetAsync("objectives", hours, LarderJson.Default.ObjectivesResponse, cancellationToken);

    /// <summary>Copies a training set into a stream. Of Parquet the bytes are compared with the hash of its record.</summary>
    /// <param name="datasetVersion">Its version, or the beginning of it.</param>
    /// <param name="target">Receives the bytes; what was written before a failure stays in it.</param>
    /// <param name="format">The form. Default Parquet.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="NotFoundException">There is no such training set.</exception>
    /// <exception cref="UnavailableException">The server cannot be reached, or the bytes did not arrive whole (transient).</exception>
    public async Task DownloadDatasetAsync(string datasetVersion, Stream target, DatasetFormat format = DatasetFormat.Parquet, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(datasetVersion);
        ArgumentNullException.ThrowIfNull(target);
        var path = $"datasets/{Uri.EscapeDataString(datasetVersion)}?format={(format == DatasetFormat.Csv ? "csv" : "parquet")}";
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw Failure(response.StatusCode, await DetailAsync(response, cancellationToken).ConfigureAwait(false));
            }

            using var content = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var hash = await HashingCopy.CopyAsync(content, target, cancellationToken).ConfigureAwait(false);
            if (response.Headers.ETag?.Tag.Trim('"') is { } recorded && recorded != hash)
            {
                throw new UnavailableException($"Training set {datasetVersion} from {_http.BaseAddress} is not the one recorded: its hash is {hash}, not {recorded}. Download it again.", isTransient: true);
            }
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            throw new UnavailableException($"Training set {datasetVersion} could not be read whole from {_http.BaseAddress}: {cut.Message.TrimEnd('.')}. Try again.", isTransient: true, cut);
        }
    }

    private async Task<TResponse> GetAsync<TResponse>(string what, int hours, JsonTypeInfo<TResponse> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(string.Create(CultureInfo.InvariantCulture, $"monitoring/{what}?hours={hours}"), UriKind.Relative));
        return await SendAsync(request, type, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TResponse> PostAsync<TRequest, TResponse>(
        string path, TRequest body, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResponse> responseType, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(body, requestType) };
        return await SendAsync(request, responseType, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TResponse> SendAsync<TResponse>(HttpRequestMessage request, JsonTypeInfo<TResponse> type, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw Failure(response.StatusCode, await DetailAsync(response, cancellationToken).ConfigureAwait(false));
            }

            return await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false)
                ?? throw new UnavailableException($"The server at {_http.BaseAddress} answered nothing; is it a Larder server?");
        }
        catch (HttpRequestException unreachable)
        {
            throw new UnavailableException(
                $"The server at {_http.BaseAddress} cannot be reached: {unreachable.Message}. Start it with `larder serve`, or correct the address.", isTransient: true, unreachable);
        }
        catch (JsonException unreadable)
        {
            throw new UnavailableException($"The server at {_http.BaseAddress} answered something else than JSON; is it a Larder server?", innerException: unreadable);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UnavailableException(
                $"The server at {_http.BaseAddress} did not answer within {_http.Timeout.TotalSeconds} seconds; try again.", isTransient: true, late);
        }
    }

    private static async Task<string> DetailAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = $"{(int)response.StatusCode} {response.ReasonPhrase}";
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return $"The server answered {status} without saying why; is it a Larder server?";
        }

        var problem = await response.Content.ReadFromJsonAsync(LarderJson.Default.ProblemResponse, cancellationToken).ConfigureAwait(false);
        return problem?.Detail ?? status;
    }

    /// <summary>The inverse of <see cref="ErrorCodes.HttpStatus"/>; a 500 is a failure of the repository's code or a defect, never the caller's.</summary>
    private static LarderException Failure(HttpStatusCode status, string detail) => (int)status switch
    {
        404 => new NotFoundException(detail),
        409 => new ConflictException(detail),
        422 => new LarderException(ErrorKind.SuiteBreached, detail),
        >= 400 and < 500 => new InvalidInputException(detail),
        503 => new UnavailableException(detail, isTransient: true),
        500 => new LarderException(ErrorKind.UserCode, detail),
        _ => new UnavailableException(detail),
    };
}
