using Larder.Errors;
using Larder.Support;
using Larder.Types;

namespace Larder.Online;

public class FeatureReaderTests
{
    [Fact]
    public async Task Plans_are_compiled_once()
    {
        var world = await ShopWorld.CreateAsync();

        world.Reader.PlanOf("everything").ShouldBeSameAs(world.Reader.PlanOf("everything"));
        world.Reader.PlanOf(["spend:visits_7d", "profile:page"]).ShouldBeSameAs(world.Reader.PlanOf(["spend:visits_7d", "profile:page"]));
        world.Reader.PlanOf(["profile:page", "spend:visits_7d"]).ShouldNotBeSameAs(world.Reader.PlanOf(["spend:visits_7d", "profile:page"]));
    }

    [Fact]
    public async Task A_list_is_never_taken_for_another()
    {
        var world = await ShopWorld.CreateAsync();
        world.Reader.PlanOf(["spend:visits_7d", "profile:page"]);

        Should.Throw<InvalidInputException>(() => world.Reader.PlanOf(["spend:visits_7d 12 profile:page"]));
        Should.Throw<InvalidInputException>(() => world.Reader.PlanOf(["spend:visits_7d\nprofile:page"]));
    }

    [Fact]
    public async Task Unknown_names_are_answered_with_the_known_ones()
    {
        var world = await ShopWorld.CreateAsync();

        Should.Throw<NotFoundException>(() => world.Reader.PlanOf("nothing")).Message.ShouldBe(
            "There is no service 'nothing'; this repository has checkout, everything.");
        Should.Throw<NotFoundException>(() => world.Reader.PlanOf(["stock:weight"])).Message.ShouldBe("View stock has no feature 'weight'; it has items.");
        Should.Throw<InvalidInputException>(() => world.Reader.PlanOf(["stock"])).Message.ShouldBe(
            "'stock' is no feature reference; write view:feature, for example customer_spend:revenue_7d.");
        Should.Throw<InvalidInputException>(() => world.Reader.PlanOf([])).Message.ShouldBe("The list of features is empty; name at least one as view:feature.");
    }

    [Fact]
    public async Task A_view_that_is_not_applied_names_the_commands()
    {
        var world = await ShopWorld.CreateAsync();

        Should.Throw<NotFoundException>(() => world.Reader.PlanOf(["unapplied:items"])).Message.ShouldBe(
            "View unapplied is not applied as this repository defines it; run `larder apply` and `larder materialize unapplied`, then start the server again.");
    }

    [Fact]
    public async Task A_view_that_is_not_materialized_names_the_command_and_is_found_once_it_is()
    {
        const string Message = "View profile (profile@v3) is not in the online store; run `larder materialize profile`.";
        var world = await ShopWorld.CreateAsync();
        await world.Store.DropAsync("profile@v3");

        (await world.ReadAsync(["profile:page"], ShopWorld.Now, "C1").ShouldThrowAsync<NotFoundException>()).Message.ShouldBe(Message);
        await world.Store.CreateAsync("profile@v3");
        (await world.ReadAsync(["profile:page"], ShopWorld.Now, "C1").ShouldThrowAsync<NotFoundException>()).Message.ShouldBe(Message);
        await world.PutProfileAsync("C1", "2024-03-05T00:00:00Z");
        (await world.ReadAsync(["profile:page"], ShopWorld.Now, "C1")).ShouldBe(["0 page = home PRESENT 2024-03-05T00:00:00Z"]);
        await world.Store.DropAsync("profile@v3");
        (await world.ReadAsync(["profile:page"], ShopWorld.Now, "C1").ShouldThrowAsync<NotFoundException>()).Message.ShouldBe(Message);
    }

    [Fact]
    public async Task A_frame_of_a_failed_read_is_not_used_again()
    {
        var world = await ShopWorld.CreateAsync();
        var plan = world.Reader.PlanOf(["profile:page"]);
        var frame = plan.Rent();
        frame.SetKey(0, EntityKey.From("C1"));
        world.Store.Failure = new UnavailableException("The store is down.", isTransient: true);

        await world.Reader.ReadAsync(frame, ShopWorld.Now).AsTask().ShouldThrowAsync<UnavailableException>();
        frame.Dispose();

        plan.Rent().ShouldNotBeSameAs(frame);
    }

