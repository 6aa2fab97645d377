using System.Globalization;
using System.Runtime.ExceptionServices;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline.Delta;

namespace Larder.Offline;

/// <summary>
/// Writes the rows of each day as a query of its own:
/// 1. a day is cut into files of about a million rows by the numbers of its rows, whatever the number of threads;
/// 2. as many of these are written at a time as the engine has threads, each on one thread, so that a file's bytes depend on its rows alone;
/// 3. who has written a file flushes and hashes it while the others go on writing.
/// </summary>
internal sealed class DayWriter
{
    private const long RowsPerFile = 1 << 20;

    private readonly Part[] _parts;
    private readonly DayFile?[] _files;
    private readonly Exception?[] _failures;
    private int _next = -1;

    private DayWriter(IEnumerable<Part> parts)
    {
        _parts = [.. parts];
        _files = new DayFile[_parts.Length];
        _failures = new Exception?[_parts.Length];
    }

    /// <summary>Writes all days.</summary>
    /// <param name="engine">Has the rows; nothing else may run in it.</param>
    /// <param name="sets">Rows, numbered in the order in which they are to lie, and where they go.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    /// <returns>The files of each set, in the order of their days and rows.</returns>
    public static IReadOnlyList<IReadOnlyList<DayFile>> Write(DuckDbDatabase engine, IReadOnlyList<FileSet> sets, CancellationToken cancellationToken)
    {
        var writer = new DayWriter(sets.SelectMany(s => s.Rows.Days.SelectMany(d => Cut(s, d))));
        foreach (var part in writer._parts.Where(p => p.Number == 0))
        {
            Workspace.CreateFolder(Path.Combine(part.Set.Target.Folder, Path.GetDirectoryName(part.Path)!));
        }

        using var connection = engine.Connect();
        var threads = (int)connection.QueryScalar<long>("SELECT current_setting('threads')", cancellationToken);
        connection.Execute("SET threads = 1", cancellationToken);
        try
        {
            writer.Run(engine, Math.Min(threads, writer._parts.Length), cancellationToken);
        }
        finally
        {
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"SET threads = {threads}"), CancellationToken.None);
        }

        return [.. sets.Select(s => writer._files.Where((f, i) => f is not null && writer._parts[i].Set == s).Select(f => f!).ToArray())];
    }

    private void Run(DuckDbDatabase engine, int workers, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tasks = new Task[Math.Max(0, workers - 1)];
        for (var i = 0; i < tasks.Length; i++)
        {
            tasks[i] = Task.Run(() => Work(engine, stop), CancellationToken.None);
        }

        Work(engine, stop);
        Task.WaitAll(tasks, CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        if ((_failures.FirstOrDefault(f => f is not (null or OperationCanceledException)) ?? _failures.FirstOrDefault(f => f is not null)) is { } failed)
        {
            ExceptionDispatchInfo.Throw(failed);
        }
    }

    private void Work(DuckDbDatabase engine, CancellationTokenSource stop)
    {
        using var connection = engine.Connect();
        for (int i; (i = Interlocked.Increment(ref _next)) < _parts.Length;)
        {
            try
            {
                _files[i] = Write(connection, _parts[i], stop.Token);
            }
            catch (Exception failed)
            {
                // The caller's thread throws it when nobody writes any more.
                _failures[i] = failed;
                stop.Cancel();
                return;
            }
        }
    }

    /// <summary>Null where a part of a day's numbers has no rows.</summary>
    private static DayFile? Write(DuckDbConnection connection, Part part, CancellationToken cancellationToken)
    {
        var (target, rows) = (part.Set.Target, part.Set.Rows);
        var select = rows.Select(rows.Within(part.Day.Day, part.First, part.Last));
        var file = ParquetWriter.WriteDay(connection, select, target.Folder, part.Path, target.Columns, cancellationToken);
        var path = Path.Combine(target.Folder, part.Path);
        if (file.Rows == 0)
        {
            File.Delete(path);
            return null;
        }

        var seal = FileSeal.Put(target.Folder, part.Path);
        return new DayFile(target.WithBounds(file, connection, cancellationToken), seal, part.Day.IsKnownAtOnce switch
        {
            null => null,
            false when part.IsSome => RowOrder.Of(connection, path, cancellationToken),
            var known => RowOrder.Of(known.Value, file.Columns) ?? RowOrder.Of(connection, path, cancellationToken),
        });
    }

    private static IEnumerable<Part> Cut(FileSet set, DaySpan day)
    {
        var parts = (day.Rows + RowsPerFile - 1) / RowsPerFile;
        var step = ((day.Last - day.First) / parts) + 1;
        for (var i = 0L; i < parts; i++)
        {
            var first = day.First + (i * step);
            yield return new(
                set, day, i, first, Math.Min(day.Last, first + step - 1), parts > 1,
                string.Create(CultureInfo.InvariantCulture, $"{EventFiles.DayColumn}={day.Day:yyyy-MM-dd}{Path.DirectorySeparatorChar}{set.Target.Prefix}-{i}.parquet"));
        }
    }

    /// <summary>The rows of one file: those of a day, or some of them.</summary>
    private sealed record Part(FileSet Set, DaySpan Day, long Number, long First, long Last, bool IsSome, string Path);
}
