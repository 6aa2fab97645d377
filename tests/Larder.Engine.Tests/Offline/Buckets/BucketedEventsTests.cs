using Larder.Aggregation;
using Larder.Catalog;
using Larder.Errors;
using Larder.Support;
using Larder.Types;

namespace Larder.Offline.Buckets;

/// <summary>The events of each entity as buckets give them, against those that the row-by-row way gives.</summary>
public sealed class BucketedEventsTests
{
    [Theory]
    [InlineData(1, 1L << 30)]
    [InlineData(2, 1L << 30)]
    [InlineData(3, 1L)]
    [InlineData(4, 20_000L)]
    public async Task Each_entity_has_its_events_in_the_total_order_with_the_inputs_of_the_row_form(int seed, long memory)
    {
        var generated = new ClickCase(seed, clicks: 900, files: 3);
        using var world = new World(ClickRepository.Catalog);
        for (var i = 0; i < generated.Files.Count; i++)
        {
            await world.IngestAsync("clicks", world.Write($"clicks{i}.csv", ClickCase.Csv(generated.Files[i])));
        }

        var view = (CompiledAggregateView)world.Catalog.View("activity");
        var table = await OfflineTable.OpenAsync(world.OfflinePath, view.Source, version: null, TestContext.Current.CancellationToken);
        using var workspace = world.With(threads: 1 + (seed % 3));
        using var engine = workspace.OpenEngine();
        var context = new ScanContext(engine, workspace.Options.Threads, new Instant(long.MaxValue / 2), new SpillSpace(memory, () => workspace.TemporaryPath("events")), TestContext.Current.CancellationToken);
        var keys = KeyIndex.Of(ColumnType.String, new[] { "u1", "u2", "O'Brien; --", "ünï\"code 💥", "01", "nobody" }.Select(FeatureValue.From));

        using var history = BucketedEvents.Read(context, table, view, keys);
        history.HasSpilled.ShouldBe(memory < 100_000);

        var groups = EntityGroups.Read(context, table, view, keys);
        var (loader, scratch) = (new BucketLoader(history), new EntityGroups.Scratch(view));
        var (found, expected, entities) = (new EntityEvents(view.Plan.Inputs), new EntityEvents(view.Plan.Inputs), 0);
        for (var bucket = 0; bucket < history.Buckets.Count; bucket++)
        {
            loader.Load(bucket);
            var ids = history.Buckets.EntitiesOf(bucket).ToArray();
            for (var i = 0; i < ids.Length; i++, entities++)
            {
                found.Clear();
                found.AddRange(loader.Columns, loader.Starts[i], loader.Starts[i + 1] - loader.Starts[i]);
                groups.Load(ids[i], expected, scratch);
                Describe(found, history.Record).ShouldBe(Describe(expected, history.Record));
            }
        }

        entities.ShouldBe(keys.Count);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(60, 2)]
    public void An_event_keeps_its_number_flags_and_time(int inputs, int headWords)
    {
        var types = Enumerable.Repeat(ColumnType.Int64, inputs).ToArray();
        var (first, last) = (-5_000_000L, 400L * 86_400_000_000);
        foreach (var record in new[] { new EventRecord(types, isRevised: false), new EventRecord(types, isRevised: true, OrderParts.EventTime, entities: 300, (first, last)) })
        {
            record.FirstInput.ShouldBe(record.Order == OrderParts.All ? 2 : headWords);
            foreach (var (number, time) in new[] { (0, first), (299, last), (17, 0L) })
            {
                var words = new long[record.Words + 3];
                var flags = Enumerable.Range(0, inputs).Where(i => i % 3 == 0 && record.FlagOf(i).Word == 0).Aggregate(0UL, (all, i) => all | record.FlagOf(i).Bit);
                record.Head.Write(words.AsSpan(3, record.Words), number, flags, time);
                record.Head.NumberOf(words[3]).ShouldBe(number);
                record.Head.TimeOf(words, 3).ShouldBe(time);
                Enumerable.Range(0, inputs).Where(i => record.FlagOf(i).Word == 0).ShouldAllBe(i => (((ulong)words[3] & record.FlagOf(i).Bit) != 0) == (i % 3 == 0));
            }
        }
    }

