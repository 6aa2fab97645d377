using System.Text;
using Larder.Errors;
using Larder.Storage;
using Larder.Testing;
using Larder.Types;

namespace Larder.Conformance;

public abstract partial class OnlineStoreConformance
{
    [Fact]
    public async Task Rows_and_segments_are_read_in_the_order_of_the_keys_and_missing_ones_are_missing()
    {
        await Write(Entity("a", 1, "A", (7, "a7"), (-1, "a-1"), (0, string.Empty)), Entity("b", 1, "B", (7, "b7")));

        (await Segments(Store, View, ("a", 7), ("b", 7), ("a", SegmentKey.Row), ("a", 8), ("c", 7), ("c", SegmentKey.Row), ("a", -1), ("a", 0), ("a", 7)))
            .ShouldBe(["a7", "b7", "A", null, null, null, "a-1", "", "a7"]);
        (await Segments(Store, View)).ShouldBeEmpty();
        (await Segments(Store, View, ("b", 7))).ShouldBe(["b7"]);
        (await Segments(Store, View, ("b", SegmentKey.Row))).ShouldBe(["B"]);
        (await Segments(Store, View, ("b", 9))).ShouldBe([null]);
        (await Store.CountAsync(View, Token)).ShouldBe(2);
    }

    [Fact]
    public async Task A_row_replaces_the_segments_of_the_one_before_unless_it_keeps_them()
    {
        await Write(Entity("a", 1, "A", (1, "one"), (2, "two")), Entity("b", 1, "B", (1, "b one")));
        await Write(Entity("a", 2, "A2", (2, "two again"), (3, "three")) with { KeepsSegments = true });
        (await Segments(Store, View, ("a", SegmentKey.Row), ("a", 1), ("a", 2), ("a", 3))).ShouldBe(["A2", "one", "two again", "three"]);

        await Write(Entity("a", 3, "A3", (2, "two alone")));
        (await Segments(Store, View, ("a", SegmentKey.Row), ("a", 1), ("a", 2), ("a", 3), ("b", 1))).ShouldBe(["A3", null, "two alone", null, "b one"]);

        await Write(Row("a", 4, "A4"));
        (await Segments(Store, View, ("a", SegmentKey.Row), ("a", 2))).ShouldBe(["A4", null]);
    }

    [Fact]
    public async Task Entities_are_removed_with_their_segments_whatever_their_rank_and_others_stay()
    {
        await Write(Entity("a", 9, "A", (1, "a1"), (2, "a2")), Entity("b", 1, "B", (1, "b1")), Row("c", 1, "C"));
        var state = await Store.GetStateAsync(View, Token);

        (await Store.RemoveAsync(View, [EntityKey.From("a"), EntityKey.From("c"), EntityKey.From("nobody"), EntityKey.From("a")], Token)).ShouldBe(2);

        (await Segments(Store, View, ("a", SegmentKey.Row), ("a", 1), ("a", 2), ("b", SegmentKey.Row), ("b", 1), ("c", SegmentKey.Row))).ShouldBe([null, null, null, "B", "b1", null]);
        (await Store.CountAsync(View, Token)).ShouldBe(1);
        (await Store.GetStateAsync(View, Token)).ShouldBe(state);
        (await Store.RemoveAsync(View, [EntityKey.From("a")], Token)).ShouldBe(0);
        (await Store.RemoveAsync(View, [], Token)).ShouldBe(0);
        (await Store.RemoveAsync("never@v1", [EntityKey.From("a")], Token)).ShouldBe(0);
        await Write(Entity("a", 1, "older", (1, "older one")));
        (await Segments(Store, View, ("a", SegmentKey.Row), ("a", 1), ("a", 2))).ShouldBe(["older", "older one", null]);
    }

    [Fact]
    public async Task Segments_of_a_row_that_is_not_the_newest_are_not_written()
    {
        await Write(Entity("a", 5, "new", (1, "new one")));
        await Write(Entity("a", 4, "old", (1, "old one"), (2, "old two")), Entity("a", 5, "equal", (3, "equal three")) with { KeepsSegments = true });

        (await Segments(Store, View, ("a", SegmentKey.Row), ("a", 1), ("a", 2), ("a", 3))).ShouldBe(["equal", "new one", null, "equal three"]);
    }

    [Fact]
    public async Task Segments_go_with_the_rows_that_a_materialization_replaces_and_with_the_view()
    {
        await Write(Entity("a", 1, "A", (1, "a1")), Entity("b", 1, "B", (1, "b1")), Entity("c", 1, "C", (1, "c1")));
        var state = State() with { CodeVersion = "other", ReplacesRows = true, LastKey = "b"u8.ToArray() };
        await Store.WriteAsync(View, [Row("b", 0, "B0")], state, await Store.GetStateAsync(View, Token), Token);
        (await Segments(Store, View, ("a", 1), ("b", SegmentKey.Row), ("b", 1), ("c", 1))).ShouldBe([null, "B0", null, "c1"]);

        await Store.DropAsync(View, Token);
        await Should.ThrowAsync<NotFoundException>(() => Segments(Store, View, ("c", 1)));
        await Should.ThrowAsync<NotFoundException>(() => Segments(Store, View, ("c", 1), ("c", SegmentKey.Row)));
        await Should.ThrowAsync<NotFoundException>(() => Segments(Store, View));
        await Store.CreateAsync(View, Token);
        await Write(Row("c", 1, "C"));
        (await Segments(Store, View, ("c", 1))).ShouldBe([null]);
    }

