using Larder.Sqlite.Tool;
using Larder.Storage;
using Larder.Testing;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>Rows kept in memory between commits: never older than the last commit, whoever made it.</summary>
public sealed class RowCacheTests : IDisposable
{
    private const string View = "customer_spend@v1";
    private static readonly EntityKey[] Key = [EntityKey.From(1L)];
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Path => _folder.File("online.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_another_connection_has_committed_is_seen_by_the_next_read()
    {
        await using var reader = SqliteOnlineStore.Open(Path);
        await using var writer = SqliteOnlineStore.Open(Path);
        await writer.CreateAsync(View, Token);
        for (var number = 0; number < 2_000; number++)
        {
            await WriteAsync(writer, number);
            for (var read = 0; read < 3; read++)
            {
                (await ReadAsync(reader)).ShouldBe(number);
                (await ReadPayloadAsync(reader)).ShouldBe(number);
            }
        }
    }

    [Fact]
    public async Task What_another_process_has_committed_is_seen_by_the_next_read()
    {
        await using var reader = SqliteOnlineStore.Open(Path);
        using var writer = ToolProcess.Write(Path, View, 300);
        EntityKey[] keys = [NumberedBatches.OwnKey(1)];
        var last = 0L;
        while (await writer.NextBatchAsync(Token) is { } batch)
        {
            last = batch;
            keys[0] = NumberedBatches.OwnKey(batch);
            var rows = new OnlineRow[1];
            await reader.ReadAsync(View, keys, rows, Token);
            rows[0].Payload.ShouldNotBeNull($"batch {batch} was printed as committed");
        }

        last.ShouldBe(300);
        await writer.FinishAsync(Token);
    }

    [Fact]
    public async Task Threads_never_go_back_while_others_commit()
    {
        await using var store = SqliteOnlineStore.Open(Path);
        await store.CreateAsync(View, Token);
        await WriteAsync(store, 0);
        var committed = 0;
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var seen = 0; seen < 1_000;)
            {
                var least = Math.Max(seen, Volatile.Read(ref committed));
                (seen = await ReadAsync(store)).ShouldBeGreaterThanOrEqualTo(least);
            }
        })).ToArray();

        for (var number = 1; number <= 1_000; number++)
        {
            await WriteAsync(store, number);
            Volatile.Write(ref committed, number);
        }

        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task A_row_read_again_is_not_read_from_the_file()
    {
        await using var store = SqliteOnlineStore.Open(Path);
        await store.CreateAsync(View, Token);
        await WriteAsync(store, 7);
        var (first, second) = (new OnlineRow[2], new OnlineRow[2]);
        EntityKey[] keys = [Key[0], EntityKey.From(2L)];

        await store.ReadAsync(View, keys, first, Token);
        await store.ReadAsync(View, keys, second, Token);

        second[0].Payload.ShouldBeSameAs(first[0].Payload);
        second[1].Payload.ShouldBeNull();
    }

    [Fact]
    public async Task Nothing_is_kept_where_none_may_be()
    {
        await using var store = SqliteOnlineStore.Open(Path, new SqliteOptions { RowCacheBytes = 0 });
        await store.CreateAsync(View, Token);
        await WriteAsync(store, 7);
        var (first, second) = (new OnlineRow[1], new OnlineRow[1]);

        await store.ReadAsync(View, Key, first, Token);
        await store.ReadAsync(View, Key, second, Token);

        second[0].Payload.ShouldNotBeSameAs(first[0].Payload);
        second[0].Payload.ShouldBe(first[0].Payload);
    }

    [Fact]
    public async Task A_full_cache_begins_anew()
    {
        const int Rows = 1_000;
        await using var store = SqliteOnlineStore.Open(Path, new SqliteOptions { RowCacheBytes = 10_000 });
        await store.CreateAsync(View, Token);
        await store.WriteOverAsync(View, [.. Enumerable.Range(0, Rows).Select(i => new OnlineWrite(EntityKey.From((long)i), default, BitConverter.GetBytes(i)))], State(Rows));
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < Rows; i++)
            {
                var row = new OnlineRow[1];
                await store.ReadAsync(View, new[] { EntityKey.From((long)i) }, row, Token);
                BitConverter.ToInt32(row[0].Payload).ShouldBe(i);
            }
        }
    }

    [Fact]
    public async Task A_view_dropped_and_made_again_has_none_of_its_old_rows()
    {
        await using var reader = SqliteOnlineStore.Open(Path);
        await using var writer = SqliteOnlineStore.Open(Path);
        await writer.CreateAsync(View, Token);
        await WriteAsync(writer, 1);
        (await ReadAsync(reader)).ShouldBe(1);

        await writer.DropAsync(View, Token);
        await Should.ThrowAsync<Errors.NotFoundException>(() => ReadAsync(reader));
        await writer.CreateAsync(View, Token);

        (await ReadAsync(reader)).ShouldBe(-1);
    }

    private static Task WriteAsync(SqliteOnlineStore store, int number) =>
        store.WriteOverAsync(View, [new OnlineWrite(Key[0], default, BitConverter.GetBytes(number))], State(1));

    private static MaterializationState State(long rows) => new(default, "t@1", default, null, rows, IsComplete: true);

    private static async Task<int> ReadAsync(SqliteOnlineStore store)
    {
        var rows = new OnlineRow[1];
        await store.ReadAsync(View, Key, rows, Token);
        return rows[0].Payload is { } payload ? BitConverter.ToInt32(payload) : -1;
    }

    private static async Task<int> ReadPayloadAsync(SqliteOnlineStore store)
    {
        var payloads = new PayloadBuffer();
        await store.ReadSegmentsAsync(View, new[] { new SegmentKey(Key[0], SegmentKey.Row) }, payloads, Token);
        return payloads[0] is { } payload ? BitConverter.ToInt32(payload.Span) : -1;
    }
}