    [Fact]
    public void An_event_outside_the_times_committed_with_its_file_is_refused()
    {
        var record = new EventRecord([], isRevised: false, OrderParts.EventTime, entities: 1, (0, 1_000_000));

        Should.Throw<InvalidInputException>(() => record.Head.Write(new long[1], 0, 0, 1_000_001)).Message.ShouldBe(
            "An event of 1970-01-01T00:00:01.000001Z lies in a file that is said to hold events from 1970-01-01T00:00:00Z to 1970-01-01T00:00:01Z: "
            + "a data file of the offline table is not the one that was committed. Restore it from a backup.");
    }

    [Fact]
    public async Task A_read_that_is_stopped_leaves_no_file()
    {
        using var world = new World(ClickRepository.Catalog);
        await world.IngestAsync("clicks", world.Write("clicks.csv", ClickCase.Csv(new ClickCase(1, clicks: 900, files: 1).Files[0])));
        var view = (CompiledAggregateView)world.Catalog.View("activity");
        var table = await OfflineTable.OpenAsync(world.OfflinePath, view.Source, version: null, TestContext.Current.CancellationToken);
        using var workspace = world.With();
        using var engine = workspace.OpenEngine();
        using var stop = new CancellationTokenSource();
        var path = workspace.TemporaryPath("events");
        var spill = new SpillSpace(1, () =>
        {
            stop.Cancel();
            return path;
        });

        Should.Throw<OperationCanceledException>(() => BucketedEvents.Read(
            new ScanContext(engine, 1, new Instant(long.MaxValue / 2), spill, stop.Token), table, view, KeyIndex.Of(ColumnType.String, [FeatureValue.From("u1")])));

        stop.IsCancellationRequested.ShouldBeTrue("events were spilled");
        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public void Buckets_are_a_stable_hash_of_the_key()
    {
        var keys = KeyIndex.Of(ColumnType.String, [FeatureValue.From("a"), FeatureValue.From("b"), FeatureValue.From("c"), FeatureValue.From("ü")]);
        var buckets = new EntityBuckets(keys, 16);

        Enumerable.Range(0, 4).Select(id => buckets.Cut.BucketOf(buckets.Places[id])).ShouldBe(Enumerable.Range(0, 4).Select(id => (int)(keys.KeyOf(id).StableHash() % 16)));
        foreach (var id in Enumerable.Range(0, 4))
        {
            buckets.EntitiesOf(buckets.Cut.BucketOf(buckets.Places[id]))[buckets.Cut.NumberOf(buckets.Places[id])].ShouldBe(id);
        }

        EntityKey.From("a").StableHash().ShouldBe(0x82A2_A958_A9BE_CE5BUL);
    }

    [Theory]
    [InlineData(0, 1L << 30, 1)]
    [InlineData(10_000_000, 1L << 30, 512)]
    [InlineData(100_000_000, 640L << 20, 1024)]
    [InlineData(1_000_000, 1L << 20, 512)]
    public void There_are_as_many_buckets_as_keep_one_per_thread_near(long events, long memory, int expected) =>
        EntityBuckets.CountFor(events, eventBytes: 40, threads: 2, memory).ShouldBe(expected);

    private static string[] Describe(EntityEvents events, EventRecord record) =>
    [
        .. Enumerable.Range(0, events.Count).Select(row => $"{events.Order(row).EventTime} {events.Order(row).KnownAt} {(record.Sequence < 0 ? null : events.Order(row).Sequence)} {string.Join(" | ", events.Inputs.Select((_, i) => $"{events.Input(i, row).Type} {events.Input(i, row).Bits:x} {events.Input(i, row)}"))}"),
    ];
}