    [Fact]
    public async Task A_batch_that_is_refused_leaves_segments_as_they_were()
    {
        await Write(Entity("a", 1, "A", (1, "a1")));

        await Should.ThrowAsync<ArgumentException>(() => Write(Entity("a", 2, "A2", (1, "changed")), new OnlineWrite(EntityKey.From("b"), Order(1), null!)));
        await Should.ThrowAsync<ConflictException>(() => Store.WriteAsync(View, [Entity("a", 2, "A2", (1, "changed"))], State(1), State(99), Token));

        (await Segments(Store, View, ("a", SegmentKey.Row), ("a", 1))).ShouldBe(["A", "a1"]);
    }

    [Fact]
    public async Task Large_segments_come_back_unchanged_and_a_buffer_is_used_again()
    {
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        OnlineSegment[] segments = [new(long.MaxValue, bytes), new(long.MinValue + 1, [1])];
        await Write(Row("a", 1, "A") with { Segments = segments });
        var payloads = new PayloadBuffer();

        for (var again = 0; again < 3; again++)
        {
            var key = EntityKey.From("a");
            await Store.ReadSegmentsAsync(View, new SegmentKey[] { new(key, long.MinValue + 1), new(key, long.MaxValue), new(key, 3) }, payloads, Token);
            payloads.Count.ShouldBe(3);
            payloads[0]!.Value.ToArray().ShouldBe([1]);
            payloads[1]!.Value.Span.SequenceEqual(bytes).ShouldBeTrue();
            payloads[2].ShouldBeNull();
        }
    }

    [Fact]
    public async Task Positions_of_streams_are_stored_with_the_rows()
    {
        var state = State(3, isComplete: true) with
        {
            Positions = new Dictionary<string, long> { ["orders/0"] = 17, ["\"ünï\ncode\""] = long.MinValue, [string.Empty] = long.MaxValue },
            StreamedTo = new Instant(-5),
        };
        await Store.WriteOverAsync(View, [Row("a", 1, "A")], state, Token);
        ShouldBeState(await Store.GetStateAsync(View, Token), state);

        var moved = state with { Positions = new Dictionary<string, long>(state.Positions) { ["orders/0"] = 18 } };
        await Should.ThrowAsync<ConflictException>(() => Store.WriteAsync(View, [Row("a", 2, "A2")], moved, moved with { StreamedTo = null }, Token));
        await Store.WriteAsync(View, [Row("a", 2, "A2")], moved, state, Token);
        ShouldBeState(await Store.GetStateAsync(View, Token), moved);
        (await Read("a")).ShouldBe(["A2"]);
    }

    [Fact]
    public async Task Ranges_are_stored_with_the_rows()
    {
        var ranges = new MaterializedRanges(new Instant(9), "söme@3", "fïles", [new(new Instant(long.MinValue), new Instant(-5)), new(new Instant(1), new Instant(long.MaxValue))])
        {
            Unfinished = new EventRange(new Instant(-5), new Instant(1)),
            LastKey = "00FF",
        };
        var state = State(3, isComplete: true) with { Ranges = ranges };
        await Store.WriteOverAsync(View, [Row("a", 1, "A")], state, Token);
        ShouldBeState(await Store.GetStateAsync(View, Token), state);

        var further = state with { Ranges = ranges.With(ranges.Unfinished.Value) };
        further.Ranges.Done.ShouldBe([new(new Instant(long.MinValue), new Instant(long.MaxValue))]);
        await Should.ThrowAsync<ConflictException>(() => Store.WriteAsync(View, [], further, state with { Ranges = null }, Token));
        await Store.WriteAsync(View, [], further, state, Token);
        ShouldBeState(await Store.GetStateAsync(View, Token), further);
    }

    [Fact]
    public async Task Readers_beside_a_writer_see_row_and_segments_of_one_state()
    {
        using var done = new CancellationTokenSource();
        await Write(Entity("a", 0, "0", (1, "0"), (2, "0")));
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    (await Segments(Store, View, ("a", SegmentKey.Row), ("a", 1), ("a", 2))).Distinct().Count().ShouldBe(1);
                }
            },
            Token)).ToArray();
        for (var i = 1; i <= 60; i++)
        {
            await Write(Entity("a", i, $"{i}", (1, $"{i}"), (2, $"{i}")));
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    private static OnlineWrite Entity(string key, long order, string payload, params (long Number, string Payload)[] segments) =>
        Row(key, order, payload) with { Segments = [.. segments.Select(s => new OnlineSegment(s.Number, Encoding.UTF8.GetBytes(s.Payload)))] };

    /// <summary>Payloads as text, null where nothing is stored.</summary>
    private static async Task<string?[]> Segments(IOnlineStore store, string view, params (string Key, long Number)[] keys)
    {
        var payloads = new PayloadBuffer();
        await store.ReadSegmentsAsync(view, keys.Select(k => new SegmentKey(EntityKey.From(k.Key), k.Number)).ToArray(), payloads, Token);
        return [.. Enumerable.Range(0, payloads.Count).Select(i => payloads[i] is { } payload ? Encoding.UTF8.GetString(payload.Span) : null)];
    }
}
