using Larder.Composite;
using Larder.Errors;
using Larder.Offline;
using Larder.Offline.TrainingSets;
using Larder.OnDemand;
using Larder.Reference;
using Larder.Support;
using Larder.Types;

namespace Larder.Keys;

/// <summary>Training sets of entities with several join keys, and of services over several entities, equal the naive twins, bit for bit.</summary>
public sealed class KeysTrainingSetTests
{
    public static TheoryData<int, string> Cases =>
        [.. Enumerable.Range(1, 5).SelectMany(seed => new[] { "in_store", "at_till", "in_slot", "oddly_named", "everything" }.Select(s => (seed, s)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_training_set_equals_the_naive_twins(int seed, string service)
    {
        using var world = await SaleWorld.CreateAsync(new SaleCase(seed, sales: 20 * seed * seed));
        var plan = FeaturePlan.For(SaleWorld.Catalog.Service(service));
        OfflinePoint[] points =
        [
            .. Enumerable.Range(0, 300).Select(i => new OfflinePoint(
                world.Sales.Ask(plan.Keys), world.Sales.Time(), plan.Request.Count == 0 ? [] : [i % 5 == 0 ? FeatureValue.Null : FeatureValue.From((double)(i % 7))])),
        ];

        var set = await world.BuildAsync(service, points, threads: 1 + (seed % 3));

        CheckRows(world, plan, set, points);
        points.Count(p => p.Keys.Any(k => k.IsNull)).ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task A_spine_of_events_carries_the_keys_of_further_entities()
    {
        using var world = await SaleWorld.CreateAsync(new SaleCase(71, sales: 400));
        var plan = FeaturePlan.For(SaleWorld.Catalog.Service("everything"));

        var set = await new TrainingSetBuilder(world.World.Workspace).BuildAsync(
            SaleWorld.Catalog.Service("everything"), SaleWorld.Catalog.Spine("each_sale"), cancellationToken: TestContext.Current.CancellationToken);

        OfflinePoint[] points =
        [
            .. world.Sales.History.Where(h => h.Sale.Customer is not null).OrderBy(h => h.Order)
                .Select(h => new OfflinePoint([.. plan.Keys.Columns.Select(c => KeyValue(h.Sale, c.Name))], h.Order.EventTime, [FeatureValue.From(h.Sale.Amount)])),
        ];
        CheckRows(world, plan, set, points);
        points.Count(p => p.Keys[1].IsNull).ShouldBeGreaterThan(10);
        var withoutProduct = Sql.Rows($"SELECT * FROM '{set.Path}' WHERE product_id IS NULL");
        withoutProduct.ShouldAllBe(r => r["last_of_product__status"] == "NOT_FOUND" && r["last_of_product__event_time"] == "null");
        withoutProduct.Count(r => r["of_customer__status"] == "PRESENT").ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task A_spine_of_cutoffs_has_a_row_per_composite_key()
    {
        using var world = await SaleWorld.CreateAsync(new SaleCase(72, sales: 400));
        var (catalog, history) = (SaleWorld.Catalog, world.Sales.History);

        var set = await new TrainingSetBuilder(world.World.Workspace).BuildAsync(catalog.Service("in_store"), catalog.Spine("store_daily"), cancellationToken: TestContext.Current.CancellationToken);

        var (first, last) = (history.Min(h => h.Order.EventTime), history.Max(h => h.Order.EventTime));
        var expected = history.Where(h => h.Sale is { Customer: not null, Store: not null }).GroupBy(h => (h.Sale.Customer, h.Sale.Store))
            .SelectMany(g => NaiveSpine.Rows([.. g.Select(h => h.Order)], first, last, TimeSpan.FromDays(1), TimeSpan.FromDays(2), TimeSpan.FromHours(20))
                .Select(r => $"{g.Key.Customer}|{g.Key.Store}|{r.Cutoff}|{r.Label}"));
        var rows = VisitCase.Read($"SELECT customer_id, store_id, event_timestamp, label FROM '{set.Path}'", [ColumnType.String, ColumnType.Int64, ColumnType.Timestamp, ColumnType.Boolean]);
        rows.Select(r => $"{r[0].AsString()}|{r[1].AsInt64()}|{new Instant(r[2].Bits)}|{r[3].AsBoolean()}").ShouldBe(expected, ignoreOrder: true);
        rows.Count.ShouldBeGreaterThan(20);
        CheckRows(world, FeaturePlan.For(catalog.Service("in_store")), set, [.. rows.Select(r => new OfflinePoint(r[..2], new Instant(r[2].Bits), []))]);
    }

    [Fact]
    public async Task Text_parts_of_a_csv_spine_stay_text()
    {
        using var world = await SaleWorld.CreateAsync(new SaleCase(73, sales: 50));
        var spine = world.World.Write("spine.csv", "store_id,event_timestamp,customer_id\n1,2024-03-03,007\n-1,2024-03-03,1\n,2024-03-03,01\n");

        var set = await new TrainingSetBuilder(world.World.Workspace).BuildAsync(SaleWorld.Catalog.Service("in_store"), spine, cancellationToken: TestContext.Current.CancellationToken);

        Sql.Lines($"SELECT customer_id, store_id FROM '{set.Path}'").ShouldBe(["007 | 1", "1 | -1", "01 | null"]);
    }

    [Fact]
    public async Task The_same_facts_give_the_same_training_set_and_another_key_gives_another()
    {
        using var world = await SaleWorld.CreateAsync(new SaleCase(74, sales: 80));
        OfflinePoint[] points = [new([FeatureValue.From("a"), FeatureValue.From(1L)], SaleCase.Start + TimeSpan.FromHours(60), [])];
        OfflinePoint[] others = [points[0] with { Keys = [FeatureValue.From("a"), FeatureValue.From(-1L)] }];

        var first = await world.BuildAsync("in_store", points);
        var again = await world.BuildAsync("in_store", points);
        var other = await world.BuildAsync("in_store", others);

        (again.IsReused, again.Record.DatasetVersion).ShouldBe((true, first.Record.DatasetVersion));
        other.Record.DatasetVersion.ShouldNotBe(first.Record.DatasetVersion);
    }

    [Fact]
    public async Task A_spine_without_a_key_that_the_service_needs_is_refused()
    {
        using var world = await SaleWorld.CreateAsync(new SaleCase(75, sales: 10));
        var builder = new TrainingSetBuilder(world.World.Workspace);
        var (catalog, token) = (SaleWorld.Catalog, TestContext.Current.CancellationToken);

        (await Should.ThrowAsync<InvalidInputException>(() => builder.BuildAsync(catalog.Service("at_till"), catalog.Spine("store_daily"), cancellationToken: token))).Message.ShouldBe(
            "Training set of at_till: service at_till needs the join key till_id (int32) of store_till, but spine store_daily carries customer_id string, store_id int64; "
            + "a cut-off of customer_store has no single one: use EachEvent and .With of store_till, or give a spine in a file.");
        (await Should.ThrowAsync<InvalidInputException>(() => builder.BuildAsync(catalog.Service("oddly_named"), catalog.Spine("each_sale"), cancellationToken: token))).Message.ShouldBe(
            "Training set of oddly_named: service oddly_named needs the join key rowid (string) of oddly, but spine each_sale carries customer_id string, product_id string, store_id int64, till_id int32; "
            + "add .With of oddly before EachEvent, or give a spine in a file.");
        var spine = world.World.Write("short.csv", "customer_id,event_timestamp\na,2024-03-03\n");
        (await Should.ThrowAsync<InvalidInputException>(() => builder.BuildAsync(catalog.Service("in_store"), spine, cancellationToken: token))).Message.ShouldBe(
            "The spine has no column store_id; it has customer_id, event_timestamp.");
    }

    private static FeatureValue KeyValue(Sale sale, string column) => column switch
    {
        "customer_id" => FeatureValue.From(sale.Customer),
        "product_id" => FeatureValue.From(sale.Product),
        "store_id" => FeatureValue.From(sale.Store),
        _ => FeatureValue.From(sale.Till),
    };

    /// <summary>Every row of a training set against the naive twins: keys as asked, values, statuses and event times.</summary>
    private static void CheckRows(SaleWorld world, FeaturePlan plan, TrainingSet set, OfflinePoint[] points)
    {
        (string Name, ColumnType Type)[] columns =
        [
            .. plan.Keys.Columns.Select(k => (k.Name, k.Type)),
            .. plan.Outputs.Select(o => (o.FullName, o.Feature.Type)),
            .. plan.Sources.SelectMany(v => new[] { ($"{v.Name}__event_time", ColumnType.Timestamp), ($"{v.Name}__status", ColumnType.String) }),
        ];
        var rows = VisitCase.Read($"SELECT {string.Join(", ", columns.Select(c => $"\"{c.Name}\""))} FROM read_parquet('{set.Path.Replace("'", "''", StringComparison.Ordinal)}')", [.. columns.Select(c => c.Type)]);
        rows.Count.ShouldBe(points.Length);
        for (var row = 0; row < rows.Count; row++)
        {
            var cells = columns.Select((c, i) => (c.Name, Value: rows[row][i])).ToDictionary(c => c.Name, c => c.Value, StringComparer.Ordinal);
            plan.Keys.Columns.Select(k => cells[k.Name]).ShouldBe(points[row].Keys);
            var expected = world.Expected(plan, points[row]);
            foreach (var output in plan.Outputs)
            {
                cells[output.FullName].ShouldBe(expected[output.FullName].Value, $"{output.FullName} of row {row}, {string.Join(", ", points[row].Keys)} at {points[row].At}");
            }

            foreach (var view in plan.Sources)
            {
                var entries = expected.Where(e => e.Key.StartsWith($"{view.Name}__", StringComparison.Ordinal)).Select(e => e.Value).ToArray();
                var status = entries[0].Status == FeatureStatus.NullValue ? FeatureStatus.Present : entries[0].Status;
                cells[$"{view.Name}__status"].ShouldBe(FeatureValue.From(status.WireName()), $"{view.Name} of row {row}");
                cells[$"{view.Name}__event_time"].ShouldBe(entries[0].EventTime is { } time ? FeatureValue.From(time) : FeatureValue.Null, $"{view.Name} of row {row}");
            }
        }
    }
}
