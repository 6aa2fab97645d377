using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Larder.Support;

/// <summary>An HTTP server on a free port of this machine that keeps what it gets.</summary>
internal sealed class HookServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Lock _gate = new();
    private readonly List<HookRequest> _requests = [];
    private readonly SemaphoreSlim _arrived = new(0);

    public HookServer()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port { get; }

    public Uri Url => new($"http://127.0.0.1:{Port}/hook/tok3n-of-path?key=tok3n-of-query");

    /// <summary>Answers a request; 200 by default. Null leaves it without an answer.</summary>
    public Func<HookRequest, HookAnswer?> Answer { get; set; } = _ => new HookAnswer(200);

    public IReadOnlyList<HookRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Waits for the next request that came since the last call.</summary>
    public async Task ArrivedAsync(CancellationToken cancellationToken) =>
        (await _arrived.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken)).ShouldBeTrue("no request came within a minute");

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        var headers = context.Request.Headers.AllKeys.ToDictionary(k => k!, k => context.Request.Headers[k]!, StringComparer.OrdinalIgnoreCase);
        var request = new HookRequest(context.Request.HttpMethod, context.Request.RawUrl!, headers, body.ToArray());
        var answer = Answer(request);
        lock (_gate)
        {
            _requests.Add(request);
        }

        _arrived.Release();
        if (answer is null)
        {
            return;
        }

        context.Response.StatusCode = answer.Status;
        if (answer.Location is { } location)
        {
            context.Response.Headers["Location"] = location;
        }

        try
        {
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.Body));
            context.Response.Close();
        }
        catch (HttpListenerException)
        {
            // The caller has gone.
        }
    }
}

/// <summary>What came.</summary>
internal sealed record HookRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>What is answered.</summary>
internal sealed record HookAnswer(int Status, string Body = "", string? Location = null);