    [Fact]
    public async Task Reading_one_entity_allocates_next_to_nothing_and_completes_at_once()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutProfileAsync("C1", "2024-03-05T00:00:00Z", page: null);
        var plan = world.Reader.PlanOf(
            ["profile:page", "profile:member", "profile:rank", "profile:items", "profile:score", "profile:amount", "profile:seen_at"]);
        var key = EntityKey.From("C1");

        bool Read()
        {
            using var frame = plan.Rent();
            frame.SetKey(0, key);
            var read = world.Reader.ReadAsync(frame, ShopWorld.Now);
            return read.IsCompletedSuccessfully && frame.Status(0, 5) == FeatureStatus.Present;
        }

        Read().ShouldBeTrue();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Read().ShouldBeTrue();
        }

        ((GC.GetAllocatedBytesForCurrentThread() - before) / 100).ShouldBeLessThan(256);
    }

    [Fact]
    public async Task Many_threads_share_a_reader()
    {
        var world = await ShopWorld.CreateAsync();
        for (var i = 0; i < 50; i++)
        {
            await world.PutProfileAsync($"C{i}", "2024-03-05T00:00:00Z", page: $"page {i}");
            await world.PutVisitsAsync($"C{i}", null, ("2024-03-08T00:00:00Z", i, "a"));
        }

        await Parallel.ForAsync(0, 4, async (thread, _) =>
        {
            for (var i = 0; i < 500; i++)
            {
                var (first, second) = ((i + thread) % 50, (i * 7) % 50);
                (await world.ReadAsync(["profile:page", "spend:amount_7d"], ShopWorld.Now, $"C{first}", $"C{second}")).ShouldBe(
                [
                    $"0 page = page {first} PRESENT 2024-03-05T00:00:00Z",
                    $"0 amount_7d = {first} PRESENT 2024-03-08T00:00:00Z",
                    $"1 page = page {second} PRESENT 2024-03-05T00:00:00Z",
                    $"1 amount_7d = {second} PRESENT 2024-03-08T00:00:00Z",
                ]);
            }
        });
    }

    [Fact]
    public async Task Views_of_two_entities_are_read_by_their_own_keys_each_once()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutProfileAsync("C1", "2024-03-01T08:00:00Z");
        await world.PutStockAsync(7, "2024-03-02T08:00:00Z", 3);
        using var frame = world.Reader.PlanOf(["stock:items", "profile:page"]).Rent();
        frame.Plan.Plan.Keys.ToString().ShouldBe("product_id int64, customer_id string");
        FeatureValue?[][] asked = [[FeatureValue.From(7L), FeatureValue.From("C1")], [FeatureValue.From(8L), FeatureValue.From("C1")], [FeatureValue.From(7L), null], [null, FeatureValue.From("C1")]];
        for (var row = 0; row < asked.Length; row++)
        {
            frame.SetKeys(row, [.. asked[row].Select(k => k ?? FeatureValue.Null)]);
        }

        await world.Reader.ReadAsync(frame, ShopWorld.Now, TestContext.Current.CancellationToken);

        Enumerable.Range(0, 4).Select(row => (frame.Value(row, 0).ToString(), frame.Status(row, 0), frame.Value(row, 1).ToString(), frame.Status(row, 1))).ShouldBe(
        [
            ("3", FeatureStatus.Present, "home", FeatureStatus.Present),
            ("null", FeatureStatus.NotFound, "home", FeatureStatus.Present),
            ("3", FeatureStatus.Present, "null", FeatureStatus.NotFound),
            ("null", FeatureStatus.NotFound, "home", FeatureStatus.Present),
        ]);
        world.Store.KeysRead.ShouldBe(3);
        frame.Key(3).ShouldBeNull();
        frame.Key(3, 1).ShouldBe(EntityKey.From("C1"));
        Should.Throw<ArgumentOutOfRangeException>(() => frame.SetKey(0, 2, null));
    }
}
