using Larder.Catalog;
using Larder.Core.Tests.Catalog.Search;
using Larder.Errors;
using Larder.Storage;
using Larder.Testing;
using Larder.Types;

namespace Larder.Core.Tests.Catalog;

public class NotesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Notes_are_no_part_of_any_hash()
    {
        var plain = new Site().Engagement;

        foreach (var view in new[] { plain.WithDescription("other"), plain.WithOwner("somebody"), plain.WithTags("a", "b") })
        {
            CatalogBuilder.Compile(view).Definition.Hash.ShouldBe(CatalogBuilder.Compile(plain).Definition.Hash);
        }

        DefinitionForms.Of(new Site().Clicks.Definition).Hash.ShouldBe(DefinitionForms.Of(new Site().Clicks.WithTags("x").Definition).Hash);
    }

    [Fact]
    public void Later_changes_of_a_definition_keep_its_notes() => new Site().Engagement.Notes.ShouldBe(new DefinitionNotes("How much visitors use the site", null, ["usage", "weekly"]));

    [Fact]
    public void Every_kind_of_definition_lists_its_notes() => new Site().Build().Notes.Select(n => $"{n.Kind} {n.Name}").ShouldBe(
        ["entity visitor", "source clicks", "view engagement", "view newest", "feature engagement:seconds_7d", "service home"]);

    [Fact]
    public void An_empty_note_is_refused() =>
        Should.Throw<InvalidDefinitionException>(() => new Site().Engagement.WithOwner(" ")).Message.ShouldBe(
            "The owner of a definition must have 1 to 2000 characters, and this one has 0; leave it out or write a sentence.");

    [Fact]
    public async Task A_plan_shows_notes_as_metadata_and_records_no_version_for_them()
    {
        var store = new InMemoryDefinitionStore();
        var catalog = new Site().Build();
        await CatalogPlan.Compare(catalog, []).ApplyAsync(store, new Instant(0), Token);
        var recorded = await store.ListNotesAsync(Token);
        RecordedNotes[] before =
        [
            .. recorded.Where(n => n.Kind is not ("view" or "service")),
            new("view", "engagement", new DefinitionNotes("What it was", "old team", ["usage"])),
            new("view", "gone", new DefinitionNotes(null, "nobody", [])),
        ];
        await store.ReplaceNotesAsync(before, Token);

        var plan = CatalogPlan.Compare(catalog, await store.ListAsync(Token), await store.ListNotesAsync(Token));

        plan.Changes.ShouldBeEmpty();
        plan.IsEmpty.ShouldBeFalse();
        plan.NoteChanges.Select(c => $"{c.Kind} {c.Name}: {string.Join("; ", c.Details)}").ShouldBe(
        [
            "view engagement: ~ description: What it was -> How much visitors use the site; - owner: old team; ~ tags: usage -> usage, weekly",
            "view newest: + owner: search team",
            "service home: + owner: home team",
            "view gone: - owner: nobody",
        ]);
        await plan.ApplyAsync(store, new Instant(1), Token);
        (await store.ListAsync(Token)).ShouldAllBe(v => v.Version == 1);
        CatalogPlan.Compare(catalog, await store.ListAsync(Token), await store.ListNotesAsync(Token)).IsEmpty.ShouldBeTrue();
    }
}
