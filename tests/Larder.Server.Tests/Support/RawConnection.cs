using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Larder.Support;

/// <summary>HTTP over a bare socket, to send what no client library would.</summary>
internal static class RawConnection
{
    public static string Post(string path, string body) =>
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    /// <summary>Sends all pieces on one connection and reads a number of answers, which must carry their lengths.</summary>
    public static async Task<List<string>> ExchangeAsync(Uri address, IEnumerable<string> pieces, int answers, bool pause = false)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        client.NoDelay = true;
        var stream = client.GetStream();
        foreach (var piece in pieces)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(piece));
            if (pause)
            {
                await Task.Delay(5);
            }
        }

        var (read, found, buffer) = ("", new List<string>(), new byte[4096]);
        while (found.Count < answers)
        {
            var count = await stream.ReadAsync(buffer);
            count.ShouldBeGreaterThan(0, $"The server closed the connection after: {read}");
            read += Encoding.UTF8.GetString(buffer, 0, count);
            while (TryTake(ref read, out var answer))
            {
                found.Add(answer);
            }
        }

        read.ShouldBeEmpty();
        return found;
    }

    private static bool TryTake(ref string read, out string answer)
    {
        answer = "";
        var head = read.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        if (head < 4)
        {
            return false;
        }

        var at = read.IndexOf("Content-Length: ", StringComparison.Ordinal) + 16;
        var end = head + int.Parse(read[at..read.IndexOf('\r', at)], CultureInfo.InvariantCulture);
        if (read.Length < end)
        {
            return false;
        }

        (answer, read) = (read[..end], read[end..]);
        return true;
    }
}
