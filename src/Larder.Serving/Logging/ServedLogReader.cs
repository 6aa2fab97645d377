using Larder.Errors;

namespace Larder.Serving.Logging;

/// <summary>Reads a log of served vectors, file by file in the order in which they were begun. A server may be writing it meanwhile.</summary>
public sealed class ServedLogReader
{
    private readonly string[] _paths;

    /// <summary>Lists the files there are now.</summary>
    /// <param name="folder">The log's folder.</param>
    /// <param name="only">Which of them are read, by their names; null for all.</param>
    /// <exception cref="NotFoundException">There is no log.</exception>
    public ServedLogReader(string folder, IReadOnlySet<string>? only = null)
    {
        _paths = Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*" + LogFiles.Extension).Where(path => only?.Contains(Path.GetFileName(path)) != false).Order(StringComparer.Ordinal)]
            : [];
        if (_paths.Length == 0)
        {
            throw new NotFoundException($"There is no log of served vectors in {folder}; serve with --log-rate 0.1 or another rate, or set Larder:ServedLog:Rate, and ask for features first.");
        }
    }

    /// <summary>Files of the log.</summary>
    public int Files => _paths.Length;

    /// <summary>The names of the files, in order; each begins with the time, UTC, at which it was begun: <c>20240301T080000Z-1-0000.jsonl</c>.</summary>
    public IReadOnlyList<string> Names => [.. _paths.Select(path => Path.GetFileName(path))];

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
