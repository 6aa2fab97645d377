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
            "2 per_visit = null NULL_VALUE",
        ]);
        world.Store.Reads.ShouldBe(2);
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

        plan.Plan.Entity.ShouldBeNull();
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
