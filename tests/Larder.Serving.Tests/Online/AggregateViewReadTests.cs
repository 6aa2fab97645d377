using Larder.Errors;
using Larder.Support;

namespace Larder.Online;

public class AggregateViewReadTests
{
    private static readonly string[] AllSpend = ["spend:visits_7d", "spend:amount_7d", "spend:mean_amount_7d", "spend:pages_7d"];

    [Fact]
    public async Task Windows_are_folded_at_the_time_asked_for()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutVisitsAsync("C1", null, ("2024-03-01T00:00:00Z", 10, "a"), ("2024-03-03T12:00:00Z", 20, "a"), ("2024-03-09T00:00:00Z", 5, "b"));

        (await world.ReadAsync(AllSpend, ShopWorld.Now, "C1")).ShouldBe(
        [
            "0 visits_7d = 2 PRESENT 2024-03-09T00:00:00Z",
            "0 amount_7d = 25 PRESENT 2024-03-09T00:00:00Z",
            "0 mean_amount_7d = 12.5 PRESENT 2024-03-09T00:00:00Z",
            "0 pages_7d = 2 PRESENT 2024-03-09T00:00:00Z",
        ]);
        (await world.ReadAsync(AllSpend, ShopWorld.Time("2024-03-03T12:00:00Z"), "C1")).ShouldBe(
        [
            "0 visits_7d = 1 PRESENT 2024-03-01T00:00:00Z",
            "0 amount_7d = 10 PRESENT 2024-03-01T00:00:00Z",
            "0 mean_amount_7d = 10 PRESENT 2024-03-01T00:00:00Z",
            "0 pages_7d = 1 PRESENT 2024-03-01T00:00:00Z",
        ]);
    }

    [Fact]
    public async Task A_known_entity_without_events_in_the_window_has_zeros_and_a_null_value()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutVisitsAsync("C1", null, ("2024-01-01T00:00:00Z", 10, "a"));

        (await world.ReadAsync(AllSpend, ShopWorld.Now, "C1")).ShouldBe(
        [
            "0 visits_7d = 0 PRESENT 2024-01-01T00:00:00Z",
            "0 amount_7d = 0 PRESENT 2024-01-01T00:00:00Z",
            "0 mean_amount_7d = null NULL_VALUE 2024-01-01T00:00:00Z",
            "0 pages_7d = 0 PRESENT 2024-01-01T00:00:00Z",
        ]);
    }

    [Fact]
    public async Task An_entity_that_is_unknown_then_has_the_values_of_no_events_and_is_not_found()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutVisitsAsync("C1", null, ("2024-03-09T00:00:00Z", 10, "a"));
        string[] expected =
        [
            "0 visits_7d = 0 NOT_FOUND",
            "0 amount_7d = 0 NOT_FOUND",
            "0 mean_amount_7d = null NOT_FOUND",
            "0 pages_7d = 0 NOT_FOUND",
        ];

        (await world.ReadAsync(AllSpend, ShopWorld.Now, "C9")).ShouldBe(expected);
        (await world.ReadAsync(AllSpend, ShopWorld.Now, [null])).ShouldBe(expected);
        (await world.ReadAsync(AllSpend, ShopWorld.Time("2024-03-08T00:00:00Z"), "C1")).ShouldBe(expected);
    }

    [Fact]
    public async Task A_read_that_needs_events_no_longer_stored_is_refused()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutVisitsAsync("C1", "2024-03-03T00:00:00Z", ("2024-03-09T00:00:00Z", 10, "a"));

        (await world.ReadAsync(["spend:visits_7d"], ShopWorld.Time("2024-03-10T00:00:00Z"), "C1")).ShouldBe(["0 visits_7d = 1 PRESENT 2024-03-09T00:00:00Z"]);
        var error = await world.ReadAsync(["spend:visits_7d"], ShopWorld.Time("2024-03-09T23:59:59.999999Z"), "C1").ShouldThrowAsync<InvalidInputException>();

        error.Message.ShouldBe(
            "View spend cannot be read as of 2024-03-09T23:59:59.999999Z: its widest window reaches back to 2024-03-02T23:59:59.999999Z, but the events stored for "
            + "customer_id 'C1' are complete only from 2024-03-03T00:00:00Z on. Ask for a later as_of, or build a training set for the past.");
    }

    [Fact]
    public async Task A_lifetime_window_needs_all_events()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutVisitsAsync("C1", null, ("2004-03-09T00:00:00Z", 10, "a"));
        await world.PutVisitsAsync("C2", "2024-03-03T00:00:00Z", ("2024-03-09T00:00:00Z", 10, "a"));

        (await world.ReadAsync(["totals:visits", "totals:mean_amount"], ShopWorld.Now, "C1")).ShouldBe(
            ["0 visits = 1 PRESENT 2004-03-09T00:00:00Z", "0 mean_amount = 10 PRESENT 2004-03-09T00:00:00Z"]);
        (await world.ReadAsync(["totals:visits"], ShopWorld.Now, "C2").ShouldThrowAsync<InvalidInputException>()).Message.ShouldBe(
            "View totals cannot be read as of 2024-03-10T12:00:00Z: it has a lifetime window, but the events stored for customer_id 'C2' are complete only from "
            + "2024-03-03T00:00:00Z on. Ask for a later as_of, or build a training set for the past.");
    }

    [Fact]
    public async Task Not_a_number_is_present()
    {
        var world = await ShopWorld.CreateAsync();

        (await world.ReadAsync(["totals:mean_amount"], ShopWorld.Now, "C9")).ShouldBe(["0 mean_amount = NaN NOT_FOUND"]);
        await world.PutVisitsAsync("C1", null, ("2024-03-09T00:00:00Z", double.NaN, "a"));
        (await world.ReadAsync(["totals:mean_amount"], ShopWorld.Now, "C1")).ShouldBe(["0 mean_amount = NaN PRESENT 2024-03-09T00:00:00Z"]);
    }
}
