using System.Diagnostics;
using System.Globalization;
using Larder.Storage;
using Larder.Types;

namespace Larder.Sqlite.Tool;

/// <summary>Rows and reads per second over a million rows with payloads of 120 bytes.</summary>
public static class Measurement
{
    private const int Rows = 1_000_000;
    private const int PayloadBytes = 120;
    private const string View = "customer_spend@v1";

    public static async Task RunAsync(string path)
    {
        Print($"SQLite {SqliteLibrary.Version} ({SqliteLibrary.Source})");
        await using var store = SqliteOnlineStore.Open(path);
        foreach (var batch in new[] { 20_000, 50_000 })
        {
            await store.DropAsync(View);
            await store.CreateAsync(View);
            Print($"write, ascending keys, batches of {batch}: {await WriteAsync(store, batch, 1)} rows/s");
            Print($"write again, newer rows:                 {await WriteAsync(store, batch, 2)} rows/s");
            Print($"write again, older rows:                 {await WriteAsync(store, batch, 0)} rows/s");
        }

        Print($"file: {new FileInfo(path).Length / 1_000_000} MB");
        Read(store, 1, 100_000);
        Print($"read, 1 key,  1 thread:  {Read(store, 1, 500_000)} rows/s, {AllocatedPerRead(store)} bytes allocated per read");
        Print($"read, 1 key,  2 threads: {ReadOnThreads(store, 2, 1, 500_000)} rows/s");
        Print($"read, 10 keys, 1 thread: {Read(store, 10, 50_000)} rows/s");
        Print($"read, 100 keys, 1 thread: {Read(store, 100, 5_000)} rows/s");
        var started = Stopwatch.GetTimestamp();
        var count = await store.CountAsync(View);
        Print($"count of {count}: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:N0} ms");
    }

    private static async Task<string> WriteAsync(SqliteOnlineStore store, int batch, int eventTime)
    {
        var payload = new byte[PayloadBytes];
        var elapsed = TimeSpan.Zero;
        MaterializationState? reached = await store.GetStateAsync(View);
        for (var start = 0; start < Rows; start += batch)
        {
            var first = start;
            var rows = Enumerable.Range(first, Math.Min(batch, Rows - first))
                .Select(i => new OnlineWrite(EntityKey.From((long)i), new EventOrder(new Instant(1_700_000_000_000_000 + eventTime), new Instant(1_700_000_000_000_000), i), payload))
                .ToArray();
            var started = Stopwatch.GetTimestamp();
            var state = new MaterializationState(new Instant(1), "t@1", new Instant(0), null, first, IsComplete: false);
            await store.WriteAsync(View, rows, state, reached);
            reached = state;
            elapsed += Stopwatch.GetElapsedTime(started);
        }

        return Rate(Rows, elapsed);
    }

    private static string Read(SqliteOnlineStore store, int keysPerRead, int reads, int seed = 1)
    {
        var random = new Random(seed);
        var keys = Enumerable.Range(0, 100_000).Select(_ => EntityKey.From((long)random.Next(Rows))).ToArray();
        var rows = new OnlineRow[keysPerRead];
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < reads; i++)
        {
            Complete(store.ReadAsync(View, keys.AsMemory((i * keysPerRead) % (keys.Length - keysPerRead), keysPerRead), rows));
        }

        return Rate((long)reads * keysPerRead, Stopwatch.GetElapsedTime(started));
    }

    private static string ReadOnThreads(SqliteOnlineStore store, int threads, int keysPerRead, int reads)
    {
        var started = Stopwatch.GetTimestamp();
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => Read(store, keysPerRead, reads, i));
        return Rate((long)threads * reads * keysPerRead, Stopwatch.GetElapsedTime(started));
    }

    private static long AllocatedPerRead(SqliteOnlineStore store)
    {
        const int Reads = 10_000;
        var keys = new[] { EntityKey.From(500_000L) };
        var rows = new OnlineRow[1];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Reads; i++)
        {
            Complete(store.ReadAsync(View, keys, rows));
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Reads;
    }

    private static void Complete(ValueTask read)
    {
        if (!read.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("A read did not complete synchronously.");
        }
    }

    private static string Rate(long count, TimeSpan elapsed) => (count / elapsed.TotalSeconds).ToString("N0", CultureInfo.InvariantCulture);

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
