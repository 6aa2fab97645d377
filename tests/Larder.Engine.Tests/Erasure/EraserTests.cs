using System.Text;
using Larder.Catalog;
using Larder.Derived;
using Larder.Engine;
using Larder.Errors;
using Larder.Materialization;
using Larder.Offline.Maintenance;
using Larder.Offline.TrainingSets;
using Larder.Sqlite;
using Larder.Support;
using Larder.Types;

namespace Larder.Erasure;

/// <summary>After an erasure nothing of the entity is found in newest versions and stores, others are untouched, and after a vacuum no file holds its rows.</summary>
public sealed class EraserTests : IDisposable
{
    private const string Rows =
        "customer,store,at,amount,note\nforgetme,1,2024-01-01T00:00:00,1,z\n\" forgetme\",2,2024-01-02T00:00:00,3,x\nkeep,1,2024-01-01T00:00:00,5,kept\nkeep,2,2024-01-03T00:00:00,7,kept\n"
        + "forgetme,1,2024-01-03T00:00:00,9,forgotten-note\nforgetme,1,2024-01-03T00:00:00,-1,bad\nkeep,1,2024-01-03T00:00:00,-1,bad\n";

    private readonly World _world = new(RentalRepository.Catalog);
    private readonly SqliteOnlineStore _online;
    private readonly Workspace _workspace;

    public EraserTests()
    {
        Directory.CreateDirectory(_world.StatePath);
        _online = SqliteOnlineStore.Open(Path.Combine(_world.StatePath, "online.db"));
        _workspace = _world.Workspace.With(_online);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _online.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _world.Dispose();
    }

    [Fact]
    public async Task Nothing_of_the_entity_is_left_and_others_are_as_they_were()
    {
        var set = await FillAsync();
        var others = Sql.Lines($"SELECT customer, amount::INT AS amount, _sequence FROM {_world.Table("rentals")} WHERE customer = 'keep' ORDER BY _sequence");

        var receipt = await EraseAsync("customer_id=forgetme");

        receipt.Tables.Select(t => (t.Table, t.VersionBefore, t.Version, t.Rows)).ShouldBe([("rentals", 1, 2, 3), ("rentals__quarantine", 1, 2, 1), ("shares", 1, 2, 2)]);
        receipt.Online.Select(v => (v.View, v.Entities)).ShouldBe([("of_account@v1", 2), ("of_customer@v1", 1), ("of_shares@v1", 1)], ignoreOrder: true);
        receipt.TrainingSets.ShouldBe([new ErasedTrainingSet(set.Record.DatasetVersion, 2, IsDeleted: false)]);
        receipt.Rebuilt.ShouldBe(["of_account@v1", "of_customer@v1", "of_shares@v1", "of_store@v1"], ignoreOrder: true);
        (await StoreSumAsync(1)).ShouldBe(5);
        (receipt.FoundAfterwards, receipt.Remaining.Count).ShouldBe((0, 1));
        receipt.Remaining[0].ShouldBe($"training set {set.Record.DatasetVersion} contains 2 of its rows and stays, because models may be judged by it; delete it with --delete-training-sets");
        (await FoundAsync("customer_id=forgetme")).ShouldAllBe(t => t.Rows == 0);
        Sql.Lines($"SELECT customer, amount::INT AS amount, _sequence FROM {await NewestAsync("rentals")} ORDER BY _sequence").ShouldBe(others);
        Sql.Single($"SELECT count(*) AS n FROM {await NewestAsync("rentals__quarantine")}").ShouldBe("1");
        (await EraseAsync("customer_id=forgetme")).Tables.ShouldAllBe(t => t.Rows == 0 && t.Version == t.VersionBefore);
    }

