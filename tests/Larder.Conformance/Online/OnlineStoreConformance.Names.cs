using System.Text;
using Larder.Storage;
using Larder.Testing;
using Larder.Types;

namespace Larder.Conformance;

public abstract partial class OnlineStoreConformance
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("plain")]
    [InlineData("with \"double\" quotes")]
    [InlineData("with 'single' quotes")]
    [InlineData("a\"; DROP TABLE materialization; --")]
    [InlineData("a'); DELETE FROM materialization; --")]
    [InlineData("[brackets] `ticks` ?1 :name @name $name")]
    [InlineData("sqlite_master")]
    [InlineData("sqlite_sequence")]
    [InlineData("materialization")]
    [InlineData("null\0inside")]
    [InlineData("line\nbreak\ttab")]
    [InlineData("percent%0041")]
    [InlineData("Ünïcödé 顧客 🛒 \u202Ertl")]
    [InlineData("half a pair \uD83D")]
    public async Task Any_text_is_a_view_name(string view)
    {
        await Store.CreateAsync(view, Token);
        await Store.WriteOverAsync(view, [Row("a", 1, "A")], State(1), Token);

        (await ReadRows(Store, view, EntityKey.From("a")))[0].Payload.ShouldBe("A"u8.ToArray());
        (await Store.CountAsync(view, Token)).ShouldBe(1);
        ShouldBeState(await Store.GetStateAsync(view, Token), State(1));
        await Write(Row("untouched", 1, "U"));
        await Store.DropAsync(view, Token);
        (await Store.GetStateAsync(view, Token)).ShouldBeNull();
        (await Read("untouched")).ShouldBe(["U"]);
        (await Store.GetStateAsync(View, Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Names_that_differ_in_any_character_are_different_views()
    {
        string[] views = ["orders@v1", "Orders@v1", "ORDERS@V1", "orders@v10", "orders@v1 ", "orders@v1\0", "%004frders@v1", "\uD83D", "\uD83E", "\uFFFD", "é", "e\u0301"];
        foreach (var view in views)
        {
            await Store.CreateAsync(view, Token);
            await Store.WriteOverAsync(view, [Row("a", 1, view)], State() with { Source = view.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) }, Token);
        }

        foreach (var view in views)
        {
            (await ReadRows(Store, view, EntityKey.From("a")))[0].Payload.ShouldBe(Encoding.UTF8.GetBytes(view));
            (await Store.CountAsync(view, Token)).ShouldBe(1);
        }

        await Store.DropAsync(views[0], Token);
        (await Store.CountAsync(views[1], Token)).ShouldBe(1);
    }

    [Fact]
    public async Task Keys_are_any_bytes_and_differ_in_any_of_them()
    {
        byte[][] keys = [[], [0], [0, 0], [0xFF], [0xFF, 0xFE], [.. "a"u8], [.. "A"u8], [.. "a\0"u8], [.. "a "u8], [.. "'\"; --"u8], [.. "顧客🛒"u8], new byte[1000], new byte[1001]];
        await Write([.. keys.Select((key, i) => new OnlineWrite(new EntityKey(key), Order(i), [(byte)i]))]);

        var rows = await ReadRows(Store, View, [.. keys.Select(key => new EntityKey(key))]);

        rows.Select(row => (int)row.Payload.ShouldHaveSingleItem()).ShouldBe(Enumerable.Range(0, keys.Length));
        (await Store.CountAsync(View, Token)).ShouldBe(keys.Length);
    }

    [Fact]
    public async Task The_default_key_is_the_empty_key()
    {
        await Store.WriteOverAsync(View, [new OnlineWrite(default, Order(1), [7])], State(), Token);

        (await ReadRows(Store, View, new EntityKey([])))[0].Payload.ShouldBe([7]);
        (await ReadRows(Store, View, default, default))[1].Payload.ShouldBe([7]);
    }

    [Fact]
    public async Task Integer_keys_do_not_meet_text_keys()
    {
        await Store.WriteOverAsync(View, [new OnlineWrite(EntityKey.From(12345678L), Order(1), [1]), new OnlineWrite(EntityKey.From("12345678"), Order(1), [2])], State(), Token);

        var rows = await ReadRows(Store, View, EntityKey.From(12345678L), EntityKey.From("12345678"), EntityKey.From(-12345678L));

        rows[0].Payload.ShouldBe([1]);
        rows[1].Payload.ShouldBe([2]);
        rows[2].Payload.ShouldBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(70_000)]
    [InlineData(5_000_000)]
    public async Task Payloads_and_keys_of_any_size_come_back_unchanged(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        var key = new EntityKey([.. bytes.Take(70_000)]);

        await Store.WriteOverAsync(View, [new OnlineWrite(key, Order(1), bytes)], State(), Token);
        await Store.WriteOverAsync(View, [new OnlineWrite(EntityKey.From("neighbour"), Order(1), [1])], State(), Token);

        var rows = await ReadRows(Store, View, key, EntityKey.From("neighbour"));
        rows[0].Payload.ShouldNotBeNull().AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        rows[1].Payload.ShouldBe([1]);
    }
}
