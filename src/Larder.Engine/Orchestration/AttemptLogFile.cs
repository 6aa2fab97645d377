using System.Globalization;

namespace Larder.Orchestration;

/// <summary>The log of one attempt: a file of lines with their times, made by the first line. Secrets that the attempt asked for are written as stars.</summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
internal sealed class AttemptLogFile(string path, TimeProvider clock) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<string> _secrets = [];
    private StreamWriter? _file;
    private bool _isClosed;

    /// <summary>A text that is never written from now on.</summary>
    public void Hide(string secret)
    {
        lock (_gate)
        {
            if (secret.Length > 0 && !_secrets.Contains(secret))
            {
                _secrets.Add(secret);
            }
        }
    }

    /// <summary>A text without the secrets.</summary>
    public string Cleaned(string text)
    {
        lock (_gate)
        {
            return _secrets.Aggregate(text, (cleaned, secret) => cleaned.Replace(secret, "***", StringComparison.Ordinal));
        }
    }

    /// <summary>Adds a line; after the end of the attempt it is lost.</summary>
    public void Write(string line)
    {
        var cleaned = Cleaned(line);
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            if (_file is null)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                _file = new StreamWriter(path, append: true) { AutoFlush = true };
            }

            _file.WriteLine($"{clock.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture)} {cleaned}");
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _file?.Dispose();
        }
    }
}
