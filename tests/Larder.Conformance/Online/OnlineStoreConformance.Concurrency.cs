using System.Buffers.Binary;
using Larder.Storage;
using Larder.Testing;
using Larder.Types;

namespace Larder.Conformance;

public abstract partial class OnlineStoreConformance
{
    [Fact]
    public async Task Readers_beside_a_writer_see_whole_batches_that_never_go_back()
    {
        const int Batches = 60;
        var keys = Enumerable.Range(0, 50).Select(i => EntityKey.From((long)i)).ToArray();
        await WriteBatch(keys, 0);
        using var done = new CancellationTokenSource();

        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => ReadUntil(keys, done.Token), Token)).ToArray();
        for (var batch = 1; batch <= Batches; batch++)
        {
            await WriteBatch(keys, batch);
        }

        await done.CancelAsync();
        var seen = await Task.WhenAll(readers);
        seen.ShouldAllBe(reads => reads > 0);
        (await ReadRows(Store, View, keys)).ShouldAllBe(row => row.Order.Sequence == Batches);
    }

    [Fact]
    public async Task Writers_beside_each_other_lose_nothing()
    {
        const int Writers = 4;
        const int Batches = 15;
        var shared = EntityKey.From("shared");

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(
            async () =>
            {
                for (var batch = 0; batch < Batches; batch++)
                {
                    var rank = (batch * Writers) + writer;
                    OnlineWrite[] rows = [Row($"own {writer} {batch}", rank, "own"), new(shared, Order(rank), BitConverter.GetBytes(rank))];
                    await Store.WriteOverAsync(View, rows, State(rank), Token);
                }
            },
            Token)));

        (await Store.CountAsync(View, Token)).ShouldBe((Writers * Batches) + 1);
        (await ReadRows(Store, View, shared))[0].Payload.ShouldBe(BitConverter.GetBytes((Writers * Batches) - 1));
    }

    [Fact]
    public async Task Views_are_created_and_dropped_beside_each_other()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            async () =>
            {
                var view = $"view {i % 4}";
                await Store.CreateAsync(view, Token);
                await Store.CreateAsync($"own {i}", Token);
                await Store.WriteOverAsync($"own {i}", [Row("a", i, "A")], State(i), Token);
                await Store.DropAsync(view, Token);
            },
            Token)));

        for (var i = 0; i < 8; i++)
        {
            (await Store.CountAsync($"own {i}", Token)).ShouldBe(1);
            ShouldBeState(await Store.GetStateAsync($"own {i}", Token), State(i));
        }
    }

    /// <summary>Every row of batch n carries n in its sequence and its payload.</summary>
    private Task WriteBatch(EntityKey[] keys, int batch)
    {
        var payload = new byte[100];
        BinaryPrimitives.WriteInt32LittleEndian(payload, batch);
        return Store.WriteOverAsync(View, [.. keys.Select(key => new OnlineWrite(key, Order(1, 1, batch), payload))], State(batch), Token);
    }

    private async Task<int> ReadUntil(EntityKey[] keys, CancellationToken done)
    {
        var last = 0L;
        var reads = 0;
        do
        {
            var rows = await ReadRows(Store, View, keys);
            var batch = rows[0].Order.Sequence;
            batch.ShouldBeGreaterThanOrEqualTo(last);
            rows.ShouldAllBe(row => row.Order.Sequence == batch && BinaryPrimitives.ReadInt32LittleEndian(row.Payload) == batch);

            // The state is of the same batch or a later one: it is read after the rows.
            var state = await Store.GetStateAsync(View, Token);
            state.ShouldNotBeNull().Rows.ShouldBeGreaterThanOrEqualTo(batch);
            last = batch;
            reads++;
        }
        while (!done.IsCancellationRequested);

        return reads;
    }
}
