using System.IO.Compression;

namespace Larder.Ingestion;

/// <summary>
/// Finds, in a CSV file that the engine could not read, the quote that is to blame: one that is never closed, or that another field's
/// opening quote closes lines later. The engine only says what it stumbled over behind it.
/// </summary>
internal static class OpenQuote
{
    /// <summary>The line, from 1, in which the quote opened; null where every quote is closed in its own field.</summary>
    public static long? LineOf(string path, CancellationToken cancellationToken)
    {
        using var file = File.OpenRead(path);
        using Stream from = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        var buffer = new byte[1 << 16];
        var (line, opened, isQuoted, wasClosed, previous) = (1L, 0L, false, false, (byte)'\n');
        for (int read; (read = from.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var b in buffer.AsSpan(0, read))
            {
                if (wasClosed && b is not ((byte)',' or (byte)'\n' or (byte)'\r' or (byte)'"'))
                {
                    return opened;
                }

                if (b == '"' && !isQuoted && previous is (byte)',' or (byte)'\n')
                {
                    opened = line;
                }

                // A doubled quote closes the field and opens it again.
                var opens = b == '"' && !isQuoted && (wasClosed || previous is (byte)',' or (byte)'\n');
                wasClosed = b == '"' && isQuoted;
                isQuoted = opens || (isQuoted && !wasClosed);
                line += b == '\n' ? 1 : 0;
                previous = b;
            }
        }

        return isQuoted ? opened : null;
    }
}
