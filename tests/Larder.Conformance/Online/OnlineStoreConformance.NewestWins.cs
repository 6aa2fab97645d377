using Larder.Storage;
using Larder.Types;

namespace Larder.Conformance;

public abstract partial class OnlineStoreConformance
{
    [Fact]
    public async Task A_newer_row_replaces_and_an_older_one_does_not()
    {
        await Write(Row("a", 2, "second"));
        await Write(Row("a", 3, "third"));
        await Write(Row("a", 1, "first"));

        (await Read("a")).ShouldBe(["third"]);
        (await Store.CountAsync(View, Token)).ShouldBe(1);
    }

    [Fact]
    public async Task A_row_of_equal_order_replaces()
    {
        await Write(Row("a", 2, "before"));
        await Write(Row("a", 2, "after"));

        (await Read("a")).ShouldBe(["after"]);
    }

    [Theory]
    [InlineData(2, 0, 0, 1, 9, 9)]
    [InlineData(1, 2, 0, 1, 1, 9)]
    [InlineData(1, 1, 2, 1, 1, 1)]
    [InlineData(0, 0, 0, -1, 9, 9)]
    [InlineData(0, 0, 0, 0, -1, 9)]
    [InlineData(0, 0, 0, 0, 0, -1)]
    public async Task Event_time_ranks_before_known_time_before_sequence(long e1, long k1, long s1, long e2, long k2, long s2)
    {
        var greater = Row("a", Order(e1, k1, s1), "greater");
        var lesser = Row("a", Order(e2, k2, s2), "lesser");

        await Write(greater);
        await Write(lesser);
        await Write(lesser with { Key = EntityKey.From("b") });
        await Write(greater with { Key = EntityKey.From("b") });

        (await Read("a", "b")).ShouldBe(["greater", "greater"]);
    }

    [Fact]
    public async Task Of_rows_with_the_same_key_in_one_batch_the_greatest_wins_and_of_equals_the_last()
    {
        await Write(Row("a", 2, "a2"), Row("b", 1, "b1"), Row("a", 3, "a3"), Row("a", 1, "a1"), Row("b", 1, "b1 again"));

        (await Read("a", "b")).ShouldBe(["a3", "b1 again"]);
        (await Store.CountAsync(View, Token)).ShouldBe(2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task The_outcome_does_not_depend_on_order_batching_or_repetition(int seed)
    {
        var random = new Random(seed);
        var rows = Generate(random, count: 300);
        var expected = rows.GroupBy(row => row.Key).ToDictionary(group => group.Key, group => group.MaxBy(row => row.Order));

        // Every row is written once, some are written again, all of them in any order and cut into any batches.
        var writes = rows.Concat(rows.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(writes);
        for (var start = 0; start < writes.Length;)
        {
            var length = Math.Min(random.Next(0, 40), writes.Length - start);
            await Write(writes[start..(start + length)]);
            start += length;
        }

        var keys = expected.Keys.ToArray();
        var read = await ReadRows(Store, View, keys);
        for (var i = 0; i < keys.Length; i++)
        {
            read[i].Order.ShouldBe(expected[keys[i]].Order);
            read[i].Payload.ShouldBe(expected[keys[i]].Payload);
        }

        (await Store.CountAsync(View, Token)).ShouldBe(keys.Length);
    }

    /// <summary>Rows of few keys with near orders, so that every level of the comparison decides somewhere; no two orders are equal.</summary>
    private static OnlineWrite[] Generate(Random random, int count)
    {
        var rows = new OnlineWrite[count];
        for (var i = 0; i < count; i++)
        {
            var order = Order(random.Next(-2, 3), random.Next(-2, 3), i);
            rows[i] = Row($"key {random.Next(20)}", order, $"payload of {order}");
        }

        return rows;
    }
}
