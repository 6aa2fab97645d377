using System.Text.Json.Nodes;
using Larder.Derived;
using Larder.Errors;
using Larder.Support;

namespace Larder.Erasure;

/// <summary>Tables without a view by the join key are searched where something else tells whose their rows are; the receipt names the others.</summary>
public sealed class SearchTests : IDisposable
{
    private readonly World _world = new(VisitorRepository.Catalog);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_column_named_as_the_join_key_tells_and_what_is_derived_follows()
    {
        await FillAsync();

        var receipt = await EraseAsync("visitor_id=7");

        receipt.Tables.Where(t => t.Rows > 0).Select(t => (t.Table, t.Rows)).ShouldBe([("letters", 2), ("visits", 1), ("letter_days", 2)]);
        (receipt.FoundAfterwards, receipt.Remaining.Count).ShouldBe((0, 0));
        (await FoundAsync("visitor_id=7")).ShouldAllBe(t => t.Rows == 0);
        const string Why = "no view, spine or join by visitor_id and no column of that name and type; name one with --column parcels.<column> if its rows are of such an entity";
        receipt.Search.ShouldBe(
        [
            new("letter_days", true, "column visitor_id"),
            new("letters", true, "column visitor_id"),
            new("letters__quarantine", true, "column visitor_id"),
            new("parcels", false, Why),
            new("parcels__quarantine", false, Why),
            new("visits", true, "view sums, column visitor_id"),
            new("visits__quarantine", true, "view sums, column visitor_id"),
            new("weather", false, Why.Replace("parcels.<", "weather.<", StringComparison.Ordinal)),
            new("weather__quarantine", false, Why.Replace("parcels.<", "weather.<", StringComparison.Ordinal)),
        ]);
        var (_, path) = new Receipts(_world.Workspace).Keep(receipt);
        Receipts.IsGenuine(Receipts.Read(path)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_column_that_is_named_tells()
    {
        await FillAsync();
        var target = ErasureTarget.Parse(VisitorRepository.Catalog, ["visitor_id=7"]).WithColumns(VisitorRepository.Catalog, ["parcels.receiver"]);

        var receipt = await new Eraser(_world.Workspace, target).RunAsync(deletesTrainingSets: false, Token);

        receipt.Tables.Single(t => t.Table == "parcels").Rows.ShouldBe(1);
        receipt.Search!.Single(s => s.Table == "parcels").ShouldBe(new SearchedTable("parcels", true, "column receiver"));
        receipt.FoundAfterwards.ShouldBe(0);
        (await new Eraser(_world.Workspace, target).FindAsync(Token)).ShouldAllBe(t => t.Rows == 0);
    }

    [Fact]
    public async Task A_spine_tells()
    {
        using var world = new World(new SpineRepository().Build());
        await world.IngestAsync("parcels", world.Write("parcels.csv", "receiver,at,weight\n7,2024-01-01T00:00:00,3\n8,2024-01-01T00:00:00,1\n"));

        var receipt = await new Eraser(world.Workspace, ErasureTarget.Parse(world.Catalog, ["visitor_id=7"])).RunAsync(deletesTrainingSets: false, Token);

        receipt.Tables.Single(t => t.Table == "parcels").Rows.ShouldBe(1);
        receipt.Search!.ShouldAllBe(s => s.IsSearched && s.Reason == "spine each_parcel");
    }

    [Fact]
    public async Task A_table_of_no_source_is_named_and_a_receipt_of_before_stays_genuine()
    {
        await FillAsync();
        Directory.Move(Path.Combine(_world.OfflinePath, "parcels"), Path.Combine(_world.OfflinePath, "gone"));

        new Eraser(_world.Workspace, ErasureTarget.Parse(VisitorRepository.Catalog, ["visitor_id=7"])).Search().Single(s => s.Table == "gone").ShouldBe(
            new SearchedTable("gone", false, "it is of no source of this repository; delete it, or run 'larder erase' with the repository that has it"));
        var (_, path) = new Receipts(_world.Workspace).Keep((await EraseAsync("visitor_id=7")) with { Search = null });
        JsonNode.Parse(await File.ReadAllTextAsync(path, Token))!.AsObject().ContainsKey("search").ShouldBeFalse();
        Receipts.IsGenuine(Receipts.Read(path)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("receiver", "--column cannot be 'receiver'; write table.column, for a join key of --entity: visitor_id.")]
    [InlineData("parcels.receiver=shop_id", "--column cannot be 'parcels.receiver=shop_id'; write table.column, for a join key of --entity: visitor_id.")]
    [InlineData("parcels.weight", "--column cannot be 'parcels.weight'; source parcels has no column weight that could hold visitor_id. It has receiver (int64), at (timestamp), weight (float64).")]
    public void A_column_must_be_there_and_could_hold_the_join_key(string column, string message) => Should.Throw<InvalidInputException>(
        () => ErasureTarget.Parse(VisitorRepository.Catalog, ["visitor_id=7"]).WithColumns(VisitorRepository.Catalog, [column])).Message.ShouldBe(message);

    private async Task FillAsync()
    {
        await _world.IngestAsync("visits", _world.Write("visits.csv", "visitor_id,place,at,amount\n7,1,2024-01-01T00:00:00,3\n8,1,2024-01-01T00:00:00,1\n"));
        await _world.IngestAsync("letters", _world.Write("letters.csv", "sender,visitor_id,at,text\nx,7,2024-01-01T00:00:00,a\ny,7,2024-01-02T00:00:00,b\nz,8,2024-01-02T00:00:00,c\nq,,2024-01-02T00:00:00,d\n"));
        await _world.IngestAsync("parcels", _world.Write("parcels.csv", "receiver,at,weight\n7,2024-01-01T00:00:00,3\n8,2024-01-01T00:00:00,1\n"));
        await _world.IngestAsync("weather", _world.Write("days.csv", "place,at,degrees\n1,2024-01-01T00:00:00,3\n"));
        await new Deriver(_world.Workspace).RunAsync(_world.Catalog.Sources, Token);
    }

    private Task<ErasureReceipt> EraseAsync(string entity) => new Eraser(_world.Workspace, ErasureTarget.Parse(VisitorRepository.Catalog, [entity])).RunAsync(deletesTrainingSets: false, Token);

    private async Task<IReadOnlyList<ErasedTable>> FoundAsync(string entity) => await new Eraser(_world.Workspace, ErasureTarget.Parse(VisitorRepository.Catalog, [entity])).FindAsync(Token);
}
