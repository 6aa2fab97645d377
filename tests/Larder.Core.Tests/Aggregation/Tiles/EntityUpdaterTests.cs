using Larder.Aggregation;
using Larder.Aggregation.Tiles;
using Larder.Reference;
using Larder.Types;

namespace Larder.Core.Tests.Aggregation.Tiles;

/// <summary>What a stream meets apart from events; that streamed events give the bytes of all at once is part of the property of all paths.</summary>
public class EntityUpdaterTests
{
    [Fact]
    public void A_retraction_of_an_event_that_is_not_there_changes_nothing_and_is_counted()
    {
        var plan = new AggregatePlan([], [new(AggregationKind.Count, -1, -1, Window.Lifetime)], default, TileGrid.Default);
        var updater = new EntityUpdater(plan, StoredEntity.SmallLayouts[0]);
        var entity = new StoredEntity();
        entity.Apply(updater, [Event(1), Event(2)], []);

        updater.Open(entity.Head!);
        updater.Retract(Event(3).Order, new Instant(9));
        updater.Retract(new EventOrder(new Instant(1), new Instant(1), 99), new Instant(9));
        while (!updater.Find())
        {
            updater.IsTorn.ShouldBeFalse();
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
        var updater = new EntityUpdater(plan, StoredEntity.SmallLayouts[0]);
        var entity = new StoredEntity();
        NaiveEvent Event(long time) => new(new EventOrder(new Instant(time), new Instant(time), time), []);
        entity.Apply(updater, [Event(1), Event(2)], []);
        var old = entity.Head!;
        entity.Apply(updater, [Event(3)], []);
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
}
