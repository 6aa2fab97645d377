using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Conformance;

/// <summary>What every model store must do. A subclass supplies an empty one.</summary>
public abstract class ModelStoreConformance
{
    protected abstract IModelStore Store { get; }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_store_lists_nothing_and_finds_nothing()
    {
        (await Store.ListAsync(Token)).ShouldBeEmpty();
        (await Store.GetAsync("repurchase", 1, Token)).ShouldBeNull();
        (await Store.ResolveAsync("repurchase", "champion", Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Versions_are_numbered_per_model_from_one()
    {
        (await Store.RegisterAsync(Model("a", "h1"), Token)).Version.ShouldBe(1);
        (await Store.RegisterAsync(Model("a", "h2"), Token)).Version.ShouldBe(2);
        (await Store.RegisterAsync(Model("b", "h1"), Token)).Version.ShouldBe(1);
        (await Store.RegisterAsync(Model("a", "h3"), Token)).Version.ShouldBe(3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3_000_000)]
    public async Task A_model_comes_back_as_registered(int size)
    {
        var artifact = new byte[size];
        new Random(size).NextBytes(artifact);
        var model = Model("'; DROP TABLE model; -- 顧客🛒", "h1") with { Artifact = artifact, MetricsJson = "{\"auc\":0.91}", CreatedAt = new Instant(-5) };

        var registered = await Store.RegisterAsync(model, Token);

        ShouldBeModel(registered, model with { Version = 1 });
        ShouldBeModel(await Store.GetAsync(model.Name, 1, Token), model with { Version = 1 });
    }

    [Fact]
    public async Task The_same_content_registered_again_is_the_existing_version()
    {
        await Store.RegisterAsync(Model("a", "h1"), Token);
        await Store.RegisterAsync(Model("a", "h2"), Token);

        var again = await Store.RegisterAsync(Model("a", "h1") with { MetricsJson = "other", CreatedAt = new Instant(9) }, Token);

        ShouldBeModel(again, Model("a", "h1") with { Version = 1 });
        (await Store.ListAsync(Token)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_number_given_by_the_caller_does_not_count()
    {
        (await Store.RegisterAsync(Model("a", "h1") with { Version = 77 }, Token)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task The_callers_buffer_may_be_used_again()
    {
        byte[] artifact = [1, 2, 3];
        await Store.RegisterAsync(Model("a", "h1") with { Artifact = artifact }, Token);

        artifact[0] = 9;

        (await Store.GetAsync("a", 1, Token)).ShouldNotBeNull().Artifact.ToArray().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task An_alias_points_where_it_was_set_and_moves()
    {
        await Store.RegisterAsync(Model("a", "h1"), Token);
        await Store.RegisterAsync(Model("a", "h2"), Token);

        await Store.SetAliasAsync("a", "champion", 1, expected: null, Token);
        ShouldBeModel(await Store.ResolveAsync("a", "champion", Token), Model("a", "h1") with { Version = 1 });

        await Store.SetAliasAsync("a", "champion", 2, expected: 1, Token);
        ShouldBeModel(await Store.ResolveAsync("a", "champion", Token), Model("a", "h2") with { Version = 2 });

        (await Store.ResolveAsync("a", "challenger", Token)).ShouldBeNull();
        (await Store.ResolveAsync("a", "Champion", Token)).ShouldBeNull();
        (await Store.ResolveAsync("b", "champion", Token)).ShouldBeNull();
    }

    [Fact]
    public async Task An_alias_can_point_nowhere_again()
    {
        await Store.RegisterAsync(Model("a", "h1"), Token);
        await Store.SetAliasAsync("a", "champion", 1, expected: null, Token);
        await Store.SetAliasAsync("a", "challenger", 1, expected: null, Token);

        await Store.SetAliasAsync("a", "champion", null, expected: 1, Token);

        (await Store.ResolveAsync("a", "champion", Token)).ShouldBeNull();
        (await Store.ListAsync(Token)).Single().Aliases.ShouldBe(["challenger"]);
        await Store.SetAliasAsync("a", "champion", null, expected: null, Token);
        await Store.SetAliasAsync("a", "champion", 1, expected: null, Token);
        (await Store.ResolveAsync("a", "champion", Token)).ShouldNotBeNull().Version.ShouldBe(1);
    }

    [Fact]
    public async Task An_alias_that_moved_meanwhile_is_not_cleared()
    {
        await Store.RegisterAsync(Model("a", "h1"), Token);
        await Store.RegisterAsync(Model("a", "h2"), Token);
        await Store.SetAliasAsync("a", "champion", 2, expected: null, Token);

        (await Should.ThrowAsync<ConflictException>(() => Store.SetAliasAsync("a", "champion", null, expected: 1, Token))).Message.ShouldBe(
            "Alias 'champion' of model 'a' points at version 2, not at version 1: it was moved meanwhile. Read it again and repeat.");

        (await Store.ResolveAsync("a", "champion", Token)).ShouldNotBeNull().Version.ShouldBe(2);
    }

    [Theory]
    [InlineData(null, "no version")]
    [InlineData(2, "version 2")]
    public async Task An_alias_that_moved_meanwhile_stays_and_the_caller_hears_of_it(int? expected, string said)
    {
        await Store.RegisterAsync(Model("a", "h1"), Token);
        await Store.RegisterAsync(Model("a", "h2"), Token);
        await Store.SetAliasAsync("a", "champion", 1, expected: null, Token);

        var error = await Should.ThrowAsync<ConflictException>(() => Store.SetAliasAsync("a", "champion", 2, expected, Token));

        error.Message.ShouldBe($"Alias 'champion' of model 'a' points at version 1, not at {said}: it was moved meanwhile. Read it again and repeat.");
        (await Store.ResolveAsync("a", "champion", Token)).ShouldNotBeNull().Version.ShouldBe(1);
    }

    [Fact]
    public async Task An_alias_that_points_nowhere_is_not_where_the_caller_saw_it()
    {
        await Store.RegisterAsync(Model("a", "h1"), Token);

        var error = await Should.ThrowAsync<ConflictException>(() => Store.SetAliasAsync("a", "champion", 1, expected: 1, Token));

        error.Message.ShouldBe("Alias 'champion' of model 'a' points at no version, not at version 1: it was moved meanwhile. Read it again and repeat.");
    }

    [Theory]
    [InlineData("a", 2)]
    [InlineData("a", 0)]
    [InlineData("b", 1)]
    public async Task An_alias_cannot_point_at_a_version_that_is_not_there(string name, int version)
    {
        await Store.RegisterAsync(Model("a", "h1"), Token);

        var error = await Should.ThrowAsync<NotFoundException>(() => Store.SetAliasAsync(name, "champion", version, expected: null, Token));

        error.Message.ShouldBe($"Model '{name}' has no version {version}; 'larder models' lists what is registered.");
    }

    [Fact]
    public async Task The_list_shows_every_version_with_its_aliases_in_order()
    {
        await Store.RegisterAsync(Model("b", "h1"), Token);
        await Store.RegisterAsync(Model("a", "h1"), Token);
        await Store.RegisterAsync(Model("a", "h2"), Token);
        await Store.RegisterAsync(Model("B", "h1"), Token);
        await Store.SetAliasAsync("a", "shadow", 2, expected: null, Token);
        await Store.SetAliasAsync("a", "champion", 2, expected: null, Token);
        await Store.SetAliasAsync("b", "champion", 1, expected: null, Token);

        var listed = await Store.ListAsync(Token);

        listed.Select(row => $"{row.Model.Name} {row.Model.Version} [{string.Join(',', row.Aliases)}]").ShouldBe(["B 1 []", "a 1 []", "a 2 [champion,shadow]", "b 1 [champion]"]);
        ShouldBeModel(listed[2].Model, Model("a", "h2") with { Version = 2 });
    }

    [Fact]
    public async Task Models_registered_at_once_get_numbers_of_their_own_and_equal_ones_share_one()
    {
        var registered = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Store.RegisterAsync(Model("a", $"h{i / 2}"), Token), Token)));

        registered.Select(model => model.Version).Distinct().Order().ShouldBe(Enumerable.Range(1, 10));
        registered.GroupBy(model => model.ContentHash).ShouldAllBe(group => group.Select(model => model.Version).Distinct().Count() == 1);
    }

    [Fact]
    public async Task A_cancelled_token_stops_every_call_before_it_does_anything()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Should.ThrowAsync<OperationCanceledException>(() => Store.RegisterAsync(Model("a", "h1"), cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.GetAsync("a", 1, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.ResolveAsync("a", "champion", cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.SetAliasAsync("a", "champion", 1, null, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.ListAsync(cancelled));

        (await Store.ListAsync(Token)).ShouldBeEmpty();
    }

    private static ModelVersion Model(string name, string contentHash) => new(
        name,
        Version: 0,
        contentHash,
        "dataset 1",
        "repurchase@1",
        "0.1.0",
        "{}",
        new byte[] { 1, 2, 3 },
        new Instant(1_700_000_000_000_000));

    private static void ShouldBeModel(ModelVersion? actual, ModelVersion expected)
    {
        actual.ShouldNotBeNull();
        actual.Artifact.Span.SequenceEqual(expected.Artifact.Span).ShouldBeTrue();
        (actual with { Artifact = default }).ShouldBe(expected with { Artifact = default });
    }
}
