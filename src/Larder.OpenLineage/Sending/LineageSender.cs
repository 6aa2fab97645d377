using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.Retry;

namespace Larder.OpenLineage;

/// <summary>
/// Takes events and gets them away in the background: into the file, and over HTTP by way of the spool. Whatever goes wrong, the work that is told of goes on: a file that cannot be
/// written is counted, a server that does not answer leaves events in the spool, where the next command finds them. A server that was reached and answered after the connection broke gets
/// an event twice, which OpenLineage allows.
/// </summary>
public sealed class LineageSender : IAsyncDisposable
{
    private static readonly TimeSpan ClaimDelay = TimeSpan.FromMilliseconds(50);

    private readonly LineageOptions _options;
    private readonly Spool _spool;
    private readonly HttpClient? _http;
    private readonly ResiliencePipeline<HttpResponseMessage> _retries;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private Task _sending = Task.CompletedTask;
    private bool _isWanted;
    private bool _isRunning;
    private bool _isClosing;

    /// <param name="options">Where events go.</param>
    /// <param name="spool">Where they wait.</param>
    /// <param name="clock">The only clock.</param>
    /// <param name="handler">Sends requests; null for the network.</param>
    public LineageSender(LineageOptions options, Spool spool, TimeProvider clock, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _spool, _clock) = (options, spool, clock);
        if (options.Url is { } url)
        {
            _http = new HttpClient(handler ?? new SocketsHttpHandler()) { Timeout = options.Timeout, BaseAddress = new Uri(url.AbsoluteUri.TrimEnd('/') + "/") };
            _http.DefaultRequestHeaders.Authorization = options.ApiKey is { Length: > 0 } key ? new AuthenticationHeaderValue("Bearer", key) : null;
        }

        var builder = new ResiliencePipelineBuilder<HttpResponseMessage>();
        _retries = options.Retries == 0 ? builder.Build() : builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = options.Retries,
            Delay = options.RetryDelay,
            BackoffType = DelayBackoffType.Exponential,
            ShouldHandle = args => ValueTask.FromResult(
                args.Outcome.Exception is HttpRequestException or TaskCanceledException { InnerException: TimeoutException } || (args.Outcome.Result is { } response && IsLater(response.StatusCode))),
        }).Build();
    }

    /// <summary>Where events wait.</summary>
    public Spool Spool => _spool;

    /// <summary>Events that could not be kept or written at all, by this process.</summary>
    public int Lost { get; private set; }

    /// <summary>What became of the last failed attempt, in a few words without any secret; null where none failed.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Takes an event. Never throws and never waits for the network.</summary>
    public void Send(byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        try
        {
            if (_options.FilePath is { } path)
            {
                Append(path, content);
            }

            if (_http is not null)
            {
                _spool.Add(content);
                Wake();
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Lost++;
            Trouble = $"events cannot be written ({failed.GetType().Name})";
        }
    }

    /// <summary>Starts sending what earlier processes left behind.</summary>
    public void Start()
    {
        if (_http is not null && _spool.Count > 0)
        {
            Wake();
        }
    }

    /// <summary>Waits a moment for what is on its way, then leaves the rest in the spool.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isClosing)
            {
                return;
            }

            _isClosing = true;
        }

        try
        {
            await _sending.WaitAsync(_options.Flush, _clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await _sending.ConfigureAwait(false);
        }

        _http?.Dispose();
        _stop.Dispose();
    }

    private void Wake()
    {
        lock (_gate)
        {
            _isWanted = !_isClosing;
            if (_isWanted && !_isRunning)
            {
                _isRunning = true;
                _sending = Task.Run(RunAsync);
            }
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (IsWanted() && await SendAllAsync().ConfigureAwait(false))
            {
                // Events may have come while the last ones were sent.
            }
        }
        catch (OperationCanceledException)
        {
            Trouble ??= "the server is slow";
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            Trouble = $"the spool cannot be used ({failed.GetType().Name})";
        }
        finally
        {
            lock (_gate)
            {
                _isRunning = false;
            }
        }
    }

    /// <summary>Whether there is something new; where not, the next event starts another run, decided under one lock.</summary>
    private bool IsWanted()
    {
        lock (_gate)
        {
            var wanted = _isWanted;
            (_isWanted, _isRunning) = (false, wanted);
            return wanted;
        }
    }

    /// <summary>Sends what is there, and gives the right to send back, so that no process keeps others waiting.</summary>
    private async Task<bool> SendAllAsync()
    {
        using var claim = await ClaimAsync().ConfigureAwait(false);
        if (claim is null)
        {
            return false;
        }

        foreach (var path in _spool.Waiting())
        {
            if (!await SendAsync(path).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The right to send; null where another process keeps it for longer, which then sends these events too or leaves them to the next command.</summary>
    private async Task<IDisposable?> ClaimAsync()
    {
        const int Attempts = 20;
        for (var i = 0; i < Attempts; i++)
        {
            if (_spool.TryClaim() is { } claim)
            {
                return claim;
            }

            await Task.Delay(ClaimDelay, _clock, _stop.Token).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>Whether to go on: not where the server cannot take anything now.</summary>
    private async Task<bool> SendAsync(string path)
    {
        byte[] content;
        try
        {
            content = await File.ReadAllBytesAsync(path, _stop.Token).ConfigureAwait(false);
        }
        catch (FileNotFoundException)
        {
            // It gave way to newer ones meanwhile.
            return true;
        }

        try
        {
            using var response = await _retries.ExecuteAsync(async token => await PostAsync(content, token).ConfigureAwait(false), _stop.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                File.Delete(path);
                return true;
            }

            if (IsLater(response.StatusCode))
            {
                Trouble = $"the server answers {(int)response.StatusCode}";
                return false;
            }

            Trouble = $"the server refuses events with {(int)response.StatusCode}";
            _spool.Drop(path, $"refused with {(int)response.StatusCode}");
            return true;
        }
        catch (HttpRequestException)
        {
            Trouble = "the server cannot be reached";
            return false;
        }
        catch (TaskCanceledException late) when (late.InnerException is TimeoutException)
        {
            Trouble = "the server does not answer in time";
            return false;
        }
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] content, CancellationToken token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/lineage") { Content = new ByteArrayContent(_options.Gzip ? Compressed(content) : content) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (_options.Gzip)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }

        return await _http!.SendAsync(request, token).ConfigureAwait(false);
    }

    private static byte[] Compressed(byte[] content)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return buffer.ToArray();
    }

    /// <summary>Whether the same request may be taken later.</summary>
    private static bool IsLater(HttpStatusCode status) =>
        (int)status >= 500 || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;

    private static void Append(string path, byte[] content)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        byte[] line = [.. content, (byte)'\n'];
        file.Write(line);
    }
}
