using System.Globalization;
using Larder.Types;

namespace Larder.Serving.Logging;

/// <summary>The files of a log as one writer makes them: a new one each day and beyond a size, and after a failure, whose half-written line ends the old one.</summary>
internal sealed class LogFiles(string folder, long maxBytes) : IDisposable
{
    /// <summary>The end of every file's name.</summary>
    public const string Extension = ".jsonl";

    private FileStream? _file;
    private DateTime _day;
    private int _number;

    /// <summary>Appends whole lines and hands them to the operating system.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Append(ReadOnlySpan<byte> lines, Instant now)
    {
        try
        {
            if (_file is null || _file.Length >= maxBytes || now.ToDateTime().Date != _day)
            {
                Open(now.ToDateTime());
            }

            _file!.Write(lines);
            _file.Flush();
        }
        catch
        {
            Close();
            throw;
        }
    }

    public void Dispose() => Close();

    /// <summary>Names sort in the order in which the files were begun; the process keeps those of two servers apart.</summary>
    private void Open(DateTime now)
    {
        Close();
        Directory.CreateDirectory(folder);
        while (_file is null)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{now:yyyyMMdd'T'HHmmss'Z'}-{Environment.ProcessId}-{_number++:0000}{Extension}"));
            if (!File.Exists(path))
            {
                _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            }
        }

        _day = now.Date;
    }

    private void Close()
    {
        var file = _file;
        _file = null;
        file?.Dispose();
    }
}
