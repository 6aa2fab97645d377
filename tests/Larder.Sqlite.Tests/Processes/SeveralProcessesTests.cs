using System.Diagnostics;
using Larder.Errors;
using Larder.Sqlite.Tool;
using Larder.Storage;
using Larder.Testing;

namespace Larder.Sqlite;

/// <summary>One process materializes while another one serves.</summary>
public sealed class SeveralProcessesTests : IDisposable
{
    private const string View = "customer_spend@v1";
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Path => _folder.File("online.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_reader_beside_a_writing_process_never_fails_nor_waits_nor_sees_half_a_batch()
    {
        const int Batches = 200;
        await using var store = SqliteOnlineStore.Open(Path);
        using var writer = ToolProcess.Write(Path, View, Batches);
        (await writer.NextBatchAsync(Token)).ShouldBe(1);
        var finish = writer.FinishAsync(Token);

        var last = 0L;
        var beside = 0;
        var longest = TimeSpan.Zero;
        while (!finish.IsCompleted)
        {
            var started = Stopwatch.GetTimestamp();
            var batch = await ReadBatch(store);
            var elapsed = Stopwatch.GetElapsedTime(started);

            batch.ShouldBeGreaterThanOrEqualTo(last, "a later read went back");
            beside += batch is > 1 and < Batches ? 1 : 0;
            longest = elapsed > longest ? elapsed : longest;
            last = batch;
        }

        await finish;
        (await ReadBatch(store)).ShouldBe(Batches);
        (await store.CountAsync(View, Token)).ShouldBe(NumberedBatches.HotRows + Batches);
        beside.ShouldBeGreaterThan(0, "no read fell between the first batch and the last");
        longest.ShouldBeLessThan(new SqliteOptions().BusyTimeout, "a read waited");
    }

    [Fact]
    public async Task A_writer_killed_anywhere_leaves_whole_batches_and_the_state_that_belongs_to_them()
    {
        const int Kills = 24;
        var random = new Random(7);
        await using var server = SqliteOnlineStore.Open(Path);
        var last = 0L;
        for (var kill = 0; kill < Kills; kill++)
        {
            using (var writer = ToolProcess.Write(Path, View, 100_000))
            {
                (await writer.NextBatchAsync(Token)).ShouldBe(last + 1);
                await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * 40), Token);
                await writer.KillAsync(Token);
            }

            // A reader that was there all along and a process that starts afterwards see the same.
            var batch = await ReadBatch(server);
            batch.ShouldBeGreaterThan(last);
            await using (var fresh = SqliteOnlineStore.Open(Path))
            {
                (await ReadBatch(fresh)).ShouldBe(batch);
                (await fresh.CountAsync(View, Token)).ShouldBe(NumberedBatches.HotRows + batch);
                var state = (await fresh.GetStateAsync(View, Token)).ShouldNotBeNull();
                state.Rows.ShouldBe(batch);
                state.LastKey.ShouldBe(NumberedBatches.OwnKey(batch).Array);
                var own = new OnlineRow[2];
                await fresh.ReadAsync(View, new[] { NumberedBatches.OwnKey(batch), NumberedBatches.OwnKey(batch + 1) }, own, Token);
                own[0].Order.Sequence.ShouldBe(batch);
                own[1].Payload.ShouldBeNull();
            }

            last = batch;
        }
    }

    [Fact]
    public async Task Writers_in_two_processes_wait_for_each_other()
    {
        using var first = ToolProcess.Write(Path, "a@v1", 60);
        using var second = ToolProcess.Write(Path, "b@v1", 60);

        await Task.WhenAll(first.FinishAsync(Token), second.FinishAsync(Token));

        await using var store = SqliteOnlineStore.Open(Path);
        (await store.GetStateAsync("a@v1", Token)).ShouldNotBeNull().Rows.ShouldBe(60);
        (await store.GetStateAsync("b@v1", Token)).ShouldNotBeNull().Rows.ShouldBe(60);
    }

    [Fact]
    public async Task A_writer_that_waited_too_long_says_that_another_process_is_writing()
    {
        await using var store = SqliteOnlineStore.Open(Path, new SqliteOptions { BusyTimeout = TimeSpan.FromMilliseconds(200) });
        await store.CreateAsync(View, Token);
        using (var other = Session.Open(Path, SqliteSchema.Online, create: false, TimeSpan.Zero))
        {
            other.BeginImmediate(TimeSpan.Zero, Token);
            var started = Stopwatch.GetTimestamp();

            var error = await Should.ThrowAsync<UnavailableException>(() => store.WriteOverAsync(View, NumberedBatches.Rows(1), NumberedBatches.State(1), Token));

            error.IsTransient.ShouldBeTrue();
            error.Message.ShouldBe($"The online store {Path} is being written by another process; repeat when it has finished.");
            Stopwatch.GetElapsedTime(started).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(190));
            await store.CreateAsync(View, Token);
            await Should.ThrowAsync<NotFoundException>(async () => await store.ReadAsync("other@v1", NumberedBatches.HotKeys, new OnlineRow[NumberedBatches.HotRows], Token));
        }

        await store.WriteOverAsync(View, NumberedBatches.Rows(1), NumberedBatches.State(1), Token);
        (await ReadBatch(store)).ShouldBe(1);
    }

    [Fact]
    public async Task A_writer_that_waits_can_be_cancelled()
    {
        await using var store = SqliteOnlineStore.Open(Path);
        await store.CreateAsync(View, Token);
        using var other = Session.Open(Path, SqliteSchema.Online, create: false, TimeSpan.Zero);
        other.BeginImmediate(TimeSpan.Zero, Token);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var started = Stopwatch.GetTimestamp();

        var error = await Should.ThrowAsync<OperationCanceledException>(() => store.WriteOverAsync(View, NumberedBatches.Rows(1), NumberedBatches.State(1), source.Token));

        error.CancellationToken.ShouldBe(source.Token);
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(new SqliteOptions().BusyTimeout);
    }

    [Fact]
    public async Task A_write_cancelled_in_the_middle_leaves_nothing_behind()
    {
        await using var store = SqliteOnlineStore.Open(Path);
        await store.CreateAsync(View, Token);
        await store.WriteOverAsync(View, NumberedBatches.Rows(1), NumberedBatches.State(1), Token);
        using var source = new CancellationTokenSource();

        var rows = new CancellingList(NumberedBatches.Rows(2), at: 1500, source);
        await Should.ThrowAsync<OperationCanceledException>(() => store.WriteOverAsync(View, rows, NumberedBatches.State(2), source.Token));

        (await ReadBatch(store)).ShouldBe(1);
        (await store.GetStateAsync(View, Token)).ShouldNotBeNull().Rows.ShouldBe(1);
        await store.WriteOverAsync(View, NumberedBatches.Rows(2), NumberedBatches.State(2), Token);
        (await ReadBatch(store)).ShouldBe(2);
    }

    /// <summary>The number every hot row carries.</summary>
    private static async Task<long> ReadBatch(SqliteOnlineStore store)
    {
        var rows = new OnlineRow[NumberedBatches.HotRows];
        await store.ReadAsync(View, NumberedBatches.HotKeys, rows, Token);
        var batch = rows[0].Order.Sequence;
        var others = rows.Where(row => row.Order.Sequence != batch || BitConverter.ToInt64(row.Payload) != batch).Select(row => row.Order.Sequence);
        others.ShouldBeEmpty($"half of batch {batch} was seen");
        return batch;
    }
}
