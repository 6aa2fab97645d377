using System.Net;
using System.Net.Sockets;

namespace Larder.Support;

/// <summary>What the way to a server does to a connection.</summary>
internal enum NetworkFault
{
    None,

    /// <summary>It ends after some bytes were sent.</summary>
    CutRequest,

    /// <summary>The request arrives, the answer does not.</summary>
    LoseAnswer,

    /// <summary>It ends after some bytes of the answer.</summary>
    CutAnswer,
}

/// <summary>The way to a server, on which connections break.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private const int CutAfter = 300_000;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _server;
    private readonly Task _accepting;

    public FaultyProxy(int server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What happens to connections, also those that are open.</summary>
    public NetworkFault Fault { get; set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _server);
                await Task.WhenAny(
                    CopyAsync(client.GetStream(), server.GetStream(), () => Fault == NetworkFault.CutRequest ? CutAfter : long.MaxValue),
                    CopyAsync(server.GetStream(), client.GetStream(), () => Fault switch { NetworkFault.LoseAnswer => 0, NetworkFault.CutAnswer => CutAfter, _ => long.MaxValue }));
                client.Client.Close(timeout: 0);
            }
            catch (Exception ended) when (ended is IOException or SocketException)
            {
                // One of the two ends hung up.
            }
        }
    }

    private static async Task CopyAsync(NetworkStream from, NetworkStream to, Func<long> most)
    {
        var copied = 0L;
        var buffer = new byte[16 << 10];
        while (await from.ReadAsync(buffer) is > 0 and var read && (copied += read) <= most())
        {
            await to.WriteAsync(buffer.AsMemory(0, read));
        }
    }
}
