using Larder.Aggregation;
using Larder.Aggregation.Tiles;
using Larder.Catalog;
using Larder.Errors;
using Larder.Serving.Online;
using Larder.Serving.Streaming;
using Larder.Storage;
using Larder.Streaming;
using Larder.Support;
using Larder.Types;

namespace Larder.Online;

/// <summary>Entities with many events, read through tiles.</summary>
public class TiledReadTests
{
    private static readonly CompiledAggregateView Totals = (CompiledAggregateView)Shop.Catalog.View("totals");

    [Theory]
    [InlineData("some", 600, 120)] // few events, without tiles: their texts
    [InlineData("many", 6_000, 0)]
    public async Task A_read_allocates_nothing_but_the_texts_of_few_events(string customer, int count, int most)
    {
        var world = await ShopWorld.CreateAsync();
        await new OnlineUpdater(Totals, 1, world.Store).ApplyAsync(VisitStream.Batch(VisitStream.Generate(1, count)));
        var plan = world.Reader.PlanOf(["totals:visits", "totals:mean_amount"]);
        var key = EntityKey.From(customer);
        Read(world, plan, key, 2_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(world, plan, key, 1_000);

        ((GC.GetAllocatedBytesForCurrentThread() - before) / 1_000).ShouldBeLessThanOrEqualTo(most);
    }

    [Fact]
    public async Task Several_entities_of_all_sizes_are_read_at_once_also_asynchronously()
    {
        var world = await ShopWorld.CreateAsync();
        var visits = VisitStream.Generate(2, 5_000);
        await new OnlineUpdater(Totals, 1, world.Store).ApplyAsync(VisitStream.Batch(visits));
        string?[] customers = ["many", "few", null, "many", "nobody", "some"];
        var at = ShopWorld.Now - TimeSpan.FromHours(50);

        var atOnce = await world.ReadAsync(["totals:visits", "totals:mean_amount"], at, customers);
        world.Store.IsAsynchronous = true;
        (await world.ReadAsync(["totals:visits", "totals:mean_amount"], at, customers)).ShouldBe(atOnce);

        var evaluator = new AggregateEvaluator(Totals);
        foreach (var (row, customer) in customers.Index().Where(c => c.Item is not (null or "nobody")))
        {
            evaluator.Evaluate(VisitStream.Events(Totals, visits, customer!), at);
            atOnce[row * 2].ShouldStartWith($"{row} visits = {evaluator.Features[0]} PRESENT");
            atOnce[(row * 2) + 1].ShouldStartWith($"{row} mean_amount = {evaluator.Features[1]} PRESENT");
        }
    }

    [Fact]
    public async Task An_entity_written_between_its_head_and_its_segments_is_read_again()
    {
        var world = await ShopWorld.CreateAsync();
        var visits = VisitStream.Generate(3, 6_000);
        await new OnlineUpdater(Totals, 1, world.Store).ApplyAsync(VisitStream.Batch(visits[..5_000]));
        var store = new MovingStore(world.Store, times: 1, () => new OnlineUpdater(Totals, 1, world.Store).ApplyAsync(VisitStream.Batch(visits[5_000..])));
        var at = ShopWorld.Now - TimeSpan.FromHours(30);

        using var frame = new FeatureReader(Shop.Catalog, Shop.Applied, store).PlanOf(["totals:visits"]).Rent();
        frame.SetKey(0, EntityKey.From("many"));
        await new FeatureReader(Shop.Catalog, Shop.Applied, store).ReadAsync(frame, at);

        var evaluator = new AggregateEvaluator(Totals);
        evaluator.Evaluate(VisitStream.Events(Totals, visits, "many"), at);
        frame.Value(0, 0).ShouldBe(evaluator.Features[0]);
    }

    [Fact]
    public async Task An_entity_that_is_written_all_the_time_is_given_up()
    {
        var world = await ShopWorld.CreateAsync();
        var (at, next) = (ShopWorld.Now - TimeSpan.FromHours(30), 0);
        await new OnlineUpdater(Totals, 1, world.Store).ApplyAsync(VisitStream.Batch(VisitStream.Generate(4, 5_000)));
        var store = new MovingStore(world.Store, times: int.MaxValue, beforeHeads: true, before: () =>
        {
            // Within the day at whose ragged end the reader is.
            var time = at - TimeSpan.FromSeconds(++next);
            return new OnlineUpdater(Totals, 1, world.Store).ApplyAsync(VisitStream.Batch(new StreamedVisit("many", new EventOrder(time, time, 1_000_000 + next), "page", 1, 1)));
        });
        var reader = new FeatureReader(Shop.Catalog, Shop.Applied, store);
        using var frame = reader.PlanOf(["totals:visits"]).Rent();
        frame.SetKey(0, EntityKey.From("many"));

        var given = await Should.ThrowAsync<UnavailableException>(async () => await reader.ReadAsync(frame, at));

        (given.Message, given.IsTransient).ShouldBe(("An entity of online view 'totals@v1' was written 20 times while it was read; try again.", true));
    }

    [Fact]
    public async Task An_entity_that_has_few_events_or_none_when_it_is_read_again_is_read_so()
    {
        var visits = VisitStream.Generate(6, 5_000);
        var at = ShopWorld.Now - TimeSpan.FromHours(30);
        var few = VisitStream.Events(Totals, visits[..40], "many");
        var evaluator = new AggregateEvaluator(Totals);
        evaluator.Evaluate(few, at);

        (await ReadAsync(visits, at, row => new OnlineWrite(EntityKey.From("many"), row.Order, EntityEventsCodec.Encode(few)))).ShouldBe(evaluator.Features[0]);
        (await ReadAsync(visits, at, write: null)).ShouldBe(FeatureValue.From(0L));
    }

    [Fact]
    public async Task Segments_that_are_missing_though_nothing_was_written_are_damage()
    {
        var visits = VisitStream.Generate(7, 5_000);

        var given = await Should.ThrowAsync<UnavailableException>(() => ReadAsync(
            visits, ShopWorld.Now - TimeSpan.FromHours(30), row => new OnlineWrite(EntityKey.From("many"), row.Order, row.Payload!)));

        (given.Message, given.IsTransient).ShouldBe(("An entity of online view 'totals@v1' lacks segments that its row names; materialize the view again.", false));
    }

    [Fact]
    public async Task Times_before_the_horizon_are_refused_for_tiled_entities_too()
    {
        var world = await ShopWorld.CreateAsync();
        var spend = (CompiledAggregateView)Shop.Catalog.View("spend");
        var events = VisitStream.Events(spend, VisitStream.Generate(5, 3_000), "many");
        events.CompleteFrom = ShopWorld.Now - TimeSpan.FromDays(13);
        var segments = new List<OnlineSegment>();
        var row = new EntityEncoder(spend.Plan).Encode(events, segments);
        var state = (await world.Store.GetStateAsync("spend@v1"))!;
        await world.Store.WriteAsync("spend@v1", [new OnlineWrite(EntityKey.From("many"), default, row) { Segments = segments }], state, state);

        (await Should.ThrowAsync<InvalidInputException>(() => world.ReadAsync(["spend:visits_7d"], ShopWorld.Now - TimeSpan.FromDays(7), "many"))).Message.ShouldBe(
            "View spend cannot be read as of 2024-03-03T12:00:00Z: its widest window reaches back to 2024-02-25T12:00:00Z, but the events stored for customer_id 'many' are complete "
            + "only from 2024-02-26T12:00:00Z on. Ask for a later as_of, or build a training set for the past.");
    }

    /// <summary>Reads the visits of an entity whose row is replaced, or which is dropped with its view, between its row and its segments.</summary>
    private static async Task<FeatureValue> ReadAsync(StreamedVisit[] visits, Instant at, Func<OnlineRow, OnlineWrite>? write)
    {
        var (world, key) = (await ShopWorld.CreateAsync(), EntityKey.From("many"));
        await new OnlineUpdater(Totals, 1, world.Store).ApplyAsync(VisitStream.Batch(visits));
        var state = (await world.Store.GetStateAsync("totals@v1"))!;
        var rows = new OnlineRow[1];
        await world.Store.ReadAsync("totals@v1", new[] { key }, rows);
        var store = new MovingStore(world.Store, times: 1, async () =>
        {
            if (write is null)
            {
                await world.Store.DropAsync("totals@v1");
                await world.Store.CreateAsync("totals@v1");
                return;
            }

            await world.Store.WriteAsync("totals@v1", [write(rows[0])], state, state);
        });
        var reader = new FeatureReader(Shop.Catalog, Shop.Applied, store);
        using var frame = reader.PlanOf(["totals:visits"]).Rent();
        frame.SetKey(0, key);
        await reader.ReadAsync(frame, at);
        return frame.Value(0, 0);
    }

    private static void Read(ShopWorld world, ReadPlan plan, EntityKey key, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var frame = plan.Rent();
            frame.SetKey(0, key);
            if (!IsComplete(world.Reader.ReadAsync(frame, ShopWorld.Now - TimeSpan.FromMinutes((i * 37 % 10_000) + 0.5))))
            {
                throw new InvalidOperationException("The store in memory answers at once.");
            }
        }
    }

