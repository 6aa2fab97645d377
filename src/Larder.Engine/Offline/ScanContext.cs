using System.Globalization;
using System.Runtime.ExceptionServices;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Types;

namespace Larder.Offline;

/// <summary>How a step reads history: the engine, as of when, on how many threads.</summary>
/// <param name="Engine">Gives each reader a connection of its own.</param>
/// <param name="Threads">Readers at once, at most.</param>
/// <param name="AsOf">Events known later are left out.</param>
/// <param name="Spill">What memory there is for events, and where the others go.</param>
/// <param name="CancellationToken">Stops the readers.</param>
internal sealed record ScanContext(DuckDbDatabase Engine, int Threads, Instant AsOf, SpillSpace Spill, CancellationToken CancellationToken)
{
    /// <summary>The threads and the memory of a workspace.</summary>
    public static ScanContext Of(Workspace workspace, DuckDbDatabase engine, Instant asOf, CancellationToken cancellationToken) =>
        new(engine, workspace.Options.Threads, asOf, new SpillSpace(workspace.Options.HistoryBytes, () => workspace.TemporaryPath("events")), cancellationToken);

    /// <summary>Reads parts side by side. The first part's error, if any, is thrown once all have stopped.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="read">Reads one of them.</param>
    public void ForEach(IReadOnlyList<TablePart> parts, Action<DuckDbConnection, TablePart, CancellationToken> read)
    {
        // Each reader decodes on its own thread; more of the engine's would only wait for each other.
        using var settings = Engine.Connect();
        SetThreads(settings, Threads - parts.Count + 1);
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
        SetThreads(settings, Threads);
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

    /// <summary>Handles the numbers from 0 up side by side, each thread with a worker of its own. The first error, if any, is thrown once all have stopped.</summary>
    /// <param name="count">How many numbers.</param>
    /// <param name="newWorker">Makes a thread's worker.</param>
    /// <param name="handle">Handles a number.</param>
    public void ForEach<TWorker>(int count, Func<TWorker> newWorker, Action<TWorker, int> handle)
    {
        var (next, failure) = (-1, default(Exception));
        void Work()
        {
            try
            {
                var worker = newWorker();
                for (var number = Interlocked.Increment(ref next); number < count && Volatile.Read(ref failure) is null; number = Interlocked.Increment(ref next))
                {
                    CancellationToken.ThrowIfCancellationRequested();
                    handle(worker, number);
                }
            }
            catch (Exception failed)
            {
                Interlocked.CompareExchange(ref failure, failed, null);
            }
        }

        var others = Enumerable.Range(1, Math.Min(Threads, count) - 1).Select(_ => Task.Run(Work, CancellationToken.None)).ToArray();
        Work();
        Task.WaitAll(others, CancellationToken.None);
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private static void SetThreads(DuckDbConnection connection, int threads) =>
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"SET threads = {threads}"));
}

/// <summary>How much of history is kept in memory at once.</summary>
/// <param name="MemoryBytes">Bytes of events, about.</param>
/// <param name="NewPath">Gives a path that nothing has yet, for what exceeds that.</param>
internal sealed record SpillSpace(long MemoryBytes, Func<string> NewPath);
