using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Conformance;

public abstract partial class OnlineStoreConformance
{
    [Fact]
    public async Task A_missing_key_leaves_the_payload_null()
    {
        await Write(Row("a", 1, "A"));

        var rows = await ReadRows(Store, View, EntityKey.From("missing"));

        rows.ShouldBe([default]);
    }

    [Fact]
    public async Task A_slot_that_held_another_row_is_cleared_for_a_missing_key()
    {
        OnlineRow[] rows = [new(Order(9), [1, 2, 3])];

        await Store.ReadAsync(View, new[] { EntityKey.From("missing") }, rows, Token);

        rows[0].ShouldBe(default);
    }

    [Fact]
    public async Task Rows_come_in_the_order_of_the_keys()
    {
        await Write(Row("a", 1, "A"), Row("b", 2, "B"), Row("c", 3, "C"));

        (await Read("c", "missing", "a", "b")).ShouldBe(["C", null, "A", "B"]);
    }

    [Fact]
    public async Task A_key_asked_for_twice_is_answered_twice()
    {
        await Write(Row("a", 1, "A"), Row("b", 2, "B"));

        (await Read("a", "b", "a", "a")).ShouldBe(["A", "B", "A", "A"]);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1_700_000_000_123_456, 1_700_000_001_000_001, 42)]
    [InlineData(-1, -2, -3)]
    [InlineData(long.MaxValue, long.MaxValue, long.MaxValue)]
    [InlineData(long.MinValue, long.MinValue, long.MinValue)]
    public async Task The_order_comes_back_to_the_last_bit(long eventTime, long knownAt, long sequence)
    {
        await Write(Row("a", Order(eventTime, knownAt, sequence), "A"));

        var rows = await ReadRows(Store, View, EntityKey.From("a"));

        rows[0].Order.ShouldBe(Order(eventTime, knownAt, sequence));
    }

    [Fact]
    public async Task No_keys_read_no_rows()
    {
        OnlineRow[] rows = [new(Order(9), [1])];

        await Store.ReadAsync(View, ReadOnlyMemory<EntityKey>.Empty, rows, Token);

        rows[0].Order.ShouldBe(Order(9));
    }

    [Fact]
    public async Task More_room_than_keys_leaves_the_rest_alone()
    {
        await Write(Row("a", 1, "A"));
        var rest = new OnlineRow(Order(9), [1]);
        OnlineRow[] rows = [rest, rest];

        await Store.ReadAsync(View, new[] { EntityKey.From("a") }, rows, Token);

        rows[0].Order.ShouldBe(Order(1));
        rows[1].ShouldBe(rest);
    }

    [Fact]
    public async Task Less_room_than_keys_is_refused()
    {
        var keys = new[] { EntityKey.From("a"), EntityKey.From("b") };

        var error = await Should.ThrowAsync<ArgumentException>(async () => await Store.ReadAsync(View, keys, new OnlineRow[1], Token));

        error.Message.ShouldBe("2 keys need as many rows, but there is room for 1. (Parameter 'rows')");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Reading_a_view_that_was_never_created_says_how_to_get_it(int keys)
    {
        var error = await Should.ThrowAsync<NotFoundException>(() => ReadRows(Store, "unknown@v1", new EntityKey[keys]));

        error.Message.ShouldBe($"Online view 'unknown@v1' is not materialized in {Location}; run 'larder materialize'.");
    }

    [Fact]
    public async Task A_thousand_keys_are_read_at_once()
    {
        await Write([.. Enumerable.Range(0, 1000).Select(i => Row($"k{i}", i, $"p{i}"))]);

        var read = await Read([.. Enumerable.Range(0, 1000).Select(i => $"k{999 - i}")]);

        read.ShouldBe(Enumerable.Range(0, 1000).Select(i => $"p{999 - i}"));
    }
}
