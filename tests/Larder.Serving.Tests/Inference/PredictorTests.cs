using Larder.Errors;
using Larder.Serving.Inference;
using Larder.Storage;
using Larder.Support;
using Larder.Types;

namespace Larder.Inference;

public class PredictorTests
{
    private static readonly ModelSelector Champion = ModelSelector.Of("champion");

    [Fact]
    public async Task Rows_are_scored_with_the_features_of_the_models_service()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutVisitsAsync("C1", null, ("2024-03-09T00:00:00Z", 2, "a"));
        await world.PromoteAsync("returns", "spend:amount_7d", 0.5);

        var model = await world.Predictor.FindAsync("returns", Champion);
        (model.Name, model.Version, model.DatasetVersion).ShouldBe(("returns", 1, "dataset-1"));
        (await ScoreAsync(world, model, "C1", "C2")).ShouldBe([1 / (1 + Math.Exp(-1.0)), 0.5]);
    }

    [Fact]
    public async Task A_model_is_given_the_on_demand_features_of_its_request()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutProfileAsync("C1", "2024-03-09T00:00:00Z", amount: 10);
        await world.PromoteAsync("buys", "basket:ratio", 1, "checkout@2");
        var model = await world.Predictor.FindAsync("buys", default);
        using var frame = model.Features.Rent();
        frame.SetKey(0, EntityKey.From("C1"));
        frame.SetRequest(0, 0, FeatureValue.From(30.0));
        var scores = new double[1];

        await world.Predictor.PredictAsync(model, frame, ShopWorld.Now, scores);

        scores.ShouldBe([1 / (1 + Math.Exp(-3.0))]);
    }

    [Fact]
    public async Task A_promotion_is_served_after_a_second_and_not_looked_up_before()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PromoteAsync("returns", "spend:amount_7d", 1);
        (await world.Predictor.FindAsync("returns", Champion)).Version.ShouldBe(1);
        await world.PromoteAsync("returns", "spend:amount_7d", 2);

        world.Clock.Advance(TimeSpan.FromMilliseconds(999));
        (await world.Predictor.FindAsync("returns", Champion)).Version.ShouldBe(1);
        world.Models.LookUps.ShouldBe(1);
        world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await world.Predictor.FindAsync("returns", Champion)).Version.ShouldBe(2);
        (await world.Predictor.FindAsync("returns", Champion)).Version.ShouldBe(2);
        world.Models.LookUps.ShouldBe(2);
    }

    [Fact]
    public async Task A_version_is_loaded_once()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PromoteAsync("returns", "spend:amount_7d", 1);

        var first = await world.Predictor.FindAsync("returns", ModelSelector.Of(1));
        (await world.Predictor.FindAsync("returns", ModelSelector.Of(1))).ShouldBeSameAs(first);
        (await world.Predictor.FindAsync("returns", Champion)).ShouldBeSameAs(first);
        world.Models.LookUps.ShouldBe(2);
    }

    [Fact]
    public async Task The_champion_known_is_served_while_the_registry_is_down()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PromoteAsync("returns", "spend:amount_7d", 1);
        await world.Predictor.FindAsync("returns", Champion);
        world.Models.Failure = new UnavailableException("The registry is down.");
        world.Clock.Advance(TimeSpan.FromSeconds(5));

        (await world.Predictor.FindAsync("returns", Champion)).Version.ShouldBe(1);
        (await Should.ThrowAsync<UnavailableException>(async () => await world.Predictor.FindAsync("returns", ModelSelector.Of("challenger")))).Message
            .ShouldBe("The registry is down.");
    }

    [Theory]
    [InlineData("returns", "champion", "Model returns has no champion yet; run `larder train returns`.")]
    [InlineData("returns", "challenger", "Model returns has no alias 'challenger'; use champion, or name a version.")]
    [InlineData("nothing", "champion", "There is no model 'nothing'; this repository has buys, returns.")]
    public async Task What_is_missing_is_named(string name, string alias, string message)
    {
        var world = await ShopWorld.CreateAsync();

        (await Should.ThrowAsync<NotFoundException>(async () => await world.Predictor.FindAsync(name, ModelSelector.Of(alias)))).Message.ShouldBe(message);
    }

    [Fact]
    public async Task A_version_that_does_not_exist_is_named()
    {
        var world = await ShopWorld.CreateAsync();

        (await Should.ThrowAsync<NotFoundException>(async () => await world.Predictor.FindAsync("returns", ModelSelector.Of(7)))).Message.ShouldBe(
            "Model returns has no version 7; name a version that was trained, or the alias champion.");
    }

    [Fact]
    public async Task A_model_of_another_service_is_not_served()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PromoteAsync("returns", "spend:amount_7d", 1, service: "elsewhere@1");

        (await Should.ThrowAsync<NotFoundException>(async () => await world.Predictor.FindAsync("returns", Champion))).Message.ShouldBe(
            "Model returns version 1 consumes service 'elsewhere', which this repository does not define; define it, or start the server from the repository that trained the model.");
    }

    [Fact]
    public async Task A_model_of_another_version_of_its_service_is_not_served()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PromoteAsync("returns", "spend:amount_7d", 1);
        await world.Predictor.FindAsync("returns", Champion);
        await world.PromoteAsync("returns", "spend:amount_7d", 2, service: "everything@3");
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        for (var attempt = 0; attempt < 2; attempt++)
        {
            (await Should.ThrowAsync<ConflictException>(async () => await world.Predictor.FindAsync("returns", Champion))).Message.ShouldBe(
                "Model returns version 2 was trained on everything@3, but this repository serves everything@2; run `larder train returns`.");
        }
    }

    [Fact]
    public async Task A_model_with_a_feature_its_service_has_not_is_not_served()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PromoteAsync("returns", "stock:items", 1);

        (await Should.ThrowAsync<ConflictException>(async () => await world.Predictor.FindAsync("returns", Champion))).Message.ShouldBe(
            "Model returns version 1 uses feature stock:items, which service everything@2 does not have; run `larder train returns`.");
    }

    [Fact]
    public async Task A_damaged_artifact_is_not_served()
    {
        var world = await ShopWorld.CreateAsync();
        await world.Models.RegisterAsync(new ModelVersion("returns", 0, "hash", "dataset", "everything@2", "code", "{}", "no json"u8.ToArray(), ShopWorld.Now));

        (await Should.ThrowAsync<UnavailableException>(async () => await world.Predictor.FindAsync("returns", ModelSelector.Of(1)))).Message.ShouldBe(
            "The model artifact is damaged; train the model again.");
    }

    private static async Task<double[]> ScoreAsync(ShopWorld world, ServedModel model, params string[] customers)
    {
        using var frame = model.Features.Rent();
        for (var row = 0; row < customers.Length; row++)
        {
            frame.SetKey(row, EntityKey.From(customers[row]));
        }

        var scores = new double[customers.Length];
        await world.Predictor.PredictAsync(model, frame, ShopWorld.Now, scores);
        return scores;
    }
}
