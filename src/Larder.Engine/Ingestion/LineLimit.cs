using Larder.Errors;

namespace Larder.Ingestion;

/// <summary>
/// Refuses lines longer than the CSV reader takes. The reader does so itself, but for a last line beyond its buffer (32 MB), which it
/// leaves out without a word.
/// </summary>
/// <param name="path">The file, for messages.</param>
internal sealed class LineLimit(string path)
{
    /// <summary>Longest line in bytes.</summary>
    public const int MaxBytes = 2_000_000;

    private long _line = 1;
    private long _length;

    /// <summary>Takes the next bytes of the text.</summary>
    /// <exception cref="InvalidInputException">A line is too long.</exception>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        for (var end = bytes.IndexOf((byte)'\n'); end >= 0; end = bytes.IndexOf((byte)'\n'))
        {
            Check(end);
            (_line, _length) = (_line + 1, 0);
            bytes = bytes[(end + 1)..];
        }

        Check(bytes.Length);
        _length += bytes.Length;
    }

    private void Check(int more)
    {
        if (_length + more > MaxBytes)
        {
            throw new InvalidInputException(
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}, line {_line} is longer than {MaxBytes:N0} bytes. Nothing was stored; look for a missing line break, or shorten the line, and ingest again."));
        }
    }
}
