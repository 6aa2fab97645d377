using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Conformance;

/// <summary>What every definition store must do. A subclass supplies an empty one.</summary>
public abstract class DefinitionStoreConformance
{
    protected abstract IDefinitionStore Store { get; }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_store_lists_nothing_and_finds_nothing()
    {
        (await Store.ListAsync(Token)).ShouldBeEmpty();
        (await Store.GetAsync("view", "customer_spend", 1, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task A_version_comes_back_as_applied()
    {
        var version = Version("customer_spend", 1) with { Json = "{\"text\":\"'; DROP TABLE definition; -- \0 顧客🛒\"}", AppliedAt = new Instant(-1), IsRetired = true };

        await Store.ApplyAsync([version], Token);

        (await Store.GetAsync("view", "customer_spend", 1, Token)).ShouldBe(version);
    }

    [Fact]
    public async Task Every_version_stays_readable_and_the_list_shows_the_newest()
    {
        await Store.ApplyAsync([Version("a", 1), Version("b", 1)], Token);
        await Store.ApplyAsync([Version("a", 2)], Token);
        await Store.ApplyAsync([Version("a", 3) with { IsRetired = true }], Token);

        (await Store.GetAsync("view", "a", 1, Token)).ShouldBe(Version("a", 1));
        (await Store.GetAsync("view", "a", 2, Token)).ShouldBe(Version("a", 2));
        (await Store.GetAsync("view", "a", 4, Token)).ShouldBeNull();
        (await Store.GetAsync("view", "a", 0, Token)).ShouldBeNull();
        (await Store.GetAsync("service", "a", 1, Token)).ShouldBeNull();
        (await Store.ListAsync(Token)).ShouldBe([Version("a", 3) with { IsRetired = true }, Version("b", 1)]);
    }

    [Fact]
    public async Task The_list_is_ordered_by_kind_and_name_in_ordinal_order()
    {
        (string Kind, string Name)[] names = [("view", "b"), ("view", "B"), ("view", "a_1"), ("view", "a1"), ("service", "z"), ("entity", "é"), ("entity", "z"), ("view", "\U0001F6D2"), ("view", "\uFFFD")];
        await Store.ApplyAsync([.. names.Select(name => Version(name.Name, 1, name.Kind))], Token);

        var listed = await Store.ListAsync(Token);

        listed.Select(version => (version.Kind, version.Name)).ShouldBe(
            [("entity", "z"), ("entity", "é"), ("service", "z"), ("view", "B"), ("view", "a1"), ("view", "a_1"), ("view", "b"), ("view", "\U0001F6D2"), ("view", "\uFFFD")]);
    }

    [Fact]
    public async Task Notes_come_back_as_put_and_take_the_place_of_earlier_ones()
    {
        RecordedNotes[] notes =
        [
            new("view", "b", new DefinitionNotes("What it is: '顧客🛒'", "team@example.org", ["spend", "daily"])),
            new("view", "B", new DefinitionNotes(null, null, [])),
            new("feature", "b:x", new DefinitionNotes(null, "somebody", [])),
        ];
        (await Store.ListNotesAsync(Token)).ShouldBeEmpty();

        await Store.ReplaceNotesAsync(notes, Token);
        (await Store.ListNotesAsync(Token)).ShouldBe([notes[2], notes[1], notes[0]]);

        await Store.ReplaceNotesAsync([notes[1]], Token);
        (await Store.ListNotesAsync(Token)).ShouldBe([notes[1]]);
    }

    [Fact]
    public async Task Names_and_kinds_that_differ_in_case_are_different()
    {
        await Store.ApplyAsync([Version("orders", 1), Version("Orders", 1), Version("orders", 1, "View")], Token);

        (await Store.ListAsync(Token)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Several_versions_of_one_name_can_be_applied_at_once_in_order()
    {
        await Store.ApplyAsync([Version("a", 1), Version("a", 2)], Token);

        (await Store.ListAsync(Token)).ShouldBe([Version("a", 2)]);
    }

    [Fact]
    public async Task Applying_nothing_changes_nothing()
    {
        await Store.ApplyAsync([], Token);

        (await Store.ListAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Applying_the_same_version_twice_is_a_conflict()
    {
        await Store.ApplyAsync([Version("a", 1)], Token);

        var error = await Should.ThrowAsync<ConflictException>(() => Store.ApplyAsync([Version("a", 1)], Token));

        error.Message.ShouldBe("Version 1 of view 'a' cannot be applied: version 2 is next. Another process applied first; run 'larder apply' again.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-1)]
    public async Task A_gap_is_a_conflict(int version)
    {
        var error = await Should.ThrowAsync<ConflictException>(() => Store.ApplyAsync([Version("a", version)], Token));

        error.Message.ShouldBe($"Version {version} of view 'a' cannot be applied: version 1 is next. Another process applied first; run 'larder apply' again.");
    }

    [Fact]
    public async Task A_conflict_leaves_nothing_of_the_batch_behind()
    {
        await Store.ApplyAsync([Version("b", 1)], Token);

        await Should.ThrowAsync<ConflictException>(() => Store.ApplyAsync([Version("a", 1), Version("b", 2), Version("b", 2)], Token));

        (await Store.ListAsync(Token)).ShouldBe([Version("b", 1)]);
        (await Store.GetAsync("view", "a", 1, Token)).ShouldBeNull();
        await Store.ApplyAsync([Version("a", 1), Version("b", 2)], Token);
    }

    [Fact]
    public async Task Of_two_that_apply_at_once_one_wins_and_the_other_hears_of_it()
    {
        for (var number = 1; number <= 20; number++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Attempt(number), Token)));

            outcomes.Count(applied => applied).ShouldBe(1);
        }

        (await Store.ListAsync(Token)).ShouldBe([Version("a", 20)]);
    }

    [Fact]
    public async Task A_cancelled_token_stops_every_call_before_it_does_anything()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Should.ThrowAsync<OperationCanceledException>(() => Store.ApplyAsync([Version("a", 1)], cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.ListAsync(cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.GetAsync("view", "a", 1, cancelled));

        (await Store.ListAsync(Token)).ShouldBeEmpty();
    }

    private static DefinitionVersion Version(string name, int version, string kind = "view")
        => new(kind, name, version, $"hash of {name} {version}", $"{{\"version\":{version}}}", new Instant(1_700_000_000_000_000 + version), IsRetired: false);

    private async Task<bool> Attempt(int number)
    {
        try
        {
            await Store.ApplyAsync([Version("a", number)], Token);
            return true;
        }
        catch (ConflictException)
        {
            return false;
        }
    }
}
