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

    [Fact]
    public void Stretches_of_columns_are_added_like_single_events()
    {
        ColumnType[] types = [ColumnType.Float64, ColumnType.String];
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var (columns, single, bulk) = (new EventColumns(types, isRevised: round % 2 == 0), new EntityEvents(types), new EntityEvents(types));
            columns.Resize(round % 23);
            for (var row = 0; row < columns.Count; row++)
            {
                FeatureValue[] values = [random.Next(3) == 0 ? FeatureValue.Null : FeatureValue.From(random.Next(9) / 7.0), random.Next(3) == 0 ? FeatureValue.Null : FeatureValue.From($"t{random.Next(4)}")];
                (columns.EventTimes[row], columns.KnownAts[row], columns.Sequences[row]) = (row / 3, row / 2, row);
                (columns.Inputs[0].Nulls[row], columns.Inputs[0].Bits[row]) = (values[0].IsNull, values[0].Bits);
                (columns.Inputs[1].Nulls[row], columns.Inputs[1].Texts[row]) = (values[1].IsNull, values[1].AsString());
                single.Add(new EventOrder(new Instant(row / 3), new Instant(row / 2), row), values);
                if (round % 2 == 0)
                {
                    columns.RetractedAts[row] = random.Next(2) == 0 ? long.MaxValue : row + 5;
                    if (columns.RetractedAts[row] != long.MaxValue)
                    {
                        single.Retract(row, new Instant(row + 5));
                    }
                }
            }

            var cut = random.Next(columns.Count + 1);
            bulk.AddRange(columns, 0, cut);
            bulk.AddRange(columns, cut, columns.Count - cut);

            EntityEventsCodec.Encode(bulk).ShouldBe(EntityEventsCodec.Encode(single));
            bulk.Inputs[1].Texts.ShouldBe(single.Inputs[1].Texts);
        }
    }

    [Fact]
    public void A_stretch_must_be_in_the_total_order_and_have_the_inputs_of_the_plan()
    {
        var columns = new EventColumns([ColumnType.Int64]);
        columns.Resize(2);
        (columns.EventTimes[0], columns.EventTimes[1]) = (2, 1);

        Should.Throw<ArgumentException>(() => new EntityEvents([ColumnType.Int64]).AddRange(columns, 0, 2)).Message.ShouldBe(
            "Event EventOrder { EventTime = 1970-01-01T00:00:00.000001Z, KnownAt = 1970-01-01T00:00:00Z, Sequence = 0 } comes before "
            + "EventOrder { EventTime = 1970-01-01T00:00:00.000002Z, KnownAt = 1970-01-01T00:00:00Z, Sequence = 0 }; events must be added in the total order. (Parameter 'columns')");
        Should.Throw<ArgumentException>(() => new EntityEvents([]).AddRange(columns, 0, 1)).Message.ShouldBe("An event has 1 inputs, the plan 0. (Parameter 'columns')");
    }
}
