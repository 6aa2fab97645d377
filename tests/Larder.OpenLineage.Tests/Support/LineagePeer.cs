using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Larder.OpenLineage;

/// <summary>A lineage server: it takes events over real HTTP and answers as it is told.</summary>
internal sealed class LineagePeer : IDisposable
{
    private HttpListener _listener;
    private readonly int _port;
    private readonly SemaphoreSlim _arrived = new(0);

    public LineagePeer()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            _port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        _listener = Listen();
    }

    public Uri Url => new($"http://127.0.0.1:{_port}/");

    /// <summary>What it answers; null holds the request until the peer stops.</summary>
    public Func<int?> Status { get; set; } = () => 201;

    public ConcurrentQueue<(string Path, string? Authorization, string? Encoding, JsonNode Event)> Received { get; } = new();

    /// <summary>Waits until so many more requests have come.</summary>
    public async Task ArrivedAsync(int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            (await _arrived.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ShouldBeTrue("no request came in 30 seconds");
        }
    }

    public void Stop() => _listener.Stop();

    public void Restart() => _listener = Listen();

    public void Dispose()
    {
        _listener.Close();
        _arrived.Dispose();
    }

    private HttpListener Listen()
    {
        var listener = new HttpListener();
        listener.Prefixes.Add(Url.ToString());
        listener.Start();
        _ = ServeAsync(listener);
        return listener;
    }

    private async Task ServeAsync(HttpListener listener)
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                var encoding = context.Request.Headers["Content-Encoding"];
                using var body = new MemoryStream();
                await (encoding == "gzip" ? new GZipStream(context.Request.InputStream, CompressionMode.Decompress) : context.Request.InputStream).CopyToAsync(body);
                var status = Status();
                if (status is >= 200 and < 300)
                {
                    Received.Enqueue((context.Request.Url!.AbsolutePath, context.Request.Headers["Authorization"], encoding, JsonNode.Parse(body.ToArray())!));
                }

                if (status is { } answer)
                {
                    context.Response.StatusCode = answer;
                    context.Response.Close();
                }

                _arrived.Release();
            }
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // It was stopped.
        }
    }
}
