using Larder.Errors;
using Larder.Support;
using Larder.Types;

namespace Larder.Online;

public class OnDemandReadTests
{
    [Fact]
    public async Task Features_from_two_views_rest_on_the_newest_event_of_both()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutVisitsAsync("C1", null, ("2024-03-08T00:00:00Z", 10, "a"), ("2024-03-09T00:00:00Z", 5, "a"));
        await world.PutProfileAsync("C1", "2024-03-05T00:00:00Z");
        await world.PutProfileAsync("C2", "2024-03-05T00:00:00Z");

        (await world.ReadAsync(["trend:per_visit"], ShopWorld.Now, "C1", "C2", "C3")).ShouldBe(
        [
            "0 per_visit = 7.5 PRESENT 2024-03-09T00:00:00Z",
            "1 per_visit = null NULL_VALUE 2024-03-05T00:00:00Z",
            "2 per_visit = null NOT_FOUND",
        ]);
        world.Store.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task A_feature_is_not_found_where_none_of_its_views_knows_the_entity_and_its_value_is_what_was_computed()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutProfileAsync("old", "2024-01-01T00:00:00Z");

        (await world.ReadAsync(["plenty:items_and_one"], ShopWorld.Now, "C2", null)).ShouldBe(["0 items_and_one = 1 NOT_FOUND", "1 items_and_one = 1 NOT_FOUND"]);
        (await world.ReadAsync(["trend:per_visit"], ShopWorld.Now, "old")).ShouldBe(["0 per_visit = null NULL_VALUE 2024-01-01T00:00:00Z"]);
    }

    [Fact]
    public async Task A_feature_of_request_data_and_an_unknown_entity_is_not_found()
    {
        var world = await ShopWorld.CreateAsync();
        using var frame = world.Reader.PlanOf(["basket:has_coupon", "basket:ratio", "greeting:text"]).Rent();
        frame.SetKey(0, EntityKey.From("C9"));
        frame.SetRequest(0, 0, FeatureValue.From(5.0));
        frame.SetRequest(0, 1, FeatureValue.From("SAVE"));

        await world.Reader.ReadAsync(frame, ShopWorld.Now);

        frame.Lines().ShouldBe(["0 has_coupon = true NOT_FOUND", "0 ratio = null NOT_FOUND", "0 text = SAVE PRESENT"]);
    }

    [Fact]
    public async Task Request_data_belongs_to_its_row_also_when_rows_share_an_entity()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutProfileAsync("C1", "2024-03-05T00:00:00Z", amount: 10);
        using var frame = world.Reader.PlanOf("checkout").Rent();
        for (var row = 0; row < 2; row++)
        {
            frame.SetKey(row, EntityKey.From("C1"));
            frame.SetRequest(row, 0, FeatureValue.From(row == 0 ? 5.0 : 20.0));
        }

        frame.SetRequest(1, 1, FeatureValue.From("SAVE"));
        await world.Reader.ReadAsync(frame, ShopWorld.Now);

        frame.Lines().Where(l => l.Contains("ratio", StringComparison.Ordinal) || l.Contains("coupon", StringComparison.Ordinal)).ShouldBe(
        [
            "0 ratio = 0.5 PRESENT 2024-03-05T00:00:00Z",
            "0 has_coupon = false PRESENT 2024-03-05T00:00:00Z",
            "1 ratio = 2 PRESENT 2024-03-05T00:00:00Z",
            "1 has_coupon = true PRESENT 2024-03-05T00:00:00Z",
        ]);
        world.Store.KeysRead.ShouldBe(1);
    }

    [Fact]
    public async Task Features_of_request_data_alone_touch_no_store()
    {
        var world = await ShopWorld.CreateAsync();
        var plan = world.Reader.PlanOf(["greeting:text"]);
        using var frame = plan.Rent();
        frame.SetRequest(0, 0, FeatureValue.From(1.0));
        frame.SetRequest(0, 1, FeatureValue.From("HELLO"));

        await world.Reader.ReadAsync(frame, ShopWorld.Now);

        plan.Plan.Keys.Entities.ShouldBeEmpty();
        frame.Lines().ShouldBe(["0 text = HELLO PRESENT"]);
        world.Store.Reads.ShouldBe(0);
    }

    [Fact]
    public async Task A_function_that_throws_is_named()
    {
        var world = await ShopWorld.CreateAsync();

        var error = await world.ReadAsync(["faulty:share"], ShopWorld.Now, "C1").ShouldThrowAsync<UserCodeException>();

        error.Message.ShouldBe("On-demand feature faulty:share threw DivideByZeroException: Attempted to divide by zero.");
        await world.PutVisitsAsync("C1", null, ("2024-03-09T00:00:00Z", 5, "a"));
        (await world.ReadAsync(["faulty:share"], ShopWorld.Now, "C1")).ShouldBe(["0 share = 100 PRESENT 2024-03-09T00:00:00Z"]);
    }
}
