using Larder.Errors;

namespace Larder.Serving.Logging;

/// <summary>Removes vectors from a log. A file is replaced whole, while nobody else can write it: readers see it before or after. One that a server is writing is left and named.</summary>
public static class ServedLogEraser
{
    /// <summary>Removes the vectors of some entity.</summary>
    /// <param name="folder">The log's folder; nothing happens where there is none.</param>
    /// <param name="keys">Names of join keys with their values as text; vectors that have all of them go.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    /// <exception cref="UnavailableException">A file cannot be read or replaced.</exception>
    public static ErasedLines Erase(string folder, IReadOnlyList<(string Column, string Value)> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var (removed, busy) = (0L, new List<string>());
        foreach (var path in Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*" + LogFiles.Extension).Order(StringComparer.Ordinal)] : Array.Empty<string>())
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                using var held = TryHold(path);
                if (held is not null)
                {
                    removed += Replace(held, path, keys);
                }
                else
                {
                    using var lines = new LogLines(path);
                    busy.AddRange(Copy(lines, Stream.Null, keys) > 0 ? [path] : []);
                }
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                throw new UnavailableException($"The log of served vectors {path} cannot be replaced ({failed.Message.TrimEnd('.')}); check space and permissions, then erase again.", innerException: failed);
            }
        }

        return new ErasedLines(removed, busy);
    }

    /// <summary>Keeps servers from writing a file; null where one does.</summary>
    private static FileStream? TryHold(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long Replace(FileStream held, string path, IReadOnlyList<(string Column, string Value)> keys)
    {
        var rest = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            long removed;
            using (var lines = new LogLines(held))
            using (var file = new FileStream(rest, FileMode.Create, FileAccess.Write))
            {
                removed = Copy(lines, file, keys);
                file.Flush(flushToDisk: true);
            }

            if (removed > 0)
            {
                File.Move(rest, path, overwrite: true);
            }

            return removed;
        }
        finally
        {
            File.Delete(rest);
        }
    }

    /// <summary>Copies the lines that stay; how many do not.</summary>
    private static long Copy(LogLines lines, Stream target, IReadOnlyList<(string Column, string Value)> keys)
    {
        var removed = 0L;
        while (lines.Next() is { } line)
        {
            if (ServedVectorJson.ReadLine(line) is { } vector && IsOf(vector, keys))
            {
                removed++;
                continue;
            }

            target.Write(line.Span);
            if (lines.IsWhole)
            {
                target.WriteByte((byte)'\n');
            }
        }

        return removed;
    }

    private static bool IsOf(ServedVector vector, IReadOnlyList<(string Column, string Value)> keys) =>
        keys.All(key => vector.Plan.Keys.Select((name, i) => (name, i)).Any(k => k.name == key.Column && vector.Keys[k.i].ToString() == key.Value));
}

/// <summary>What was removed from a log.</summary>
/// <param name="Removed">Vectors removed.</param>
/// <param name="Busy">Files with such vectors that a server is writing.</param>
public sealed record ErasedLines(long Removed, IReadOnlyList<string> Busy);
