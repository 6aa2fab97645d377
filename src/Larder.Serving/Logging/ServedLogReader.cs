using Larder.Errors;

namespace Larder.Serving.Logging;

/// <summary>Reads a log of served vectors, file by file in the order in which they were begun. A server may be writing it meanwhile.</summary>
public sealed class ServedLogReader
{
    private readonly string[] _paths;

    /// <summary>Lists the files there are now.</summary>
    /// <param name="folder">The log's folder.</param>
    /// <exception cref="NotFoundException">There is no log.</exception>
    public ServedLogReader(string folder)
    {
        _paths = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*" + LogFiles.Extension).Order(StringComparer.Ordinal)] : [];
        if (_paths.Length == 0)
        {
            throw new NotFoundException($"There is no log of served vectors in {folder}; serve with --log-rate 0.1 or another rate, or set Larder:ServedLog:Rate, and ask for features first.");
        }
    }

    /// <summary>Files of the log.</summary>
    public int Files => _paths.Length;

    /// <summary>Last lines of files without an end, passed over: of a server that was killed or is writing.</summary>
    public long TornLines { get; private set; }

    /// <summary>Other lines that cannot be read, passed over.</summary>
    public long DamagedLines { get; private set; }

    /// <summary>Where the first of them is, for people: a path and the line's number from 1; null where there is none.</summary>
    public string? FirstDamaged { get; private set; }

    /// <summary>The vectors, one pass.</summary>
    /// <exception cref="UnavailableException">A line is of a later format than this Larder reads, or a file cannot be read.</exception>
    public IEnumerable<ServedVector> Read()
    {
        foreach (var path in _paths)
        {
            using var file = new LogLines(path);
            for (var number = 1; file.Next() is { } line; number++)
            {
                if (ServedVectorJson.ReadLine(line) is { } vector)
                {
                    yield return vector;
                }
                else if (!file.IsWhole)
                {
                    TornLines++;
                }
                else
                {
                    DamagedLines++;
                    FirstDamaged ??= $"{path}:{number}";
                }
            }
        }
    }
}
