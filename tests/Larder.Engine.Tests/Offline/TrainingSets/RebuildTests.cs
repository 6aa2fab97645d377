using System.Globalization;
using Larder.Catalog;
using Larder.Engine;
using Larder.Errors;
using Larder.Reference;
using Larder.Support;
using Larder.Testing;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>DESIGN 2.10: a training set is built again from its record with the same bytes, whatever has come to the tables since.</summary>
public sealed class RebuildTests : LineFixture
{
    private const string Lines = "a,2024-01-01T00:00:00,1,2,x\na,2024-01-02T00:00:00,700,2,y\nb,2024-01-03T00:00:00,3,2,z\n";

    /// <summary>One inside every window, one before all, one after.</summary>
    private const string LateLines = "a,2024-01-01T12:00:00,50,2,late\nb,2023-12-30T00:00:00,60,2,early\nc,2024-02-01T00:00:00,70,2,new\n";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(501, CaseCount.Of(3))];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Late_rows_change_new_training_sets_and_not_recorded_ones(int seed)
    {
        var generated = new ClickCase(seed, clicks: 160, files: 3);
        using var world = new World(ClickRepository.Catalog);
        var spine = world.Write("spine.parquet", "");
        Sql.Execute($"COPY ({generated.SpineQuery()}) TO {ClickCase.Literal(spine)} (FORMAT parquet)");
        var kept = new List<(TrainingSet Set, byte[] Bytes)>();
        for (var i = 0; i < generated.Files.Count; i++)
        {
            await world.IngestAsync("clicks", world.Write($"c{i}.csv", ClickCase.Csv(generated.Files[i])));
            foreach (var set in new[]
            {
                await new TrainingSetBuilder(world.Workspace).BuildAsync(world.Catalog.Service("of_user"), spine, cancellationToken: Token),
                await new TrainingSetBuilder(world.Workspace).BuildAsync(world.Catalog.Service("of_user_request"), world.Catalog.Spine("each_mobile_click"), cancellationToken: Token),
                await new TrainingSetBuilder(world.Workspace).BuildAsync(world.Catalog.Service("of_user"), world.Catalog.Spine("quarter_daily"), cancellationToken: Token),
            })
            {
                kept.Add((set, await File.ReadAllBytesAsync(set.Path, Token)));
            }
        }

        kept.Select(k => k.Set.Record.ContentHash).Distinct().Count().ShouldBe(kept.Count, "every ingest must matter, or the test shows nothing");
        foreach (var (set, bytes) in kept)
        {
            File.Delete(set.Path);
            var rebuilt = await new TrainingSetBuilder(world.With(threads: 1 + (seed % 4))).RebuildAsync(set.Record.DatasetVersion, cancellationToken: Token);

            rebuilt.IsSame.ShouldBeTrue(set.Record.Spine);
            rebuilt.Path.ShouldBe(set.Path);
            (await File.ReadAllBytesAsync(set.Path, Token)).ShouldBe(bytes);
        }
    }

    [Fact]
    public async Task A_record_says_what_the_rebuild_reads()
    {
        var (set, _) = await BuiltThenLateAsync();

        set.Record.Tables.ShouldBe(["lines@1"]);
        set.Record.Spine.ShouldBe("each_line@1");
        (await RebuildAsync(World.Workspace, set.Record.DatasetVersion[..8].ToUpperInvariant())).Record.DatasetVersion.ShouldBe(set.Record.DatasetVersion);
        (await BuildAsync(World.Workspace, new TrainingSetOptions { TableVersions = new Dictionary<string, long> { ["lines"] = 1 } })).IsReused.ShouldBeTrue();
        (await BuildAsync(World.Workspace)).Record.Tables.ShouldBe(["lines@2"]);
        Directory.GetFiles(Path.Combine(World.StatePath, "tmp"), "*.parquet", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task Bytes_that_differ_are_told_and_the_recorded_ones_stay()
    {
        var (set, bytes) = await BuiltThenLateAsync();
        var store = new InMemoryDatasetStore();
        await store.PutAsync(set.Record with { ContentHash = new string('0', 64) }, Token);
        var workspace = World.With(datasets: store);

        var rebuilt = await RebuildAsync(workspace, set.Record.DatasetVersion);

        (rebuilt.IsSame, rebuilt.ContentHash).ShouldBe((false, set.Record.ContentHash));
        var message = $"Training set {set.Record.DatasetVersion[..12]} was built again from its record and differs: content {set.Record.ContentHash[..12]}, recorded 000000000000. "
            + "The code is the same, so the data files or the engine are not; check the state folder and report it.";
        var differs = Should.Throw<LarderException>(rebuilt.EnsureSame);
        (differs.Kind, differs.Message).ShouldBe((ErrorKind.ParityBroken, message));
        (await File.ReadAllBytesAsync(set.Path, Token)).ShouldBe(bytes);
        var pinned = new TrainingSetOptions { TableVersions = new Dictionary<string, long> { ["lines"] = 1 }, Rebuild = true };
        (await Should.ThrowAsync<LarderException>(() => BuildAsync(workspace, pinned))).Message.ShouldBe(message);
        Should.Throw<LarderException>((rebuilt with { CodeVersion = "other" }).EnsureSame).Message
            .ShouldEndWith($" It was built by other code ({set.Record.CodeVersion}); check that out and run the same command again.");
    }

    [Fact]
    public async Task Unknown_and_ambiguous_versions_are_answered_with_what_there_is()
    {
        (await Should.ThrowAsync<NotFoundException>(() => RebuildAsync(World.Workspace, "beef"))).Message
            .ShouldBe("There is no training set 'beef'; none is recorded, 'larder training-set' builds one.");
        var (set, _) = await BuiltThenLateAsync();
        await World.Datasets.PutAsync(set.Record with { DatasetVersion = set.Record.DatasetVersion[..20] + "x", CreatedAt = new Instant(0) }, Token);

        (await Should.ThrowAsync<NotFoundException>(() => RebuildAsync(World.Workspace, "beef"))).Message
            .ShouldBe($"There is no training set 'beef'; 2 are recorded, the newest are {set.Record.DatasetVersion[..12]}, {set.Record.DatasetVersion[..12]}.");
        (await Should.ThrowAsync<InvalidInputException>(() => RebuildAsync(World.Workspace, set.Record.DatasetVersion[..5]))).Message
            .ShouldBe($"2 training sets begin with '{set.Record.DatasetVersion[..5]}': {set.Record.DatasetVersion}, {set.Record.DatasetVersion[..20]}x; give more digits.");
    }

    [Theory]
    [InlineData(7, "whose newest version is 2")]
    [InlineData(3, "whose newest version is 2")]
    public async Task A_table_version_that_is_not_there_is_named(long version, string there)
    {
        var (set, _) = await BuiltThenLateAsync();
        await World.Datasets.PutAsync(set.Record with { DatasetVersion = "future", Tables = [string.Create(CultureInfo.InvariantCulture, $"lines@{version}")] }, Token);

        (await Should.ThrowAsync<NotFoundException>(() => RebuildAsync(World.Workspace, "future"))).Message.ShouldBe(
            $"Version {version} of the offline table lines is not in {World.OfflinePath}/lines, {there}: the table was made anew, or the state folder is another one. "
            + "Restore the folder from a backup, or name the right one with --state.");
    }

    [Fact]
    public async Task A_table_that_is_not_there_at_all_is_named()
    {
        var (set, _) = await BuiltThenLateAsync();

        (await Should.ThrowAsync<NotFoundException>(() => RebuildAsync(World.With(state: Path.Combine(World.Folder, "empty")), set.Record.DatasetVersion))).Message.ShouldBe(
            $"Version 1 of the offline table lines is not in {World.Folder}/empty/offline/lines, where there is no table: the table was made anew, or the state folder is another one. "
            + "Restore the folder from a backup, or name the right one with --state.");
    }

    [Fact]
    public async Task A_pin_of_a_table_that_is_not_read_is_refused()
    {
        await IngestAsync(Lines);

        (await Should.ThrowAsync<InvalidInputException>(() => BuildAsync(World.Workspace, new TrainingSetOptions { TableVersions = new Dictionary<string, long> { ["line"] = 1 } }))).Message
            .ShouldBe("A version of table line is given, which service of_customer and its spine do not read; they read lines.");
    }

    [Fact]
    public async Task Changed_definitions_are_refused_with_both_versions()
    {
        var (set, _) = await BuiltThenLateAsync();
        string Message(string changes) => $"Training set {set.Record.DatasetVersion[..12]} cannot be rebuilt by this code: {changes}. "
            + $"Check out the code it was built with ({set.Record.CodeVersion}) and run the same command again.";
        async Task<string> RefusedAsync(FeatureCatalog catalog) => (await Should.ThrowAsync<ConflictException>(() => RebuildAsync(Over(catalog), set.Record.DatasetVersion))).Message;

        (await RefusedAsync(ChangedLines.OtherWindow)).ShouldBe(Message(
            "it was built with view sums@1, this repository has a form of it that was never applied; it was built with service of_customer@1, this repository has a form of it that was never applied"));
        await ApplyAsync(ChangedLines.OtherWindow);
        (await RefusedAsync(ChangedLines.OtherWindow)).ShouldBe(Message(
            "it was built with view sums@1, this repository has sums@2; it was built with service of_customer@1, this repository has of_customer@2"));
        (await RefusedAsync(ChangedLines.OtherSpine)).ShouldBe(Message("it was built with spine each_line@1, this repository has a form of it that was never applied"));
        (await RefusedAsync(ChangedLines.OtherService)).ShouldBe(Message("it was built with service of_customer@1, this repository has a form of it that was never applied"));
        (await RefusedAsync(ClickRepository.Catalog)).ShouldBe(Message(
            "it was built with view notes@1, which this repository does not define any more; it was built with view sums@1, which this repository does not define any more; "
            + "it was built with service of_customer@1, which this repository does not define any more; it was built with spine each_line@1, which this repository does not define any more"));
    }

    [Fact]
    public async Task Old_code_checked_out_again_rebuilds_although_newer_definitions_are_applied()
    {
        var (set, bytes) = await BuiltThenLateAsync();
        await ApplyAsync(ChangedLines.OtherWindow);
        File.Delete(set.Path);

        (await RebuildAsync(World.Workspace, set.Record.DatasetVersion)).IsSame.ShouldBeTrue();

        (await File.ReadAllBytesAsync(set.Path, Token)).ShouldBe(bytes);
    }

    [Fact]
    public async Task A_spine_file_may_move_but_not_change()
    {
        await IngestAsync(Lines);
        const string Content = "customer_id,event_timestamp,note\na,2024-01-03 00:00:00,x\nb,2024-01-03 00:00:01,y\n";
        var path = World.Write("spine.csv", Content);
        var set = await new TrainingSetBuilder(World.Workspace).BuildAsync(World.Catalog.Service("of_customer"), path, cancellationToken: Token);
        await IngestAsync(LateLines);
        set.Record.Spine.ShouldBe(path);

        (await RebuildAsync(World.Workspace, set.Record.DatasetVersion)).IsSame.ShouldBeTrue();
        World.Write("spine.csv", Content.Replace(",y", ",z", StringComparison.Ordinal));
        var changed = (await Should.ThrowAsync<ConflictException>(() => RebuildAsync(World.Workspace, set.Record.DatasetVersion))).Message;
        changed.ShouldStartWith($"The spine {path} is not the one that training set {set.Record.DatasetVersion[..12]} was built over: its rows hash to ");
        changed.ShouldEndWith($", those recorded to {set.Record.SpineHash[..12]}. Restore the file, or give a copy of the original with --spine.");
        File.Delete(path);
        (await Should.ThrowAsync<NotFoundException>(() => RebuildAsync(World.Workspace, set.Record.DatasetVersion))).Message.ShouldBe(
            $"Training set {set.Record.DatasetVersion[..12]} was built over the spine {path}, which does not exist any more. Put the file back, or give its copy with --spine.");
        (await RebuildAsync(World.Workspace, set.Record.DatasetVersion, World.Write("moved.csv", Content))).IsSame.ShouldBeTrue();
        (await Should.ThrowAsync<NotFoundException>(() => RebuildAsync(World.Workspace, set.Record.DatasetVersion, "nowhere.csv"))).Message
            .ShouldBe("The spine nowhere.csv does not exist; give a Parquet or CSV file with the join key and event_timestamp.");
    }

    [Fact]
    public async Task A_record_of_before_spines_were_kept_is_rebuilt_over_the_spine_given()
    {
        var (set, _) = await BuiltThenLateAsync();
        await World.Datasets.PutAsync(set.Record with { DatasetVersion = "older", Spine = null }, Token);

        (await Should.ThrowAsync<InvalidInputException>(() => RebuildAsync(World.Workspace, "older"))).Message.ShouldBe(
            "The record of training set older does not say where its spine came from: it was made by an earlier Larder. Name the spine or its file with --spine.");
        (await RebuildAsync(World.Workspace, "older", "each_line")).IsSame.ShouldBeTrue();
    }

    private static Task<RebuiltTrainingSet> RebuildAsync(Workspace workspace, string version, string? spine = null) =>
        new TrainingSetBuilder(workspace).RebuildAsync(version, spine, cancellationToken: Token);

    private async Task<(TrainingSet Set, byte[] Bytes)> BuiltThenLateAsync()
    {
        await IngestAsync(Lines);
        var set = await BuildAsync(World.Workspace);
        var bytes = await File.ReadAllBytesAsync(set.Path, Token);
        await IngestAsync(LateLines);
        return (set, bytes);
    }

    private Task<TrainingSet> BuildAsync(Workspace workspace, TrainingSetOptions? options = null) =>
        new TrainingSetBuilder(workspace).BuildAsync(World.Catalog.Service("of_customer"), World.Catalog.Spine("each_line"), options, Token);

    private Workspace Over(FeatureCatalog catalog) =>
        new(catalog, World.Workspace.Options, World.Definitions, World.Datasets, World.Workspace.Models, World.Online, World.Clock);

    private async Task ApplyAsync(FeatureCatalog catalog) =>
        await CatalogPlan.Compare(catalog, await World.Definitions.ListAsync(Token)).ApplyAsync(World.Definitions, new Instant(1), Token);
}
