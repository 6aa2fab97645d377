using System.Runtime.ExceptionServices;
using Larder.DuckDb;
using Larder.Types;

namespace Larder.Offline;

/// <summary>How a step reads history: the engine, as of when, on how many threads.</summary>
/// <param name="Engine">Gives each reader a connection of its own.</param>
/// <param name="Threads">Readers at once, at most.</param>
/// <param name="AsOf">Events known later are left out.</param>
/// <param name="CancellationToken">Stops the readers.</param>
internal sealed record ScanContext(DuckDbDatabase Engine, int Threads, Instant AsOf, CancellationToken CancellationToken)
{
    /// <summary>Reads parts side by side. The first part's error, if any, is thrown once all have stopped.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="read">Reads one of them.</param>
    public void ForEach(IReadOnlyList<TablePart> parts, Action<DuckDbConnection, TablePart, CancellationToken> read)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
        var failures = new Exception?[parts.Count];
        void Read(int number)
        {
            try
            {
                using var connection = Engine.Connect();
                read(connection, parts[number], stop.Token);
            }
            catch (Exception failed)
            {
                failures[number] = failed;
                stop.Cancel();
            }
        }

        var others = Enumerable.Range(1, parts.Count - 1).Select(number => Task.Run(() => Read(number), CancellationToken.None)).ToArray();
        Read(0);
        Task.WaitAll(others, CancellationToken.None);
        CancellationToken.ThrowIfCancellationRequested();
        if ((failures.FirstOrDefault(f => f is not null and not OperationCanceledException) ?? failures.FirstOrDefault(f => f is not null)) is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }

    /// <summary>Cuts the numbers from 0 up into stretches and handles them side by side.</summary>
    /// <param name="count">How many numbers.</param>
    /// <param name="handle">Handles those from the first to one before the second.</param>
    public void ForEach(int count, Action<int, int> handle)
    {
        const int Least = 4096;
        var stretches = Math.Clamp(count / Least, 1, Threads * 4);
        var options = new ParallelOptions { CancellationToken = CancellationToken, MaxDegreeOfParallelism = Threads };
        Parallel.For(0, stretches, options, i => handle((int)((long)count * i / stretches), (int)((long)count * (i + 1) / stretches)));
    }
}
