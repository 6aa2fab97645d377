using Larder.Offline.TrainingSets;
using Larder.Support;

namespace Larder.Ingestion;

/// <summary>The real shop's invoices: what is known of them is what is stored.</summary>
public sealed class RetailIngestTests(ShopFixture shop) : IClassFixture<ShopFixture>
{
    private readonly string _input = SharedData.Require("online_retail.csv.gz");

    private string Events => shop.World.Table("order_lines");

    private string Quarantine => shop.World.Table("order_lines__quarantine");

    [Fact]
    public void The_counts_are_those_known_of_the_data()
    {
        var counts = shop.Report.Counts;

        counts.RowsRead.ShouldBe(541_909);
        (counts.RowsStored + counts.RowsQuarantined).ShouldBe(counts.RowsRead);
        counts.BrokenRules.Select(r => $"{r.Rule} {r.Rows}").ShouldBe(["customer_known 135080", "price_positive 2517", "no_duplicates 5268"]);
        shop.Report.FirstEvent.ToString().ShouldBe("2010-12-01T08:26:00Z");
        shop.Report.LastEvent.ToString().ShouldBe("2011-12-09T12:50:00Z");
        Sql.Single($"SELECT count(*), count(DISTINCT _sequence), min(_sequence), max(_sequence) FROM {Events}")
            .ShouldBe($"{counts.RowsStored} | {counts.RowsStored} | 0 | {counts.RowsStored - 1}");
    }

    [Fact]
    public void Quarantined_rows_can_be_read_back_by_rule_and_row()
    {
        Sql.Lines($"SELECT rule, count(*) FROM (SELECT unnest(string_split(_rules, ', ')) AS rule FROM {Quarantine}) GROUP BY rule ORDER BY rule")
            .ShouldBe(["customer_known | 135080", "no_duplicates | 5268", "price_positive | 2517"]);
        Sql.Single($"SELECT count(*), count(DISTINCT _row), bool_and(_rules = _rule OR starts_with(_rules, _rule || ', ')), min(_file), max(_file) FROM {Quarantine}")
            .ShouldBe($"{shop.Report.Counts.RowsQuarantined} | {shop.Report.Counts.RowsQuarantined} | True | online_retail.csv.gz | online_retail.csv.gz");
    }

    [Fact]
    public void No_row_is_lost_and_none_is_changed_but_for_the_zone()
    {
        // The engine's own reader and zone rules, apart from Larder's.
        var columns = "invoice_no, stock_code, description, quantity, invoice_date, unit_price, customer_id, country";
        var raw = $"SELECT InvoiceNo, StockCode, Description, Quantity::INTEGER, InvoiceDate::TIMESTAMP AT TIME ZONE 'Europe/London' AT TIME ZONE 'UTC', UnitPrice::DOUBLE, CustomerID, Country FROM read_csv({ClickCase.Literal(_input)}, all_varchar = true)";
        var stored = $"SELECT {columns} FROM {Events} UNION ALL SELECT {columns} FROM {Quarantine}";

        Sql.Single($"SELECT count(*) FROM ({raw} EXCEPT ALL ({stored}))").ShouldBe("0");
        Sql.Single($"SELECT count(*) FROM (({stored}) EXCEPT ALL {raw})").ShouldBe("0");
        Sql.Single($"SELECT count(*) FROM {Events} WHERE _event_time <> invoice_date OR _known_at <> invoice_date").ShouldBe("0");
    }

    [Fact]
    public void Summer_is_an_hour_earlier_in_utc()
    {
        Sql.Lines($"SELECT DISTINCT invoice_date FROM {Events} WHERE invoice_no = '558638'").ShouldBe(
            Sql.Lines($"SELECT DISTINCT InvoiceDate::TIMESTAMP - INTERVAL 1 HOUR FROM read_csv({ClickCase.Literal(_input)}, all_varchar = true) WHERE InvoiceNo = '558638'"));
        Sql.Single($"SELECT count(*) > 0 FROM {Events} WHERE invoice_no = '558638' AND month(invoice_date) = 7").ShouldBe("True");
    }

    [Fact]
    public void Sums_are_those_known_of_the_data()
    {
        Sql.Single($"SELECT round(sum(quantity * unit_price), 2)::VARCHAR, min(quantity), max(quantity), count(*) FILTER (quantity < 0), count(*) FILTER (starts_with(invoice_no, 'C')) FROM (SELECT * FROM {Events} UNION ALL BY NAME SELECT * FROM {Quarantine})")
            .ShouldBe("9747747.93 | -80995 | 80995 | 10624 | 9288");
    }

    [Fact]
    public void Partitions_are_the_days_of_the_event_time()
    {
        Sql.Single($"SELECT count(*) FROM (SELECT event_date, _event_time FROM {Events.Replace(")", ", hive_partitioning = true)", StringComparison.Ordinal)}) WHERE event_date::DATE <> _event_time::DATE").ShouldBe("0");
        Directory.GetDirectories(Path.Combine(shop.World.OfflinePath, "order_lines"), "event_date=*").Length.ShouldBe(305);
    }

    [Fact]
    public async Task The_same_file_again_adds_nothing()
    {
        var files = Directory.GetFiles(shop.World.OfflinePath, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();

        var again = await shop.World.IngestAsync("order_lines", _input);

        (again.IsRepeat, again.Counts.RowsStored, again.TableVersion).ShouldBe((true, shop.Report.Counts.RowsStored, shop.Report.TableVersion));
        Directory.GetFiles(shop.World.OfflinePath, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ShouldBe(files);
    }

    [Fact]
    public async Task A_training_set_over_it_does_not_depend_on_threads_or_memory()
    {
        var hashes = new List<string>();
        foreach (var (threads, memory) in new[] { (1, 768), (4, 200) })
        {
            var set = await new TrainingSetBuilder(shop.World.With(threads, memory)).BuildAsync(
                shop.World.Catalog.Service("repurchase"), shop.World.Catalog.Spine("weekly"), new TrainingSetOptions { Rebuild = true }, TestContext.Current.CancellationToken);
            hashes.Add($"{set.Record.DatasetVersion} {set.Record.ContentHash} {set.Record.Rows}");
        }

        hashes.Distinct().ShouldHaveSingleItem();
    }
}
