using Larder.Catalog;
using Larder.Storage;
using Larder.Support;

namespace Larder.Online;

public class AppliedVersionsTests
{
    [Fact]
    public async Task Only_definitions_applied_in_their_present_form_have_versions()
    {
        string Hash(string view) => Shop.Catalog.View(view).Definition.Hash;
        var registry = new Registry(
            new DefinitionVersion("view", "spend", 4, Hash("spend"), "", ShopWorld.Now, false),
            new DefinitionVersion("view", "profile", 2, "another form", "", ShopWorld.Now, false),
            new DefinitionVersion("view", "stock", 3, Hash("stock"), "", ShopWorld.Now, true),
            new DefinitionVersion("view", "long_gone", 1, "hash", "", ShopWorld.Now, false),
            new DefinitionVersion("service", "checkout", 7, Shop.Catalog.Service("checkout").Definition.Hash, "", ShopWorld.Now, false),
            new DefinitionVersion("source", "totals", 9, Hash("totals"), "", ShopWorld.Now, false));

        var applied = await AppliedVersions.LoadAsync(Shop.Catalog, registry);

        applied.Views.ShouldBe(new Dictionary<string, int> { ["spend"] = 4 });
        applied.Services.ShouldBe(new Dictionary<string, int> { ["checkout"] = 7 });
    }

    [Fact]
    public void A_view_lies_in_the_online_store_under_its_name_and_version() => OnlineViewName.Of("customer_spend", 12).ShouldBe("customer_spend@v12");

    private sealed class Registry(params DefinitionVersion[] versions) : IDefinitionStore
    {
        public Task<IReadOnlyList<RecordedNotes>> ListNotesAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task ReplaceNotesAsync(IReadOnlyList<RecordedNotes> notes, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<IReadOnlyList<DefinitionVersion>> ListAsync(CancellationToken cancellationToken = default) =>
            Task.FromResult<IReadOnlyList<DefinitionVersion>>(versions);

        public Task<DefinitionVersion?> GetAsync(string kind, string name, int version, CancellationToken cancellationToken = default) =>
            Task.FromResult(versions.FirstOrDefault(v => v.Kind == kind && v.Name == name && v.Version == version));

        public Task ApplyAsync(IReadOnlyList<DefinitionVersion> versions, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
