using Larder.Errors;
using Larder.Storage;
using Larder.Testing;
using Larder.Types;

namespace Larder.Conformance;

public abstract partial class OnlineStoreConformance
{
    [Fact]
    public async Task There_is_no_state_before_the_first_write()
    {
        (await Store.GetStateAsync(View, Token)).ShouldBeNull();
        (await Store.GetStateAsync("unknown@v1", Token)).ShouldBeNull();
    }

    [Theory]
    [InlineData(null, 0, false)]
    [InlineData(new byte[0], 1, false)]
    [InlineData(new byte[] { 0, 255, 39, 59 }, long.MaxValue, false)]
    [InlineData(null, 3, true)]
    public async Task The_state_comes_back_as_written(byte[]? lastKey, long rows, bool isComplete)
    {
        var state = State(rows, lastKey, isComplete) with { Source = "söme 'source'\0;--", CodeVersion = "cöde '1'\0;--", ReplacesRows = isComplete };

        await Store.WriteOverAsync(View, [Row("a", 1, "A")], state, Token);

        ShouldBeState(await Store.GetStateAsync(View, Token), state);
    }

    [Fact]
    public async Task An_empty_batch_writes_the_state_only()
    {
        await Write(Row("a", 1, "A"));

        await Store.WriteOverAsync(View, [], State(7, isComplete: true), Token);

        ShouldBeState(await Store.GetStateAsync(View, Token), State(7, isComplete: true));
        (await Store.CountAsync(View, Token)).ShouldBe(1);
    }

    [Fact]
    public async Task Writing_to_a_view_that_was_never_created_is_refused()
    {
        var error = await Should.ThrowAsync<NotFoundException>(() => Store.WriteOverAsync("unknown@v1", [Row("a", 1, "A")], State(), Token));

        error.Message.ShouldBe($"Online view 'unknown@v1' is not materialized in {Location}; run 'larder materialize'.");
        (await Store.GetStateAsync("unknown@v1", Token)).ShouldBeNull();
        (await Store.CountAsync("unknown@v1", Token)).ShouldBe(0);
    }

    [Fact]
    public async Task A_batch_with_a_row_without_payload_leaves_nothing_behind()
    {
        await Store.WriteOverAsync(View, [Row("a", 1, "A")], State(1), Token);
        OnlineWrite[] batch = [Row("a", 2, "A2"), Row("b", 2, "B"), new(EntityKey.From("c"), Order(2), null!)];

        var error = await Should.ThrowAsync<ArgumentException>(() => Store.WriteOverAsync(View, batch, State(3), Token));

        error.Message.ShouldBe("Row 2 has no payload; a row that is not there is not written. (Parameter 'rows')");
        (await Read("a", "b", "c")).ShouldBe(["A", null, null]);
        ShouldBeState(await Store.GetStateAsync(View, Token), State(1));
    }

    [Fact]
    public async Task The_callers_buffers_may_be_used_again()
    {
        var key = "a"u8.ToArray();
        var payload = "A"u8.ToArray();
        var lastKey = "a"u8.ToArray();

        await Store.WriteOverAsync(View, [new OnlineWrite(new EntityKey(key), Order(1), payload)], State(1, lastKey), Token);
        key[0] = payload[0] = lastKey[0] = (byte)'x';

        (await Read("a", "x")).ShouldBe(["A", null]);
        ShouldBeState(await Store.GetStateAsync(View, Token), State(1, "a"u8.ToArray()));
    }

    [Fact]
    public async Task Views_do_not_see_each_other()
    {
        await Store.CreateAsync("other@v1", Token);

        await Write(Row("a", 1, "A"));
        await Store.WriteOverAsync("other@v1", [Row("a", 5, "O"), Row("b", 5, "P")], State(2), Token);

        (await Read("a", "b")).ShouldBe(["A", null]);
        (await Store.CountAsync(View, Token)).ShouldBe(1);
        (await Store.CountAsync("other@v1", Token)).ShouldBe(2);
        ShouldBeState(await Store.GetStateAsync(View, Token), State());
    }

    [Fact]
    public async Task Creating_twice_keeps_the_rows()
    {
        await Write(Row("a", 1, "A"));

        await Store.CreateAsync(View, Token);

        (await Read("a")).ShouldBe(["A"]);
        (await Store.GetStateAsync(View, Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Dropping_removes_rows_and_state_and_may_be_repeated()
    {
        await Write(Row("a", 1, "A"));
        (await Read("a")).ShouldBe(["A"]);

        await Store.DropAsync(View, Token);
        await Store.DropAsync(View, Token);

        (await Store.CountAsync(View, Token)).ShouldBe(0);
        (await Store.GetStateAsync(View, Token)).ShouldBeNull();
        await Should.ThrowAsync<NotFoundException>(() => Read("a"));
        await Should.ThrowAsync<NotFoundException>(() => Write(Row("a", 1, "A")));
    }

    [Fact]
    public async Task A_view_created_again_after_a_drop_is_empty_and_takes_older_rows()
    {
        await Write(Row("a", 9, "new"));
        (await Read("a")).ShouldBe(["new"]);
        await Store.DropAsync(View, Token);

        await Store.CreateAsync(View, Token);
        (await Read("a", "b")).ShouldBe([null, null]);
        await Write(Row("a", 1, "old"));

        (await Read("a")).ShouldBe(["old"]);
    }

    [Fact]
    public async Task A_cancelled_token_stops_every_call_before_it_does_anything()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var cancelled = source.Token;

        await ShouldBeCancelled(() => Store.CreateAsync("new@v1", cancelled), cancelled);
        await ShouldBeCancelled(() => Store.ReadAsync(View, new EntityKey[1], new OnlineRow[1], cancelled).AsTask(), cancelled);
        await ShouldBeCancelled(() => Store.WriteAsync(View, [Row("a", 1, "A")], State(), null, cancelled), cancelled);
        await ShouldBeCancelled(() => Store.GetStateAsync(View, cancelled), cancelled);
        await ShouldBeCancelled(() => Store.CountAsync(View, cancelled), cancelled);
        await ShouldBeCancelled(() => Store.DropAsync(View, cancelled), cancelled);

        (await Read("a")).ShouldBe([null]);
        (await Store.GetStateAsync(View, Token)).ShouldBeNull();
        await Should.ThrowAsync<NotFoundException>(() => ReadRows(Store, "new@v1", default(EntityKey)));
    }

    private static async Task ShouldBeCancelled(Func<Task> call, CancellationToken cancelled)
    {
        var error = await Should.ThrowAsync<OperationCanceledException>(call);
        error.CancellationToken.ShouldBe(cancelled);
    }
}
