using Larder.Errors;
using Larder.Support;
using Larder.Testing;
using Larder.Types;

namespace Larder.Online;

public class RowViewReadTests
{
    private static readonly string[] PageAndAmount = ["profile:page", "profile:amount"];

    [Fact]
    public async Task A_stored_row_is_present_with_its_own_event_time()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutProfileAsync("C1", "2024-03-01T08:00:00Z");

        var lines = await world.ReadAsync(
            ["profile:page", "profile:member", "profile:rank", "profile:items", "profile:score", "profile:amount", "profile:seen_at"], ShopWorld.Now, "C1");

        lines.ShouldBe(
        [
            "0 page = home PRESENT 2024-03-01T08:00:00Z",
            "0 member = true PRESENT 2024-03-01T08:00:00Z",
            "0 rank = -7 PRESENT 2024-03-01T08:00:00Z",
            "0 items = 9007199254740993 PRESENT 2024-03-01T08:00:00Z",
            "0 score = 1.5 PRESENT 2024-03-01T08:00:00Z",
            "0 amount = 12.5 PRESENT 2024-03-01T08:00:00Z",
            "0 seen_at = 2024-03-01T08:00:00Z PRESENT 2024-03-01T08:00:00Z",
        ]);
    }

    [Fact]
    public async Task A_null_of_a_stored_row_is_a_null_value_and_an_unknown_entity_is_not_found()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutProfileAsync("C1", "2024-03-01T08:00:00Z", page: null);

        (await world.ReadAsync(PageAndAmount, ShopWorld.Now, "C1", "C2")).ShouldBe(
        [
            "0 page = null NULL_VALUE 2024-03-01T08:00:00Z",
            "0 amount = 12.5 PRESENT 2024-03-01T08:00:00Z",
            "1 page = null NOT_FOUND",
            "1 amount = null NOT_FOUND",
        ]);
    }

    [Theory]
    [InlineData("2024-03-31T08:00:00Z", "PRESENT", "home")]
    [InlineData("2024-03-31T08:00:00.000001Z", "OUTSIDE_MAX_AGE", "null")]
    public async Task A_row_exactly_as_old_as_the_ttl_still_counts(string at, string status, string page)
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutProfileAsync("C1", "2024-03-01T08:00:00Z");

        (await world.ReadAsync(["profile:page"], ShopWorld.Time(at), "C1")).ShouldBe([$"0 page = {page} {status} 2024-03-01T08:00:00Z"]);
    }

    [Theory]
    [InlineData("2024-03-01T08:00:00Z", true)]
    [InlineData("2024-03-01T07:59:59.999999Z", false)]
    public async Task A_time_before_the_stored_row_is_refused(string at, bool answered)
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutProfileAsync("C1", "2024-03-01T06:00:00Z", knownAt: "2024-03-01T08:00:00Z");

        var read = world.ReadAsync(["profile:page"], ShopWorld.Time(at), "C1");

        if (answered)
        {
            (await read).ShouldBe(["0 page = home PRESENT 2024-03-01T06:00:00Z"]);
        }
        else
        {
            (await read.ShouldThrowAsync<InvalidInputException>()).Message.ShouldBe(
                $"View profile cannot be read as of {at}: the row stored for customer_id 'C1' has event time 2024-03-01T06:00:00Z and was known at 2024-03-01T08:00:00Z, "
                + "and the online store keeps the newest row only. Leave out as_of, or build a training set for the past.");
        }
    }

    [Fact]
    public async Task Many_entities_are_one_read_and_duplicates_are_read_once()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutProfileAsync("C1", "2024-03-01T08:00:00Z", page: "one");
        await world.PutProfileAsync("C2", "2024-03-02T08:00:00Z", page: "two");

        (await world.ReadAsync(["profile:page"], ShopWorld.Now, "C2", "C1", null, "C2", "", "C1")).ShouldBe(
        [
            "0 page = two PRESENT 2024-03-02T08:00:00Z",
            "1 page = one PRESENT 2024-03-01T08:00:00Z",
            "2 page = null NOT_FOUND",
            "3 page = two PRESENT 2024-03-02T08:00:00Z",
            "4 page = null NOT_FOUND",
            "5 page = one PRESENT 2024-03-01T08:00:00Z",
        ]);
        (world.Store.Reads, world.Store.KeysRead).ShouldBe((1, 3));
    }

    [Fact]
    public async Task Integer_keys_are_read_by_their_stored_form()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutStockAsync(-5, "2020-01-01T00:00:00Z", 42);
        using var frame = world.Reader.PlanOf(["stock:items"]).Rent();
        frame.SetKey(0, EntityKey.From(-5));

        await world.Reader.ReadAsync(frame, ShopWorld.Now);

        frame.Lines().ShouldBe(["0 items = 42 PRESENT 2020-01-01T00:00:00Z"]);
    }

    [Fact]
    public async Task A_reused_frame_forgets_what_it_held()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutProfileAsync("C1", "2024-03-01T08:00:00Z");
        await world.ReadAsync(PageAndAmount, ShopWorld.Now, "C1", "C1");

        (await world.ReadAsync(PageAndAmount, ShopWorld.Now, "C9")).ShouldBe(["0 page = null NOT_FOUND", "0 amount = null NOT_FOUND"]);
        (await world.ReadAsync(PageAndAmount, ShopWorld.Now, [null])).ShouldBe(["0 page = null NOT_FOUND", "0 amount = null NOT_FOUND"]);
    }

    [Fact]
    public async Task A_store_that_answers_later_gives_the_same()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutProfileAsync("C1", "2024-03-01T08:00:00Z");
        world.Store.IsAsynchronous = true;

        (await world.ReadAsync(PageAndAmount, ShopWorld.Now, "C1")).ShouldBe(
            ["0 page = home PRESENT 2024-03-01T08:00:00Z", "0 amount = 12.5 PRESENT 2024-03-01T08:00:00Z"]);
    }

    [Fact]
    public async Task A_damaged_row_is_an_error_and_never_a_value()
    {
        var world = await ShopWorld.CreateAsync();
        await world.Store.WriteOverAsync(
            ShopWorld.OnlineName("profile"),
            [new(EntityKey.From("C1"), new EventOrder(ShopWorld.Now, ShopWorld.Now, 1), [1, 0])],
            new(ShopWorld.Now, "visits@1", ShopWorld.Now, null, 1, true));

        var error = await world.ReadAsync(["profile:page"], ShopWorld.Now, "C1").ShouldThrowAsync<UnavailableException>();

        error.Message.ShouldBe("An online row is damaged; materialize the view again.");
    }
}
