using Larder.Aggregation;
using Larder.Types;
using static Larder.Core.Tests.Aggregation.Events;

namespace Larder.Core.Tests.Aggregation;

public class EntityEventsTests
{
    [Fact]
    public void Events_must_be_added_in_the_total_order()
    {
        var events = Of(ColumnType.Int64, (2, FeatureValue.From(1L)));

        Should.Throw<ArgumentException>(() => events.Add(new EventOrder(Minute(1), Minute(1), 9), [FeatureValue.Null])).Message.ShouldBe(
            "Event EventOrder { EventTime = 1970-01-01T00:01:00Z, KnownAt = 1970-01-01T00:01:00Z, Sequence = 9 } comes before "
            + "EventOrder { EventTime = 1970-01-01T00:02:00Z, KnownAt = 1970-01-01T00:02:00Z, Sequence = 0 }; events must be added in the total order. (Parameter 'order')");
        events.Count.ShouldBe(1);
    }

    [Fact]
    public void An_event_must_have_all_inputs_of_the_plan() =>
        Should.Throw<ArgumentException>(() => new EntityEvents([ColumnType.Int64]).Add(default, []))
            .Message.ShouldBe("An event has 0 inputs, the plan 1. (Parameter 'inputs')");

    [Fact]
    public void Equal_places_in_the_order_are_allowed() =>
        Numbers((1, 1), (1, 2)).Count.ShouldBe(2);

    [Fact]
    public void Inputs_are_given_back_as_they_were_added()
    {
        FeatureValue[] values = [FeatureValue.From("a"), FeatureValue.Null, FeatureValue.From("b"), FeatureValue.From("a")];
        var events = Of(ColumnType.String, [.. values.Select(v => (1d, v))]);

        Enumerable.Range(0, 4).Select(row => events.Input(0, row)).ShouldBe(values);
        events.Inputs[0].Texts.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Cleared_and_filled_again_nothing_of_the_old_events_is_left()
    {
        var events = Of(ColumnType.String, (1, FeatureValue.From("old")), (2, FeatureValue.Null));
        (events.NewestBefore, events.CompleteFrom) = (Minute(1), Minute(1));

        events.Clear();
        events.Add(new EventOrder(Minute(0), Minute(0), 0), [FeatureValue.From("new")]);

        (events.Count, events.NewestBefore, events.CompleteFrom).ShouldBe((1, null, new Instant(long.MinValue)));
        events.Input(0, 0).ShouldBe(FeatureValue.From("new"));
        events.Inputs[0].Texts.ShouldBe(["new"]);
    }
}
