using Larder.Aggregation;
using Larder.Aggregation.Tiles;
using Larder.Reference;
using Larder.Types;

namespace Larder.Core.Tests.Aggregation.Tiles;

/// <summary>Tiles kept between reads: they save segments from being read, and never give the values of another state.</summary>
public class TileCacheTests
{
    private static readonly TileLayout Tree = new(FewRows: 0, HeadRows: 0, SegmentRows: 4, TileRows: 2);

    private static readonly AggregatePlan Plan = new(
        [ColumnType.Float64],
        [new(AggregationKind.Sum, 0, -1, Window.Hours(1)), new(AggregationKind.Count, -1, -1, Window.Lifetime)],
        default,
        TileGrid.Of(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(20)));

    [Fact]
    public void An_entity_read_again_needs_no_segment()
    {
        var (entity, cache) = (StoredEntity.Of(Plan, Events(100), Tree), new TileCache());
        var expected = Read(entity, new TileReader(Plan, cache), Minute(90));
        var again = new TileReader(Plan, cache);

        again.Open(default, entity.Head!, Minute(90));
        again.Find().ShouldBeTrue();

        again.Wanted.Length.ShouldBe(0);
        Read(entity, again, Minute(90)).ShouldBe(expected);
    }

    [Fact]
    public void An_entity_that_has_changed_needs_what_has_changed_only()
    {
        var (entity, cache, updater) = (StoredEntity.Of(Plan, Events(100), Tree), new TileCache(), new EntityUpdater(Plan, Tree));
        var reader = new TileReader(Plan, cache);
        Read(entity, reader, Minute(90));
        entity.Apply(updater, [new NaiveEvent(new EventOrder(Minute(89), Minute(89), 1_000), [FeatureValue.From(1e9)])], []);

        reader.Open(default, entity.Head!, Minute(90));
        reader.Find().ShouldBeFalse();

        reader.Wanted.ToArray().Select(TileLayout.LevelOf).ShouldAllBe(level => level <= 1);
        reader.Wanted.Length.ShouldBeLessThanOrEqualTo(2);
        var values = Read(entity, reader, Minute(90));
        values.ShouldBe(Read(entity, new TileReader(Plan, new TileCache(0)), Minute(90)));
        values[1].ShouldBe(FeatureValue.From(91L));
    }

    [Fact]
    public void Entities_do_not_share()
    {
        var cache = new TileCache();
        var reader = new TileReader(Plan, cache);
        foreach (var count in (int[])[60, 80, 100])
        {
            reader.Open(EntityKey.From((long)count), StoredEntity.Of(Plan, Events(count), Tree).Head!, Minute(count - 1));
            reader.Find().ShouldBeFalse();
        }
    }

    [Fact]
    public void It_holds_no_more_than_it_may_and_keeps_what_is_used()
    {
        var cache = new TileCache(60_000);
        var used = new TileReader(Plan, cache);
        var (hot, entity) = (EntityKey.From(-1L), StoredEntity.Of(Plan, Events(10), Tree));
        Read(used, hot, entity);
        for (var other = 0; other < 200; other++)
        {
            Read(new TileReader(Plan, cache), EntityKey.From((long)other), entity);
            cache.Bytes.ShouldBeLessThanOrEqualTo(60_000);
            used.Open(hot, entity.Head!, Minute(9));
            used.Find().ShouldBeTrue($"after {other + 1} others the entity that is read all the time was gone");
        }

        used.Open(EntityKey.From(0L), entity.Head!, Minute(9));
        used.Find().ShouldBeFalse();
    }

    [Fact]
    public void An_entity_whose_row_is_written_again_and_again_takes_one_place()
    {
        var (cache, entity) = (new TileCache(), StoredEntity.Of(Plan, Events(10), Tree));
        Read(new TileReader(Plan, cache), EntityKey.From(-1L), entity);
        Read(new TileReader(Plan, cache), EntityKey.From(1L), entity);
        var (bytes, places) = (cache.Bytes, cache.Places);
        for (var written = 0; written < 1_000; written++)
        {
            // The same bytes in another array: what a store gives out after a commit.
            var reader = new TileReader(Plan, cache);
            reader.Open(EntityKey.From(1L), entity.Head!.ToArray(), Minute(9));
            reader.Find();
        }

        (cache.Bytes, cache.Places).ShouldBe((bytes, places));
    }

    [Fact]
    public void Decoded_states_count()
    {
        var plan = new AggregatePlan(
            [ColumnType.Int64], [new(AggregationKind.ApproxCountDistinct, 0, -1, Window.Lifetime)], default, TileGrid.Of(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(20)));
        var events = new EntityEvents(plan.Inputs);
        for (var i = 0; i < 400; i++)
        {
            events.Add(new EventOrder(Minute(i), Minute(i), i), [FeatureValue.From((long)i)]);
        }

        var (entity, cache) = (StoredEntity.Of(plan, events, Tree), new TileCache(400_000));
        var stored = entity.Head!.Length + entity.Segments.Sum(s => (long)s.Value.Length);
        var values = new FeatureValue[1];
        for (var minute = 1; minute < 400; minute += 7)
        {
            entity.Read(plan, new TileReader(plan, cache), Minute(minute), values);
            cache.Bytes.ShouldBeLessThanOrEqualTo(400_000);
        }

        cache.Bytes.ShouldBeGreaterThan(stored);
    }

    [Fact]
    public void Nothing_is_kept_where_nothing_may_be()
    {
        var (entity, cache) = (StoredEntity.Of(Plan, Events(100), Tree), new TileCache(0));
        Read(entity, new TileReader(Plan, cache), Minute(90));

        cache.Bytes.ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => new TileCache(-1));
    }

    [Fact]
    public void Many_threads_share_it()
    {
        var (entity, cache) = (StoredEntity.Of(Plan, Events(200), Tree), new TileCache(40_000));
        var expected = Enumerable.Range(0, 200).Select(m => Read(entity, new TileReader(Plan, new TileCache(0)), Minute(m))).ToArray();
        Parallel.For(0, 8, thread =>
        {
            var reader = new TileReader(Plan, cache);
            for (var minute = 0; minute < 2_000; minute++)
            {
                Read(entity, reader, Minute((minute * 7 * (thread + 1)) % 200)).ShouldBe(expected[minute * 7 * (thread + 1) % 200]);
            }
        });
    }

    private static FeatureValue[] Read(StoredEntity entity, TileReader reader, Instant at)
    {
        var values = new FeatureValue[Plan.Aggregations.Count];
        entity.Read(Plan, reader, at, values);
        return values;
    }

    private static void Read(TileReader reader, EntityKey key, StoredEntity entity)
    {
        reader.Open(key, entity.Head!, Minute(9));
        while (!reader.Find())
        {
            reader.IsTorn.ShouldBeFalse();
            foreach (var segment in reader.Wanted.ToArray())
            {
                reader.Load(segment, entity.Segments.TryGetValue(segment, out var payload) ? payload : (ReadOnlyMemory<byte>?)null);
            }
        }
    }

    private static EntityEvents Events(int count)
    {
        var events = new EntityEvents(Plan.Inputs);
        for (var i = 0; i < count; i++)
        {
            events.Add(new EventOrder(Minute(i), Minute(i), i), [FeatureValue.From(i / 3d)]);
        }

        return events;
    }

    private static Instant Minute(double minutes) => new((long)(minutes * 60_000_000));
}
