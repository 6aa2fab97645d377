using Larder.Errors;

namespace Larder.Serving.Logging;

/// <summary>The lines of one file, with whether the last has an end.</summary>
internal sealed class LogLines : IDisposable
{
    private const int Piece = 64 * 1024;

    private readonly FileStream _file;
    private readonly bool _leavesOpen;
    private byte[] _buffer = new byte[Piece];
    private int _start;
    private int _end;

    /// <summary>Reads a file that is open and stays so.</summary>
    public LogLines(FileStream file) => (_file, _leavesOpen) = (file, true);

    public LogLines(string path)
    {
        try
        {
            _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException($"The log of served vectors {path} cannot be read ({failed.Message.TrimEnd('.')}); check its permissions.", innerException: failed);
        }
    }

    /// <summary>Whether the last line had a line feed.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The next line, until the next call; null at the end.</summary>
    public ReadOnlyMemory<byte>? Next()
    {
        var searched = _start;
        while (true)
        {
            var feed = Array.IndexOf(_buffer, (byte)'\n', searched, _end - searched);
            if (feed >= 0)
            {
                return Take(feed, 1);
            }

            searched = _end - _start;
            if (!Fill())
            {
                return _end > _start ? (ReadOnlyMemory<byte>?)Take(_end, 0) : null;
            }
        }
    }

    public void Dispose()
    {
        if (!_leavesOpen)
        {
            _file.Dispose();
        }
    }

    private ReadOnlyMemory<byte> Take(int end, int feeds)
    {
        var line = _buffer.AsMemory(_start, end - _start);
        IsWhole = feeds > 0;
        _start = end + feeds;
        return line;
    }

    /// <summary>Moves what is left to the front and reads on behind it.</summary>
    private bool Fill()
    {
        var left = _end - _start;
        Buffer.BlockCopy(_buffer, _start, _buffer, 0, left);
        (_start, _end) = (0, left);
        if (left == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = _file.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
