using FsCheck;
using FsCheck.Fluent;
using Larder.Aggregation;
using Larder.Aggregation.Tiles;
using Larder.Reference;
using Larder.Types;

namespace Larder.Core.Tests.Aggregation.Tiles;

/// <summary>Applied in any order and portions, some of it twice, events give the bytes that all at once give.</summary>
public class EntityUpdaterTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(2_000).WithReplay(20_261_130, 851_427_001);

    [Fact]
    public void Streamed_in_any_order_an_entity_has_the_bytes_of_a_materialized_one() => Prop.ForAll(AggregationCase.Any(withLifetime: true), c =>
    {
        var layout = TilePropertyTests.Layouts[(c.Events.Count + c.FewRows + c.Plan.Grid.Levels) % TilePropertyTests.Layouts.Length];
        var random = new Random(c.Events.Count);
        var events = c.Events.ToArray();
        var streamed = new StoredEntity();
        var updater = new EntityUpdater(c.Plan, layout);
        var unmatched = 0;
        random.Shuffle(events);
        for (var start = 0; start < events.Length;)
        {
            var portion = events[start..Math.Min(events.Length, start + random.Next(1, 6))];
            unmatched += streamed.Apply(updater, portion);
            if (random.Next(3) == 0)
            {
                var before = streamed.Head;
                streamed.Apply(updater, events[..(start + portion.Length)]).ShouldBe(0);
                streamed.Head.ShouldBeSameAs(before);
            }

            start += portion.Length;
        }

        unmatched.ShouldBe(0);
        if (events.Length > 0)
        {
            Same(streamed, StoredEntity.Of(c.Plan, c.Prepare(), layout));
        }
    }).Check(Thorough);

    [Fact]
    public void A_retraction_of_an_event_that_is_not_there_changes_nothing_and_is_counted()
    {
        var plan = new AggregatePlan([], [new(AggregationKind.Count, -1, -1, Window.Lifetime)], default, TileGrid.Default);
        var updater = new EntityUpdater(plan, TilePropertyTests.Layouts[0]);
        var entity = new StoredEntity();
        entity.Apply(updater, [Event(1), Event(2)]);

        updater.Open(entity.Head);
        updater.Retract(Event(3).Order, new Instant(9));
        updater.Retract(new EventOrder(new Instant(1), new Instant(1), 99), new Instant(9));
        while (!updater.Find())
        {
            foreach (var segment in updater.Wanted.ToArray())
            {
                updater.Load(segment, entity.Segments[segment]);
            }
        }

        updater.Apply([]).ShouldBeNull();
        updater.Unmatched.ShouldBe(2);

        static NaiveEvent Event(long time) => new(new EventOrder(new Instant(time), new Instant(time), time), []);
    }

    [Fact]
    public void Segments_of_another_state_of_the_entity_are_noticed()
    {
        var plan = new AggregatePlan([], [new(AggregationKind.Count, -1, -1, Window.Lifetime)], default, TileGrid.OfAny(TimeSpan.FromMicroseconds(10)));
        var updater = new EntityUpdater(plan, TilePropertyTests.Layouts[0]);
        var entity = new StoredEntity();
        NaiveEvent Event(long time) => new(new EventOrder(new Instant(time), new Instant(time), time), []);
        entity.Apply(updater, [Event(1), Event(2)]);
        var old = entity.Head;
        entity.Apply(updater, [Event(3)]);
        var reader = new TileReader(plan, new TileCache());

        reader.Open(default, old, new Instant(2));
        reader.Find().ShouldBeFalse();
        reader.Load(reader.Wanted[0], entity.Segments[reader.Wanted[0]]);
        (reader.Find(), reader.IsTorn).ShouldBe((false, true));

        reader.Open(default, old, new Instant(2));
        reader.Find().ShouldBeFalse();
        reader.Load(reader.Wanted[0], null);
        (reader.Find(), reader.IsTorn).ShouldBe((false, true));
    }

    private static void Same(StoredEntity streamed, StoredEntity materialized)
    {
        Convert.ToHexString(streamed.Head).ShouldBe(Convert.ToHexString(materialized.Head));
        streamed.Segments.Keys.Order().ShouldBe(materialized.Segments.Keys.Order());
        foreach (var (number, payload) in materialized.Segments)
        {
            Convert.ToHexString(streamed.Segments[number]).ShouldBe(Convert.ToHexString(payload));
        }
    }
}
