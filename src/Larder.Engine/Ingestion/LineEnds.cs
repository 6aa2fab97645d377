using System.IO.Compression;

namespace Larder.Ingestion;

/// <summary>
/// Line ends of CSV files. The engine reads LF and CRLF but stops where one file has both, and its lenient mode, which takes both, drops
/// surplus fields without a word. A mixed file is therefore read from a copy whose lines all end in LF.
/// </summary>
internal sealed class LineEnds
{
    private long _lf;
    private long _crlf;
    private bool _endsWithCr;

    /// <summary>Whether some lines end in LF and others in CRLF. Line ends within quotes count too: a copy made in vain does no harm.</summary>
    public bool AreMixed => _crlf > 0 && _crlf < _lf;

    /// <summary>Copies a CSV file, plain or gzip, to a plain one whose lines end in LF; line ends within quotes stay as they are.</summary>
    public static void Unify(string path, string copy, CancellationToken cancellationToken)
    {
        using var file = File.OpenRead(path);
        using Stream from = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var to = File.Create(copy);
        var (source, target) = (new byte[1 << 16], new byte[(1 << 16) + 1]);
        var (isQuoted, wasClosed, heldCr, previous) = (false, false, false, (byte)'\n');
        for (int read; (read = from.Read(source)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var length = 0;
            foreach (var b in source.AsSpan(0, read))
            {
                if (heldCr && b != '\n')
                {
                    target[length++] = (byte)'\r';
                }

                // A quote opens a field at its start only; a doubled one within closes it and opens it again.
                var opens = b == '"' && !isQuoted && (wasClosed || previous is (byte)',' or (byte)'\n');
                wasClosed = b == '"' && isQuoted;
                isQuoted = opens || (isQuoted && !wasClosed);
                heldCr = b == '\r' && !isQuoted;
                previous = b;
                if (!heldCr)
                {
                    target[length++] = b;
                }
            }

            to.Write(target.AsSpan(0, length));
        }

        if (heldCr)
        {
            to.WriteByte((byte)'\r');
        }
    }

    /// <summary>Counts the line ends of the next bytes.</summary>
    public void Count(ReadOnlySpan<byte> bytes)
    {
        _lf += bytes.Count((byte)'\n');
        _crlf += bytes.Count("\r\n"u8) + (_endsWithCr && bytes is [(byte)'\n', ..] ? 1 : 0);
        _endsWithCr = bytes is [.., (byte)'\r'];
    }
}
