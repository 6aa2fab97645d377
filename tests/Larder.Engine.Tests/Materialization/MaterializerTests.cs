using Larder.Aggregation;
using Larder.Catalog;
using Larder.Errors;
using Larder.PointInTime;
using Larder.Storage;
using Larder.Support;
using Larder.Testing;
using Larder.Types;

namespace Larder.Materialization;

/// <summary>What is written online is what the naive twins say, once, and the newest.</summary>
public sealed class MaterializerTests : LineFixture
{
    [Theory]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(203)]
    [InlineData(204)]
    public async Task Rows_of_every_key_type_equal_the_naive_twin(int seed)
    {
        var generated = new ClickCase(seed, clicks: 90, files: 2);
        using var world = new World(ClickRepository.Catalog);
        foreach (var (file, i) in generated.Files.Select((f, i) => (f, i)))
        {
            await world.IngestAsync("clicks", world.Write($"c{i}.csv", ClickCase.Csv(file)));
        }

        var asOf = generated.History.Select(h => h.Order.EventTime).Order().ElementAt(60);
        await RowsAsync(world, "last_of_user", asOf, generated.History.Where(h => h.Click.User is not null).GroupBy(h => EntityKey.From(h.Click.User!)), c => [c.Amount, c.Points, c.Page, c.IsMobile, c.Weight, c.Due, c.Shop, c.Amount / c.Points]);
        await RowsAsync(world, "fresh_of_shop", asOf, generated.History.GroupBy(h => EntityKey.From(h.Click.Shop ?? 0)), c => [c.Page, c.Amount]);
        await RowsAsync(world, "last_of_device", asOf, generated.History.GroupBy(h => EntityKey.From(h.Click.Device ?? 0)), c => [c.Page, c.Amount]);
    }

    [Fact]
    public async Task A_run_again_writes_nothing_and_a_newer_one_wins()
    {
        await IngestAsync("a,2024-01-01T00:00:00,1,2,old\nb,2024-01-02T00:00:00,1,2,only\n");
        var first = await RunAsync("notes");
        var again = await RunAsync("notes");
        await IngestAsync("a,2024-01-03T00:00:00,1,2,new\n");
        var newer = await RunAsync("notes");

        (first.Written, again.Written, newer.Written, again.Rows, newer.Resumed).ShouldBe((2, 0, 2, 2, 0));
        (await NoteAsync("a")).ShouldBe("new");
        (await NoteAsync("b")).ShouldBe("only");
    }

    [Theory]
    [InlineData("notes")]
    [InlineData("sums")]
    public async Task A_sample_holds_its_entities_with_the_bytes_that_all_would_have(string view)
    {
        await IngestAsync("a,2024-01-01T00:00:00,1,2,x\na,2024-01-02T00:00:00,3,2,y\nb,2024-01-02T00:00:00,1,2,z\nc,2024-01-03T00:00:00,1,2,x\n");
        await RunAsync(view);
        await using var sample = new InMemoryOnlineStore();

        var report = await new Materializer(World.Workspace.With(sample)).RunAsync(
            (CompiledSourceView)World.Catalog.View(view),
            new MaterializationOptions { Entities = [FeatureValue.From("a"), FeatureValue.From("nobody"), FeatureValue.From("c"), FeatureValue.From("a")] },
            TestContext.Current.CancellationToken);

        (report.Rows, await sample.CountAsync(view + "@v1", TestContext.Current.CancellationToken)).ShouldBe((2, 2));
        EntityKey[] keys = [EntityKey.From("a"), EntityKey.From("c")];
        var (sampled, all) = (new OnlineRow[2], new OnlineRow[2]);
        await sample.ReadAsync(view + "@v1", keys, sampled, TestContext.Current.CancellationToken);
        await World.Online.ReadAsync(view + "@v1", keys, all, TestContext.Current.CancellationToken);
        sampled.Select(r => (r.Order, Convert.ToHexString(r.Payload!))).ShouldBe(all.Select(r => (r.Order, Convert.ToHexString(r.Payload!))));
    }

    [Fact]
    public async Task A_sample_does_not_replace_what_is_there()
    {
        await IngestAsync("a,2024-01-01T00:00:00,1,2,x\n");
        await RunAsync("notes");

        (await Should.ThrowAsync<ConflictException>(() => RunAsync("notes", new MaterializationOptions { Entities = [] }))).Message.ShouldBe(
            "View notes (notes@v1) is in the online store already and cannot be replaced by some of its entities; give all of them, or an empty store.");
    }

    [Fact]
    public async Task Late_data_at_the_same_instant_is_taken_in()
    {
        await IngestAsync("a,2024-01-05T00:00:00,1,2,x\nb,2024-01-05T00:00:00,1,2,x\n");
        var before = await RunAsync("sums");
        await IngestAsync("a,2024-01-04T00:00:00,5,2,late\n");
        var after = await RunAsync("sums");

        (before.AsOf, before.Rows).ShouldBe((after.AsOf, after.Rows));
        (await EventsAsync("sums@v1", "a")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Going_back_is_refused()
    {
        await IngestAsync("a,2024-01-05T00:00:00,1,2,x\n");
        await RunAsync("notes");

        var refused = await Should.ThrowAsync<ConflictException>(() => RunAsync("notes", new MaterializationOptions { AsOf = new Instant(0) }));

        refused.Message.ShouldBe("View notes (notes@v1) is in the online store as of 2024-01-05T00:00:00Z and cannot go back to 1970-01-01T00:00:00Z: newer rows win. Give an instant from 2024-01-05T00:00:00Z on.");
        (await NoteAsync("a")).ShouldBe("x");
    }

    [Fact]
    public async Task Events_before_every_window_are_left_out_but_the_entity_stays_known()
    {
        await IngestAsync("a,2024-01-01T00:00:00,1,2,x\na,2024-02-01T00:00:00,2,2,x\nold,2023-01-01T00:00:00,4,2,x\nold,2023-01-02T00:00:00,4,2,x\nz,2024-04-01T00:00:00,8,2,x\n");
        await RunAsync("sums", new MaterializationOptions { Lookback = TimeSpan.FromDays(30) });

        var horizon = new DateTime(2024, 2, 1, 0, 0, 0, DateTimeKind.Utc);
        (await World.Online.GetStateAsync("sums@v1", TestContext.Current.CancellationToken)).ShouldNotBeNull().HorizonStart.ShouldBe(Instant.From(horizon));
        var (a, old, z) = (await EventsAsync("sums@v1", "a"), await EventsAsync("sums@v1", "old"), await EventsAsync("sums@v1", "z"));
        (a.Count, a.NewestBefore?.ToString(), a.CompleteFrom.ToString()).ShouldBe((1, "2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z"));
        (old.Count, old.NewestBefore?.ToString()).ShouldBe((0, "2023-01-02T00:00:00Z"));
        (z.Count, z.NewestBefore, z.CompleteFrom).ShouldBe((1, null, new Instant(long.MinValue)));
    }

    [Fact]
    public async Task A_longer_lookback_is_written_though_nothing_else_changed()
    {
        await IngestAsync("a,2024-01-01T00:00:00,1,2,x\na,2024-04-01T00:00:00,2,2,x\n");
        await RunAsync("sums");
        (await EventsAsync("sums@v1", "a")).Count.ShouldBe(1);

        var wider = await RunAsync("sums", new MaterializationOptions { Lookback = TimeSpan.FromDays(90) });

        wider.Written.ShouldBe(1);
        (await EventsAsync("sums@v1", "a")).Count.ShouldBe(2);
        (await RunAsync("sums", new MaterializationOptions { Lookback = TimeSpan.FromDays(90) })).Written.ShouldBe(0);
    }

    [Fact]
    public async Task A_view_that_is_not_applied_is_refused()
    {
        await IngestAsync("a,2024-01-01T00:00:00,1,2,x\n");
        var workspace = new Engine.Workspace(World.Catalog, World.Workspace.Options, new InMemoryDefinitionStore(), World.Datasets, World.Workspace.Models, World.Online, World.Clock);

        var refused = await Should.ThrowAsync<ConflictException>(() => new Materializer(workspace).RunAsync((CompiledSourceView)World.Catalog.View("notes")));

        refused.Message.ShouldBe("The view notes is not applied in its present form; run 'larder plan' to see what differs, then 'larder apply'.");
    }

    private static async Task RowsAsync(World world, string view, Instant asOf, IEnumerable<IGrouping<EntityKey, Told>> entities, Func<Click, object?[]> features)
    {
        var compiled = (CompiledRowView)world.Catalog.View(view);
        var report = await new Materializer(world.Workspace).RunAsync(compiled, new MaterializationOptions { AsOf = asOf }, TestContext.Current.CancellationToken);
        var expected = entities
            .Select(e => (e.Key, Found: Reference.NaivePointInTime.Lookup(e.Where(t => t.Order.KnownAt <= asOf).Select(t => (t.Order, t.Click)), asOf, null)))
            .Where(e => e.Found.Order is not null)
            .ToArray();
        report.Rows.ShouldBe(expected.Length);
        (await world.Online.CountAsync(report.OnlineView, TestContext.Current.CancellationToken)).ShouldBe(expected.Length);
        var rows = new OnlineRow[expected.Length];
        await world.Online.ReadAsync(report.OnlineView, expected.Select(e => e.Key).ToArray(), rows, TestContext.Current.CancellationToken);
        var codec = new RowCodec(compiled.Features.Select(f => f.Type));
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i].Order.ShouldBe(expected[i].Found.Order!.Value);
            var values = new FeatureValue[compiled.Features.Count];
            codec.Decode(rows[i].Payload, values);
            values.Select(NaiveClicks.Cell).ShouldBe(features(expected[i].Found.Row!).Select(Sql.Cell));
        }
    }

    private Task<MaterializationReport> RunAsync(string view, MaterializationOptions? options = null) =>
        new Materializer(World.Workspace).RunAsync((CompiledSourceView)World.Catalog.View(view), options, TestContext.Current.CancellationToken);

    private async Task<string?> NoteAsync(string customer)
    {
        var row = new OnlineRow[1];
        await World.Online.ReadAsync("notes@v1", new[] { EntityKey.From(customer) }, row, TestContext.Current.CancellationToken);
        var values = new FeatureValue[1];
        new RowCodec([ColumnType.String]).Decode(row[0].Payload, values);
        return values[0].AsString();
    }

    private async Task<EntityEvents> EventsAsync(string view, string customer)
    {
        var row = new OnlineRow[1];
        await World.Online.ReadAsync(view, new[] { EntityKey.From(customer) }, row, TestContext.Current.CancellationToken);
        var events = new EntityEvents(((CompiledAggregateView)World.Catalog.View("sums")).Plan.Inputs);
        EntityEventsCodec.Decode(row[0].Payload, events);
        return events;
    }
}
