using Larder.Aggregation;
using Larder.Aggregation.Tiles;
using Larder.Catalog;
using Larder.Errors;
using Larder.Online;
using Larder.Serving.Streaming;
using Larder.Storage;
using Larder.Support;
using Larder.Types;

namespace Larder.Streaming;

/// <summary>Streamed equals materialized equals the kernel over all events, whatever the order and the portions.</summary>
public class OnlineUpdaterTests
{
    private static readonly string[] Views = ["spend", "totals", "habits"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Streamed_rows_have_the_bytes_and_the_values_of_materialized_ones(int seed)
    {
        var visits = VisitStream.Generate(seed, 6_000);
        var (streamed, random) = (await ShopWorld.CreateAsync(), new Random(seed));
        var shuffled = visits.ToArray();
        random.Shuffle(shuffled);
        foreach (var name in Views)
        {
            var view = (CompiledAggregateView)Shop.Catalog.View(name);
            var updater = new OnlineUpdater(view, Shop.Applied.Views[name], streamed.Store);
            for (var start = 0; start < shuffled.Length;)
            {
                var portion = shuffled[start..Math.Min(shuffled.Length, start + random.Next(1, 900))];
                (await updater.ApplyAsync(VisitStream.Batch(portion))).Events.ShouldBe(portion.Length);
                (await updater.ApplyAsync(VisitStream.Batch(portion))).Entities.ShouldBe(0);
                start += portion.Length;
            }

            foreach (var customer in new[] { "few", "some", "many" })
            {
                await SameAsync(streamed, view, VisitStream.Events(view, visits, customer), customer);
            }
        }
    }

    [Fact]
    public async Task Zeros_and_nans_have_the_bits_that_ingestion_would_give_them()
    {
        var visits = VisitStream.Generate(9, 400);
        double[] odd = [-0.0, BitConverter.Int64BitsToDouble(0x7FF0_0000_0000_0001), BitConverter.Int64BitsToDouble(-1)];
        var (raw, ingested) = (await ShopWorld.CreateAsync(), await ShopWorld.CreateAsync());
        foreach (var name in Views)
        {
            var view = (CompiledAggregateView)Shop.Catalog.View(name);
            await new OnlineUpdater(view, Shop.Applied.Views[name], raw.Store).ApplyAsync(VisitStream.Batch([.. visits.Select((v, i) => v with { Amount = odd[i % 3] })]));
            await new OnlineUpdater(view, Shop.Applied.Views[name], ingested.Store).ApplyAsync(
                VisitStream.Batch([.. visits.Select((v, i) => v with { Amount = i % 3 == 0 ? 0.0 : double.NaN })]));
            foreach (var customer in new[] { "few", "some", "many" })
            {
                var (one, other) = (new OnlineRow[1], new OnlineRow[1]);
                var online = OnlineViewName.Of(name, Shop.Applied.Views[name]);
                await raw.Store.ReadAsync(online, new[] { EntityKey.From(customer) }, one);
                await ingested.Store.ReadAsync(online, new[] { EntityKey.From(customer) }, other);
                one[0].Payload.ShouldNotBeNull().ShouldBe(other[0].Payload);
            }
        }
    }

    [Fact]
    public async Task A_retracted_visit_counts_until_its_retraction_is_known()
    {
        var world = await ShopWorld.CreateAsync();
        var visits = VisitStream.Generate(3, 5_000);
        var updater = new OnlineUpdater((CompiledSourceView)Shop.Catalog.View("totals"), 1, world.Store);
        await updater.ApplyAsync(VisitStream.Batch(visits));
        var gone = visits.First(v => v.Customer == "many");
        var at = ShopWorld.Now + TimeSpan.FromDays(3);

        var report = await updater.ApplyAsync(VisitStream.Batch() with
        {
            Retractions = [new StreamRetraction(EntityKey.From("many"), gone.Order, at), new StreamRetraction(EntityKey.From("nobody"), gone.Order, at)],
        });

        report.ShouldBe(new StreamReport(0, 1, 1));
        var many = visits.Count(v => v.Customer == "many");
        (await world.ReadAsync(["totals:visits"], at - TimeSpan.FromSeconds(1), "many"))[0].ShouldStartWith($"0 visits = {many} PRESENT");
        (await world.ReadAsync(["totals:visits"], at, "many"))[0].ShouldStartWith($"0 visits = {many - 1} PRESENT");
    }

    [Fact]
    public async Task Positions_are_committed_with_the_rows_and_a_batch_behind_them_is_not_applied_again()
    {
        var world = await ShopWorld.CreateAsync();
        var visits = VisitStream.Generate(4, 20);
        var updater = new OnlineUpdater((CompiledSourceView)Shop.Catalog.View("spend"), 1, world.Store);
        var first = VisitStream.Batch(visits[..10]) with { Positions = new Dictionary<string, long> { ["visits/0"] = 10 } };

        (await updater.ApplyAsync(first)).Events.ShouldBe(10);
        (await updater.ApplyAsync(first)).ShouldBe(new StreamReport(0, 0, 0));
        await updater.ApplyAsync(VisitStream.Batch() with { Positions = new Dictionary<string, long> { ["visits/1"] = 3, ["visits/0"] = 4 } });

        var state = (await world.Store.GetStateAsync(updater.OnlineView)).ShouldNotBeNull();
        state.Positions.OrderBy(p => p.Key).ShouldBe([KeyValuePair.Create("visits/0", 10L), KeyValuePair.Create("visits/1", 3L)]);
        state.StreamedTo.ShouldBe(visits[..10].Max(v => v.Order.KnownAt));
    }

    [Fact]
    public async Task Of_a_row_view_the_newest_row_wins_and_a_retraction_is_refused()
    {
        var world = await ShopWorld.CreateAsync();
        var updater = new OnlineUpdater((CompiledSourceView)Shop.Catalog.View("profile"), 3, world.Store);
        StreamedVisit Visit(long minute, string page) =>
            new("C1", new EventOrder(ShopWorld.Now + TimeSpan.FromMinutes(minute), ShopWorld.Now + TimeSpan.FromMinutes(minute), minute + 10), page, 1, 1);
        await updater.ApplyAsync(VisitStream.Batch(Visit(-2, "new"), Visit(-5, "old")));
        await updater.ApplyAsync(VisitStream.Batch(Visit(-3, "late")));

        (await world.ReadAsync(["profile:page"], ShopWorld.Now, "C1")).ShouldBe(["0 page = new PRESENT 2024-03-10T11:58:00Z"]);
        (await Should.ThrowAsync<InvalidInputException>(() => updater.ApplyAsync(
            VisitStream.Batch() with { Retractions = [new StreamRetraction(EntityKey.From("C1"), Visit(-2, "new").Order, ShopWorld.Now)] }))).Message.ShouldBe(
            "View profile keeps the newest row only, so a retraction cannot bring back the row before; ingest the retraction and run 'larder materialize profile'.");
    }

    [Fact]
    public async Task A_view_that_is_not_there_or_being_materialized_is_not_streamed_to()
    {
        var world = await ShopWorld.CreateAsync();
        var view = (CompiledSourceView)Shop.Catalog.View("spend");
        (await Should.ThrowAsync<NotFoundException>(() => new OnlineUpdater(view, 9, world.Store).ApplyAsync(VisitStream.Batch()))).Message.ShouldBe(
            "Online view 'spend@v9' is not materialized; run 'larder materialize', then apply the stream.");

        var state = (await world.Store.GetStateAsync("spend@v1"))!;
        await world.Store.WriteAsync("spend@v1", [], state with { IsComplete = false }, state);
        (await Should.ThrowAsync<ConflictException>(() => new OnlineUpdater(view, 1, world.Store).ApplyAsync(VisitStream.Batch()))).Message.ShouldBe(
            "Online view 'spend@v1' is being materialized; apply the batch again when 'larder materialize' has finished.");
    }

    [Fact]
    public async Task Rows_stay_where_the_materialization_before_replaced_those_of_other_code()
    {
        var world = await ShopWorld.CreateAsync();
        var state = (await world.Store.GetStateAsync("spend@v1"))!;
        await world.Store.WriteAsync("spend@v1", [], state with { ReplacesRows = true }, state);
        var updater = new OnlineUpdater((CompiledSourceView)Shop.Catalog.View("spend"), 1, world.Store);
        StreamedVisit Visit(string customer, long sequence) => new(customer, new EventOrder(ShopWorld.Now, ShopWorld.Now, sequence), "home", 1, 1);

        await updater.ApplyAsync(VisitStream.Batch(Visit("C1", 1)));
        await updater.ApplyAsync(VisitStream.Batch(Visit("C2", 2)));

        (await world.Store.CountAsync("spend@v1")).ShouldBe(2);
    }

    [Fact]
    public async Task A_batch_needs_an_order_for_each_event()
    {
        var world = await ShopWorld.CreateAsync();
        var updater = new OnlineUpdater((CompiledSourceView)Shop.Catalog.View("spend"), 1, world.Store);

        (await Should.ThrowAsync<ArgumentException>(() => updater.ApplyAsync(VisitStream.Batch(VisitStream.Generate(1, 2)) with { Orders = [] }))).Message.ShouldStartWith(
            "A batch of 2 events has 0 places in the total order; give one for each.");
    }

    private static async Task SameAsync(ShopWorld world, CompiledAggregateView view, EntityEvents events, string customer)
    {
        var (segments, payloads) = (new List<OnlineSegment>(), new PayloadBuffer());
        var head = new EntityEncoder(view.Plan).Encode(events, segments);
        var key = EntityKey.From(customer);
        SegmentKey[] keys = [new(key, SegmentKey.Row), .. segments.Select(s => new SegmentKey(key, s.Number))];
        await world.Store.ReadSegmentsAsync(ShopWorld.OnlineName(view.Name), keys, payloads);
        payloads[0]!.Value.Span.SequenceEqual(head).ShouldBeTrue($"head of {customer} in {view.Name}");
        for (var i = 0; i < segments.Count; i++)
        {
            payloads[i + 1]!.Value.Span.SequenceEqual(segments[i].Payload).ShouldBeTrue($"segment {segments[i].Number} of {customer} in {view.Name}");
        }

        (segments.Count > 0).ShouldBe(events.Count > 2048);
        var evaluator = new AggregateEvaluator(view);
        string[] features = [.. view.Features.Select(f => $"{view.Name}:{f.Name}")];
        for (var hours = -300; hours < 200; hours += 7)
        {
            var at = ShopWorld.Now + TimeSpan.FromHours(hours) + TimeSpan.FromSeconds(hours);
            var newest = evaluator.Evaluate(events, at);
            using var frame = world.Reader.PlanOf(features).Rent();
            frame.SetKey(0, key);
            await world.Reader.ReadAsync(frame, at);
            for (var f = 0; f < features.Length; f++)
            {
                frame.Value(0, f).ShouldBe(evaluator.Features[f], $"{features[f]} of {customer} at {at}");
                frame.EventTime(0, f).ShouldBe(newest);
            }
        }
    }
}