    [Fact]
    public async Task Bytes_are_gone_after_a_vacuum_though_a_training_set_pins_the_version()
    {
        var set = await FillAsync();
        Directory.GetFiles(_world.StatePath, "online.db*").Select(Text).ShouldContain(text => text.Contains("forgotten-note", StringComparison.Ordinal));
        (await EraseAsync("customer_id=forgetme", deletes: true)).TrainingSets.Single().IsDeleted.ShouldBeTrue();
        AllRows("rentals").ShouldBe("3", "earlier versions are there until a vacuum");

        foreach (var file in Directory.GetFiles(_world.OfflinePath, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        foreach (var table in new TableMaintenance(_workspace).Tables)
        {
            await new TableMaintenance(_workspace).VacuumAsync(table, new VacuumOptions { Retention = TimeSpan.Zero, Force = true }, Token);
        }

        new[] { "rentals", "rentals__quarantine", "shares" }.Select(AllRows).ShouldAllBe(n => n == "0");
        foreach (var file in Directory.GetFiles(_world.StatePath, "*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is not (".parquet" or ".lock")))
        {
            var text = Text(file);
            (text.Contains("forgetme", StringComparison.Ordinal) || text.Contains("forgotten-note", StringComparison.Ordinal)).ShouldBeFalse(file);
        }

        (await Should.ThrowAsync<NotFoundException>(() => new TrainingSetBuilder(_workspace).RebuildAsync(set.Record.DatasetVersion, cancellationToken: Token))).Message.ShouldContain("they were vacuumed");
    }

    [Fact]
    public async Task Files_of_earlier_versions_and_of_an_erasure_without_a_receipt_go_with_the_next_vacuum()
    {
        await FillAsync();
        await new TableMaintenance(_workspace).CompactAsync("rentals", cancellationToken: Token);
        var old = Directory.GetFiles(Path.Combine(_world.OfflinePath, "rentals"), "*.parquet", SearchOption.AllDirectories);

        // Killed after the tables: nothing is signed.
        await new Eraser(_workspace, ErasureTarget.Parse(RentalRepository.Catalog, ["customer_id=forgetme"])).RunAsync(deletesTrainingSets: false, Token);
        new Receipts(_workspace).All.ShouldBeEmpty();
        var again = await EraseAsync("customer_id=forgetme");

        again.Rebuilt.Count.ShouldBe(4);
        again.Tables.Single(t => t.Table == "rentals").Files.Select(f => Path.Combine(_world.OfflinePath, "rentals", f)).ShouldBe(old.Where(f => Sql.Single($"SELECT count(*) AS n FROM read_parquet('{f}') WHERE trim(customer) = 'forgetme'") != "0"), ignoreOrder: true);
        Directory.GetFiles(Path.Combine(_world.StatePath, "erasures"), "*.intent").ShouldBeEmpty();
        foreach (var file in Directory.GetFiles(_world.OfflinePath, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        await new TableMaintenance(_workspace).VacuumAsync("rentals", new VacuumOptions { Retention = TimeSpan.Zero, Force = true }, Token);
        AllRows("rentals").ShouldBe("0");
    }

    [Fact]
    public async Task A_view_with_events_from_streams_is_not_made_anew_and_says_so()
    {
        await FillAsync();
        var state = (await _online.GetStateAsync("of_store@v1", Token))!;
        await _online.WriteAsync("of_store@v1", [], state with { StreamedTo = state.AsOf }, state, Token);

        var receipt = await EraseAsync("customer_id=forgetme");

        receipt.Rebuilt.ShouldNotContain("of_store@v1");
        receipt.Remaining.ShouldContain("online view of_store@v1 has events from streams, so it was not made anew, and rows of other entities may hold the events; ingest what was streamed, then run 'larder materialize of_store'");
        (await StoreSumAsync(1)).ShouldBe(15);
    }

    [Fact]
    public async Task Of_an_entity_with_several_join_keys_those_named_are_meant()
    {
        await FillAsync();

        var receipt = await EraseAsync("customer_id=keep", "store_id=1");

        receipt.Tables.Where(t => t.Rows > 0).Select(t => (t.Table, t.Rows)).ShouldBe([("rentals", 1), ("rentals__quarantine", 1)]);
        receipt.Online.ShouldBe([new ErasedView("of_account@v1", 1)]);
        Sql.Lines($"SELECT customer, store FROM {await NewestAsync("rentals")} WHERE customer = 'keep'").ShouldBe(["keep | 2"]);
    }

    [Fact]
    public async Task Entities_with_number_keys_go_too_and_materialization_does_not_bring_them_back()
    {
        await FillAsync();

        var receipt = await EraseAsync("store_id=2");
        await MaterializeAsync();

        receipt.Tables.Where(t => t.Rows > 0).Select(t => (t.Table, t.Rows)).ShouldBe([("rentals", 2)]);
        receipt.Online.Select(v => (v.View, v.Entities)).ShouldBe([("of_account@v1", 2), ("of_store@v1", 1)], ignoreOrder: true);
        (await _online.CountAsync("of_store@v1", Token), await _online.CountAsync("of_account@v1", Token)).ShouldBe((1, 2));
    }

    [Fact]
    public async Task A_receipt_is_signed_tells_nobody_whom_and_shows_every_change()
    {
        await FillAsync();
        var receipts = new Receipts(_workspace);

        var (receipt, path) = receipts.Keep(await EraseAsync("customer_id=forgetme"));

        Receipts.IsGenuine(Receipts.Read(path)).ShouldBeTrue();
        receipts.IsOurs(Receipts.Read(path)).ShouldBeTrue();
        File.ReadAllText(path).ShouldNotContain("forgetme");
        receipt.Entity.ShouldBe(receipts.Alias(ErasureTarget.Parse(RentalRepository.Catalog, ["customer_id=forgetme"])));
        Receipts.IsGenuine(receipt with { Remaining = [] }).ShouldBeFalse();
        Receipts.IsGenuine(receipt with { Signature = "00" }).ShouldBeFalse();
        Receipts.IsGenuine(receipt with { PublicKey = "none" }).ShouldBeFalse();
        using var other = new World(RentalRepository.Catalog);
        new Receipts(other.Workspace).IsOurs(receipt).ShouldBeFalse();
        receipts.All.Select(r => r.Id).ShouldBe([receipt.Id]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(_world.StatePath, "erasures", "signing-key.pem")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Theory]
    [InlineData("", "--entity cannot be ''; write join_key=value, each join key once. There are account (customer_id, store_id), customer (customer_id), store (store_id).")]
    [InlineData("customer_id", "--entity cannot be 'customer_id'; write join_key=value, each join key once. There are account (customer_id, store_id), customer (customer_id), store (store_id).")]
    [InlineData("shop_id=1", "No entity of a view over a source has the join keys shop_id; name one with --entity. There are account (customer_id, store_id), customer (customer_id), store (store_id).")]
    [InlineData("store_id=one", "--entity cannot be 'one'; store_id is int64.")]
    public void Whom_to_erase_must_be_told(string argument, string message) =>
        Should.Throw<InvalidInputException>(() => ErasureTarget.Parse(RentalRepository.Catalog, [argument])).Message.ShouldBe(message);

    private async Task<ErasureReceipt> EraseAsync(string first, string? second = null, bool deletes = false)
    {
        var receipt = await new Eraser(_workspace, ErasureTarget.Parse(RentalRepository.Catalog, second is null ? [first] : [first, second])).RunAsync(deletes, Token);
        new Receipts(_workspace).Keep(receipt);
        return receipt;
    }

    private async Task<IReadOnlyList<ErasedTable>> FoundAsync(string entity) => await new Eraser(_workspace, ErasureTarget.Parse(RentalRepository.Catalog, [entity])).FindAsync(Token);

    private async Task<TrainingSet> FillAsync()
    {
        await _world.IngestAsync("rentals", _world.Write("rentals.csv", Rows));
        await new Deriver(_workspace).RunAsync([_world.Catalog.Source("shares")], Token);
        await MaterializeAsync();
        return await new TrainingSetBuilder(_workspace).BuildAsync(_world.Catalog.Service("for_customer"), _world.Catalog.Spine("each_rental"), cancellationToken: Token);
    }

    private async Task MaterializeAsync()
    {
        foreach (var view in _world.Catalog.Views.OfType<CompiledSourceView>())
        {
            await new Materializer(_workspace).RunAsync(view, cancellationToken: Token);
        }
    }

    private async Task<double> StoreSumAsync(long store)
    {
        var reader = new Serving.Online.FeatureReader(_world.Catalog, await AppliedVersions.LoadAsync(_world.Catalog, _world.Definitions, Token), _online);
        using var frame = reader.PlanOf(["of_store:amount"]).Rent();
        frame.SetKey(0, EntityKey.From(FeatureValue.From(store)));
        await reader.ReadAsync(frame, Instant.From(new DateTime(2024, 1, 4, 0, 0, 0, DateTimeKind.Utc)), Token);
        return frame.Value(0, 0).AsFloat64();
    }

    private static string Text(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd();
    }

    /// <summary>The entity's rows in all data files on disk, of whatever version.</summary>
    private string AllRows(string table) => Sql.Single($"SELECT count(*) AS n FROM {_world.Table(table)} WHERE trim(customer) = 'forgetme'");

    private async Task<string> NewestAsync(string table)
    {
        var snapshot = (await Offline.Delta.DeltaTable.At(Path.Combine(_world.OfflinePath, table)).ReadAsync(ct: Token))!;
        return $"read_parquet([{string.Join(", ", snapshot.Files.Select(f => $"'{_world.OfflinePath}/{table}/{f.Path}'"))}])";
    }
}
