using Larder.Engine;
using Larder.Errors;
using Larder.Offline.Delta;
using Larder.Offline.Versions;
using Larder.Support;
using Larder.Types;

namespace Larder.Offline.Evolution;

/// <summary>Columns that are added, widened and renamed: old rows are read as the new ones, before and after they are written anew, to the last bit.</summary>
public sealed class EvolutionTests : IDisposable
{
    private const string OldRows = "customer,at,count,rate,note\na,2024-01-01T00:00:00,2147483647,0.1,x\na,2024-01-02T00:00:00,1,-0.0,\nb,2024-01-02T00:00:00,3,NaN,y\nb,2024-01-02T00:00:00,0,1,bad\n";
    private const string NewRows = "customer,at,count,rate,remark,channel\na,2024-01-03T00:00:00,2,0.25,z,web\nc,2024-01-03T00:00:00,0,1,bad,shop\n";

    private readonly World _old = new(OldFees.Catalog);
    private readonly World _new = new(NewFees.Catalog);
    private readonly Workspace _workspace;

    public EvolutionTests() => _workspace = _new.With(state: _old.StatePath);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _old.Dispose();
        _new.Dispose();
    }

    [Fact]
    public async Task Old_rows_are_read_as_new_ones_before_and_after_they_are_written_anew()
    {
        await _old.IngestAsync("fees", _old.Write("fees.csv", OldRows));
        string[] before = ["a | null | null | 0#0000000000000000 | 2147483648 | 0.10000000149011612#3fb99999a0000000 | 1", "b | y | null | NaN#fff8000000000000 | 3 | NaN#fff8000000000000 | 1"];
        (await ReadAsync("2024-01-02T12:00:00Z", "a", "b")).ShouldBe(before);

        var report = await _new.IngestAsync("fees", _new.Write("fees.csv", NewRows), _workspace);

        const string Changed = "renamed note to remark, widened count integer to long, widened rate float to double, added channel string";
        report.ChangedColumns.ShouldBe([$"fees__quarantine: {Changed}", $"fees: {Changed}"]);
        (await ReadAsync("2024-01-02T12:00:00Z", "a", "b")).ShouldBe(before);
        (await ReadAsync("2024-01-04T00:00:00Z", "a")).ShouldBe(["a | z | web | 0.25#3fd0000000000000 | 2147483650 | 0.3500000014901161#3fd6666668000000 | 2"]);
        (await new DataVersions(_workspace).LogAsync("fees", cancellationToken: Token)).Entries.Select(v => $"{v.Commit!.Version} {v.Commit.Operation} {v.Commit.Parameters.GetValueOrDefault("columns")}")
            .ShouldBe(["3 WRITE ", $"2 CHANGE COLUMN {Changed}", "1 WRITE ", "0 CREATE TABLE "]);
        (await _new.IngestAsync("fees", _new.Write("more.csv", NewRows.Replace("z,web", "v,web", StringComparison.Ordinal)), _workspace)).ChangedColumns.ShouldBeEmpty();
    }

    [Fact]
    public async Task Other_readers_see_the_new_columns_in_every_file_and_older_versions_what_they_saw()
    {
        await _old.IngestAsync("fees", _old.Write("fees.csv", OldRows));
        await _new.IngestAsync("fees", _new.Write("fees.csv", NewRows), _workspace);

        foreach (var (name, rows) in new[] { ("fees", 4), ("fees__quarantine", 2) })
        {
            var newest = (await DeltaTable.At(Path.Combine(_old.OfflinePath, name)).ReadAsync(ct: Token)).ShouldNotBeNull();
            var files = string.Join(", ", newest.Files.Select(f => $"'{_old.OfflinePath}/{name}/{f.Path}'"));
            Sql.Single($"SELECT count(DISTINCT file_name) AS files FROM parquet_schema([{files}]) WHERE name = 'remark'").ShouldBe($"{newest.Files.Count}");
            Sql.Lines($"SELECT count(*) AS rows, typeof(any_value(count)) AS count, typeof(any_value(rate)) AS rate FROM read_parquet([{files}])").ShouldBe([$"{rows} | BIGINT | DOUBLE"]);
            newest.Files.ShouldAllBe(f => name != "fees" || RowOrder.Of(f).IsKnownAtOnce);
        }

        var first = await OfflineTable.OpenAsync(_old.OfflinePath, OldFees.Catalog.Source("fees"), version: 1, Token);
        first.Rows.ShouldBe(3);
        var asNew = await OfflineTable.OpenAsync(_old.OfflinePath, NewFees.Catalog.Source("fees"), version: 1, Token);
        using var engine = _workspace.OpenEngine();
        using var connection = engine.Connect();
        connection.QueryScalar<string>($"SELECT string_agg(remark || ' ' || count || ' ' || coalesce(channel, 'null'), ', ' ORDER BY _sequence) FROM ({asNew.SelectAll()})", Token).ShouldBe("x 2147483647 null, y 3 null");
    }

    [Fact]
    public async Task What_would_lose_rows_or_values_is_refused_with_every_difference_and_nothing_is_stored()
    {
        await _old.IngestAsync("fees", _old.Write("fees.csv", OldRows));
        using var bad = new World(BadFees.Catalog);
        var path = bad.Write("fees.csv", "customer,at,count,rate,channel\na,2024-01-03T00:00:00,2,high,web\n");
        var message =
            $"The columns of source fees do not fit those of its table '{_old.OfflinePath}/fees': column 'rate' is float and cannot become string without loss: keep its type, or take a new column; "
            + "column 'channel' is new and cannot be null, but the rows that are there have no value for it: make the property nullable; "
            + "column 'note' (string) is not in the definition any more: keep the property, or say what it is called now with WithRenamed. Or give the source another name, and with it a new table.";

        (await Should.ThrowAsync<ConflictException>(() => bad.IngestAsync("fees", path, bad.With(state: _old.StatePath)))).Message.ShouldBe(message.Replace("/fees'", "/fees__quarantine'", StringComparison.Ordinal));
        (await Should.ThrowAsync<ConflictException>(() => OfflineTable.OpenAsync(_old.OfflinePath, bad.Catalog.Source("fees"), null, Token))).Message.ShouldBe(message);

        (await DeltaTable.At(Path.Combine(_old.OfflinePath, "fees")).ReadAsync(ct: Token)).ShouldNotBeNull().Version.ShouldBe(1);
    }

    [Theory]
    [InlineData("at", "Source fees: 'at' is a column of NewFee and cannot be the former name of remark.")]
    [InlineData("note", "Source fees: 'note' is said to be the former name of two columns; say it of one.")]
    public void A_former_name_is_of_one_column_that_has_another_now(string from, string message) =>
        Should.Throw<InvalidDefinitionException>(() => new NewFees().Fees.WithRenamed(f => f.Remark, from)).Message.ShouldBe(message);

    /// <summary>Both views' features of customers, by offline features.</summary>
    private async Task<string[]> ReadAsync(string at, params string[] customers)
    {
        Instant.TryParse(at, out var instant).ShouldBeTrue();
        var points = customers.Select(c => new OfflinePoint([FeatureValue.From(c)], instant, [])).ToArray();
        var features = new OfflineFeatures(_workspace);
        var read = await features.ReadAsync(OnDemand.FeaturePlan.For(NewFees.Catalog.Service("of_customer")), points, Token);
        return [.. customers.Select((c, i) => $"{c} | {string.Join(" | ", read[i].Entries.Select(e => NaiveClicks.Cell(e.Value)))}")];
    }
}
