using Larder.Storage;
using Larder.Testing;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>What makes the store fast, as facts that do not depend on the machine.</summary>
public sealed class HotPathTests : IAsyncLifetime
{
    private const string View = "customer_spend@v1";
    private const int Rows = 5000;
    private const int PayloadBytes = 120;

    /// <summary>An array's header and length.</summary>
    private const int ArrayOverhead = 24;

    private readonly TempFolder _folder = new();
    private SqliteOnlineStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = SqliteOnlineStore.Open(_folder.File("online.db"));
        await _store.CreateAsync(View);
        var rows = Enumerable.Range(0, Rows).Select(i => new OnlineWrite(EntityKey.From((long)i), default, new byte[PayloadBytes])).ToArray();
        await _store.WriteOverAsync(View, rows, new MaterializationState(default, "t@1", default, null, Rows, IsComplete: true));
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    public void A_read_completes_synchronously_and_allocates_its_payloads_only(int keysPerRead)
    {
        const int Reads = 1000;
        var keys = Enumerable.Range(0, keysPerRead).Select(i => EntityKey.From((long)i)).ToArray();
        var rows = new OnlineRow[keysPerRead];
        ReadMany(keys, rows, Reads).ShouldBe(Reads);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var completed = ReadMany(keys, rows, Reads);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        completed.ShouldBe(Reads);
        (allocated / Reads).ShouldBeLessThanOrEqualTo((keysPerRead * (PayloadBytes + ArrayOverhead)) + 8);
    }

    [Fact]
    public void A_read_of_a_missing_key_allocates_nothing()
    {
        const int Reads = 1000;
        EntityKey[] keys = [EntityKey.From(-1L)];
        var rows = new OnlineRow[1];
        ReadMany(keys, rows, Reads);

        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadMany(keys, rows, Reads);

        ((GC.GetAllocatedBytesForCurrentThread() - before) / Reads).ShouldBe(0);
    }

    [Fact]
    public void Many_threads_read_at_once()
    {
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 32 }, i =>
        {
            EntityKey[] keys = [EntityKey.From((long)i), EntityKey.From(-1L)];
            var rows = new OnlineRow[2];
            ReadMany(keys, rows, 200).ShouldBe(200);
            rows[0].Payload.ShouldNotBeNull().Length.ShouldBe(PayloadBytes);
            rows[1].Payload.ShouldBeNull();
        });
    }

    [Fact]
    public async Task Nothing_can_be_done_after_disposal_and_disposing_twice_is_fine()
    {
        await _store.DisposeAsync();
        await _store.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(async () => await _store.ReadAsync(View, new EntityKey[1], new OnlineRow[1]));
        await Should.ThrowAsync<ObjectDisposedException>(() => _store.DropAsync(View));
        await Should.ThrowAsync<ObjectDisposedException>(() => _store.CountAsync(View));
    }

    [Fact]
    public async Task Disposal_beside_readers_ends_them_in_order()
    {
        var readers = Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            EntityKey[] keys = [EntityKey.From(1L), EntityKey.From(2L)];
            while (true)
            {
                var read = _store.ReadAsync(View, keys, new OnlineRow[2]).AsTask();
                if (!read.IsCompletedSuccessfully)
                {
                    return read.Exception?.InnerException;
                }
            }
        })).ToArray();

        await Task.Delay(50, TestContext.Current.CancellationToken);
        await _store.DisposeAsync();

        (await Task.WhenAll(readers)).ShouldAllBe(error => error is ObjectDisposedException);
        File.Exists(_folder.File("online.db-wal")).ShouldBeFalse();
    }

    private int ReadMany(EntityKey[] keys, OnlineRow[] rows, int reads)
    {
        var completed = 0;
        for (var i = 0; i < reads; i++)
        {
            completed += IsComplete(_store.ReadAsync(View, keys, rows)) ? 1 : 0;
        }

        return completed;
    }

    private static bool IsComplete(ValueTask read) => read.IsCompletedSuccessfully;
}
