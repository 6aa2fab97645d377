using Larder.DuckDb.Tests.Support;

namespace Larder.DuckDb.Tests.Results;

public sealed class AllocationTests : IDisposable
{
    private const int Rows = 1_000_000;
    private const int Chunks = (Rows / 2048) + 1;

    // A chunk costs its object and its handle, whatever it holds.
    private const int BytesPerChunk = 128;

    private readonly TestDatabase _db = TestDatabase.Open();

    public void Dispose() => _db.Dispose();

    [Fact]
    public void Scanning_a_million_rows_allocates_per_chunk_only()
    {
        Scan();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Scan();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.ShouldBeLessThan((Chunks * BytesPerChunk) + 16_384);
    }

    [Fact]
    public void Appending_a_million_rows_allocates_nothing_per_row()
    {
        _db.Connection.Execute("CREATE TABLE t (i INTEGER, s VARCHAR)");
        Append();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Append();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.ShouldBeLessThan(32_768);
        _db.Connection.QueryScalar<long>("SELECT count(*) FROM t WHERE s = 'a text of 21 bytes...'").ShouldBe(2 * Rows / 2048 * 2048);
    }

    private void Scan()
    {
        using var result = _db.Connection.Query($"SELECT i::INTEGER, 'value number ' || i FROM range({Rows}) t(i)");
        var rows = 0;
        var bytes = 0L;
        var sum = 0L;

        while (result.Read() is { } chunk)
        {
            var numbers = chunk[0].Values<int>();
            var texts = chunk[1];

            for (var row = 0; row < chunk.RowCount; row++)
            {
                sum += numbers[row];
                bytes += texts.Bytes(row).Length;
            }

            rows += chunk.RowCount;
        }

        rows.ShouldBe(Rows);
        sum.ShouldBe((long)Rows * (Rows - 1) / 2);
        bytes.ShouldBe((13L * Rows) + 5_888_890);
    }

    private void Append()
    {
        using var appender = _db.Connection.Append("t");

        for (var chunk = 0; chunk < Rows / 2048; chunk++)
        {
            var numbers = appender.Chunk[0].Values<int>();
            var texts = appender.Chunk[1];

            for (var row = 0; row < 2048; row++)
            {
                numbers[row] = row;
                texts.SetString(row, "a text of 21 bytes...");
            }

            appender.Chunk.RowCount = 2048;
            appender.AppendChunk();
        }

        appender.Close();
    }
}