    private static bool IsComplete(ValueTask read) => read.IsCompletedSuccessfully;

    /// <summary>Something happens before segments are read, or before anything is.</summary>
    private sealed class MovingStore(IOnlineStore inner, int times, Func<Task> before, bool beforeHeads = false) : IOnlineStore
    {
        private int _left = times;

        public async ValueTask ReadSegmentsAsync(string view, ReadOnlyMemory<SegmentKey> keys, PayloadBuffer payloads, CancellationToken cancellationToken = default)
        {
            if ((beforeHeads || keys.Span[0].Number != SegmentKey.Row) && _left-- > 0)
            {
                await before();
            }

            await inner.ReadSegmentsAsync(view, keys, payloads, cancellationToken);
        }

        public Task CreateAsync(string view, CancellationToken cancellationToken = default) => inner.CreateAsync(view, cancellationToken);

        public ValueTask ReadAsync(string view, ReadOnlyMemory<EntityKey> keys, Memory<OnlineRow> rows, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(view, keys, rows, cancellationToken);

        public Task WriteAsync(
            string view, IReadOnlyList<OnlineWrite> rows, MaterializationState state, MaterializationState? expected, CancellationToken cancellationToken = default) =>
            inner.WriteAsync(view, rows, state, expected, cancellationToken);

        public Task<MaterializationState?> GetStateAsync(string view, CancellationToken cancellationToken = default) => inner.GetStateAsync(view, cancellationToken);

        public Task<long> CountAsync(string view, CancellationToken cancellationToken = default) => inner.CountAsync(view, cancellationToken);

        public Task<int> RemoveAsync(string view, IReadOnlyCollection<EntityKey> keys, CancellationToken cancellationToken = default) => inner.RemoveAsync(view, keys, cancellationToken);

        public Task DropAsync(string view, CancellationToken cancellationToken = default) => inner.DropAsync(view, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
