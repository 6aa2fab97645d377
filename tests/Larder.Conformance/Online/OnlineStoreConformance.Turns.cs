using System.Text;
using Larder.Errors;
using Larder.Storage;

namespace Larder.Conformance;

public abstract partial class OnlineStoreConformance
{
    [Fact]
    public async Task A_writer_whose_state_was_overtaken_is_refused_and_writes_nothing()
    {
        await Store.WriteAsync(View, [Row("a", 1, "A")], State(1), null, Token);
        await Store.WriteAsync(View, [Row("b", 1, "B")], State(2, "b"u8.ToArray()), State(1), Token);

        var late = await Should.ThrowAsync<ConflictException>(() => Store.WriteAsync(View, [Row("c", 9, "C")], State(3), State(1), Token));
        var first = await Should.ThrowAsync<ConflictException>(() => Store.WriteAsync(View, [Row("c", 9, "C")], State(3), null, Token));
        var otherKey = await Should.ThrowAsync<ConflictException>(() => Store.WriteAsync(View, [], State(3), State(2, "x"u8.ToArray()), Token));

        late.Message.ShouldBe("Online view 'customer_spend@v1' is written by another process: its state is order_lines@3 as of 2023-11-14T22:13:20Z at 2 entities, "
            + "not order_lines@3 as of 2023-11-14T22:13:20Z at 1 entity. Wait until that process has finished, then run 'larder materialize' again.");
        first.Message.ShouldBe("Online view 'customer_spend@v1' is written by another process: its state is order_lines@3 as of 2023-11-14T22:13:20Z at 2 entities, "
            + "not empty. Wait until that process has finished, then run 'larder materialize' again.");
        otherKey.Message.ShouldStartWith("Online view 'customer_spend@v1' is written by another process: ");
        (await Read("a", "b", "c")).ShouldBe(["A", "B", null]);
        ShouldBeState(await Store.GetStateAsync(View, Token), State(2, "b"u8.ToArray()));
    }

    [Fact]
    public async Task A_state_expected_where_there_is_none_is_refused()
    {
        var error = await Should.ThrowAsync<ConflictException>(() => Store.WriteAsync(View, [Row("a", 1, "A")], State(2), State(1, isComplete: true), Token));

        error.Message.ShouldBe("Online view 'customer_spend@v1' is written by another process: its state is empty, "
            + "not order_lines@3 as of 2023-11-14T22:13:20Z at 1 entity, complete. Wait until that process has finished, then run 'larder materialize' again.");
        (await Store.GetStateAsync(View, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task A_write_repeated_because_its_answer_was_lost_does_no_harm()
    {
        for (var time = 0; time < 2; time++)
        {
            await Store.WriteAsync(View, [Row("a", 1, "A")], State(1, "a"u8.ToArray()), null, Token);
        }

        (await Read("a")).ShouldBe(["A"]);
        (await Store.CountAsync(View, Token)).ShouldBe(1);
    }

    [Fact]
    public async Task Of_writers_that_saw_the_same_state_one_wins()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 8).Select(writer => Task.Run(
            async () =>
            {
                try
                {
                    await Store.WriteAsync(View, [Row($"of {writer}", 1, "W")], State(writer), null, Token);
                    return writer;
                }
                catch (ConflictException)
                {
                    return 0;
                }
            },
            Token)));

        var winner = outcomes.Where(o => o > 0).ShouldHaveSingleItem();
        ShouldBeState(await Store.GetStateAsync(View, Token), State(winner));
        (await Store.CountAsync(View, Token)).ShouldBe(1);
    }

    [Fact]
    public async Task A_replacing_run_leaves_nothing_of_the_rows_before_batch_by_batch()
    {
        await Write(Row("a", 9, "old"), Row("b", 9, "old"), Row("c", 9, "old"), Row("d", 9, "old"), Row("e", 9, "old"));
        var (first, second, third) = (New(1, "b"), New(2, "d"), New(2, null));

        await Store.WriteAsync(View, [Row("b", 1, "new")], first, State(), Token);
        (await Read("a", "b", "c", "d", "e")).ShouldBe([null, "new", "old", "old", "old"]);
        await Store.WriteAsync(View, [Row("d", 1, "new")], second, first, Token);
        (await Read("a", "b", "c", "d", "e")).ShouldBe([null, "new", null, "new", "old"]);
        await Store.WriteAsync(View, [], third, second, Token);

        (await Read("a", "b", "c", "d", "e")).ShouldBe([null, "new", null, "new", null]);
        ShouldBeState(await Store.GetStateAsync(View, Token), third);

        static MaterializationState New(long rows, string? lastKey) =>
            State(rows, lastKey is null ? null : Encoding.UTF8.GetBytes(lastKey), isComplete: lastKey is null) with { CodeVersion = "code 2", ReplacesRows = true };
    }

    [Fact]
    public async Task A_replacing_run_begins_at_the_first_key_though_another_run_stopped_behind_it()
    {
        var stopped = State(1, "m"u8.ToArray());
        await Store.WriteAsync(View, [Row("a", 9, "old"), Row("z", 9, "old")], stopped, null, Token);

        await Store.WriteAsync(View, [Row("z", 1, "new")], State(1, isComplete: true) with { CodeVersion = "code 2", ReplacesRows = true }, stopped, Token);

        (await Read("a", "z")).ShouldBe([null, "new"]);
    }
}
