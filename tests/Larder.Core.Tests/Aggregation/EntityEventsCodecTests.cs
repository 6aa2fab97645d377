using Larder.Aggregation;
using Larder.Errors;
using Larder.Types;
using static Larder.Core.Tests.Aggregation.Events;

namespace Larder.Core.Tests.Aggregation;

public class EntityEventsCodecTests
{
    private static readonly ColumnType[] AllTypes =
    [
        ColumnType.Float64, ColumnType.Float32, ColumnType.Int64, ColumnType.Int32, ColumnType.Boolean, ColumnType.String, ColumnType.Timestamp,
    ];

    [Fact]
    public void Events_of_all_types_are_read_back_bit_for_bit()
    {
        var events = Some();
        var read = new EntityEvents(AllTypes);
        read.Add(default, [.. AllTypes.Select(_ => FeatureValue.Null)]);

        EntityEventsCodec.Decode(EntityEventsCodec.Encode(events), read);

        (read.Count, read.CompleteFrom, read.NewestBefore).ShouldBe((events.Count, events.CompleteFrom, events.NewestBefore));
        for (var row = 0; row < events.Count; row++)
        {
            read.Order(row).ShouldBe(events.Order(row));
            read.RetractedAts[row].ShouldBe(events.RetractedAts[row]);
            for (var input = 0; input < AllTypes.Length; input++)
            {
                read.Input(input, row).ShouldBe(events.Input(input, row));
            }
        }
    }

    [Fact]
    public void The_form_of_the_bytes_does_not_change()
    {
        var events = new EntityEvents([ColumnType.Float64, ColumnType.String]) { CompleteFrom = new Instant(-1), NewestBefore = new Instant(-2) };
        events.Add(new EventOrder(new Instant(100), new Instant(101), 7), [FeatureValue.From(1d), FeatureValue.From("ä")]);
        events.Add(new EventOrder(new Instant(100), new Instant(163), 5), [FeatureValue.Null, FeatureValue.From("ä")]);
        events.Retract(1, new Instant(166));

        Convert.ToHexString(EntityEventsCodec.Encode(events)).ShouldBe(
            "02" + "01" + "01" + "03" + "02" // format, complete from, newest before, count
            + "C801" + "02" + "0E" + "00" + "7E" + "03" // event time, known at, sequence
            + "01" + "00" + "08" // some retracted: never, three microseconds after it was known
            + "01" + "02" + "000000000000F03F" + "0000000000000000" // nulls, numbers
            + "00" + "01" + "02" + "C3A4" + "00" + "00"); // no nulls, texts, codes
    }

    [Fact]
    public void Damaged_bytes_are_an_error_or_a_value_and_never_cost_much_memory()
    {
        var whole = EntityEventsCodec.Encode(Some());
        var read = new EntityEvents(AllTypes);
        var kernel = new AggregatePlan(AllTypes, [new(AggregationKind.CountDistinct, 5, -1, Window.Lifetime)], default, TileGrid.Default).CreateKernel();
        var results = new FeatureValue[1];

        var values = DamagedBytes.Of(whole, seed: 1).Count(damaged => DamagedBytes.Reads(() =>
        {
            EntityEventsCodec.Decode(damaged, read);
            kernel.Evaluate(read, new Instant(long.MaxValue), results);
        }));

        values.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Every_truncation_is_noticed()
    {
        var whole = EntityEventsCodec.Encode(Some());

        for (var length = 0; length < whole.Length; length++)
        {
            Damaged(whole[..length]);
        }

        Damaged([.. whole, 0]);
    }

    [Theory]
    [InlineData("02 01 00 00 FFFFFFFF0F", "a count beyond the bytes")]
    [InlineData("02 01 00 00 FFFFFFFFFFFFFFFFFFFF01", "a number beyond 64 bits")]
    [InlineData("02 01 00 00 02 14 00 00 13 00 00 00 00 00 00 00", "events out of order")]
    [InlineData("02 01 00 00 01 00 00 00 00 00 01 01 61 02", "a code without a text")]
    [InlineData("02 01 00 00 01 00 00 00 00 00 01 01 61 01", "a negative code")]
    [InlineData("02 01 00 00 01 00 00 00 00 00 01 01 FF 00", "a text that is no UTF-8")]
    [InlineData("02 01 00 00 01 00 00 00 00 00 02 01 61 01 61 00", "a text twice")]
    public void Nonsense_is_noticed(string hex, string because)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal));

        Should.Throw<UnavailableException>(() => EntityEventsCodec.Decode(bytes, new EntityEvents([ColumnType.String])), because)
            .Message.ShouldBe("An online row is damaged; materialize the view again.");
    }

    [Fact]
    public void Another_format_is_named() =>
        Should.Throw<UnavailableException>(() => EntityEventsCodec.Decode([3], new EntityEvents([])))
            .Message.ShouldBe("An online row has format 3; this Larder reads format 2. Upgrade it, or materialize the view again.");

    private static void Damaged(byte[] bytes) => Should.Throw<UnavailableException>(() => EntityEventsCodec.Decode(bytes, new EntityEvents(AllTypes)))
        .Message.ShouldBe("An online row is damaged; materialize the view again.");

    private static EntityEvents Some()
    {
        var events = new EntityEvents(AllTypes) { CompleteFrom = Minute(-5), NewestBefore = Minute(-6) };
        FeatureValue[][] rows =
        [
            [
                FeatureValue.From(double.NaN), FeatureValue.From(-0f), FeatureValue.From(long.MinValue), FeatureValue.From(int.MinValue),
                FeatureValue.From(true), FeatureValue.From(string.Empty), FeatureValue.From(Minute(-1)),
            ],
            [.. AllTypes.Select(_ => FeatureValue.Null)],
            [
                FeatureValue.From(double.NegativeInfinity), FeatureValue.From(float.NaN), FeatureValue.From(long.MaxValue), FeatureValue.From(int.MaxValue),
                FeatureValue.From(false), FeatureValue.From("🥫"), FeatureValue.From(Minute(1e6)),
            ],
        ];
        for (var i = 0; i < 9; i++)
        {
            events.Add(new EventOrder(Minute((i / 2) - 3), Minute(i), i * 3), rows[i % 3]);
        }

        events.Retract(2, Minute(2));
        events.Retract(4, Minute(1));
        events.Retract(5, Minute(100));
        return events;
    }
}
