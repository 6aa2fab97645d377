using Larder.Aggregation;
using Larder.Aggregation.Tiles;
using Larder.Errors;
using Larder.Types;
using static Larder.Core.Tests.Aggregation.Events;

namespace Larder.Core.Tests.Aggregation.Tiles;

public class TileBytesTests
{
    private static readonly ColumnType[] Inputs =
    [
        ColumnType.Float64, ColumnType.Float32, ColumnType.Int64, ColumnType.Int32, ColumnType.Boolean, ColumnType.String, ColumnType.Timestamp,
    ];

    private static readonly AggregatePlan Plan = new(
        Inputs,
        [
            new(AggregationKind.Count, -1, -1, Window.Lifetime),
            new(AggregationKind.Sum, 0, 4, Window.Hours(2)),
            new(AggregationKind.StdDevPop, 0, -1, Window.Hours(2)),
            new(AggregationKind.Max, 6, -1, Window.Lifetime),
            new(AggregationKind.Sum, 2, -1, Window.Lifetime),
            new(AggregationKind.LastN, 5, -1, Window.Hours(3)) { Count = 2 },
            new(AggregationKind.TopK, 5, -1, Window.Lifetime) { Count = 2 },
            new(AggregationKind.Sum, 0, -1, Window.Lifetime) { Bucket = 5 },
            new(AggregationKind.ApproxCountDistinct, 3, -1, Window.Lifetime) { Count = 5 },
            new(AggregationKind.ApproxPercentile, 0, -1, Window.Lifetime) { Percentiles = [50], Number = 0.01 },
            new(AggregationKind.Streak, 4, -1, Window.Lifetime),
        ],
        default,
        TileGrid.Of(TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)));

    private static readonly TileLayout OneRow = new(FewRows: 0, HeadRows: 100, SegmentRows: 100, TileRows: 2);
    private static readonly TileLayout Tree = new(FewRows: 0, HeadRows: 0, SegmentRows: 3, TileRows: 2);

    [Fact]
    public void The_form_of_a_row_with_tiles_does_not_change()
    {
        var plan = new AggregatePlan([ColumnType.String], [new(AggregationKind.Count, -1, -1, Window.Lifetime)], default, TileGrid.Of(TimeSpan.FromSeconds(1)));
        var events = new EntityEvents([ColumnType.String]) { CompleteFrom = new Instant(-1), NewestBefore = new Instant(-2) };
        events.Add(new EventOrder(new Instant(100), new Instant(100), 7), [FeatureValue.From("ä")]);
        events.Add(new EventOrder(new Instant(300), new Instant(301), 5), [FeatureValue.Null]);
        events.Retract(1, new Instant(400));

        Convert.ToHexString(StoredEntity.Of(plan, events, OneRow).Head!).ShouldBe(
            "03" + "01" + "01" + "00" + "02000000" + "0000000000000000" + "FFFFFFFFFFFFFFFF" + "FEFFFFFFFFFFFFFF" // header
            + "6400000000000000" + "01" + "00" + "C8" // event times
            + "0000000000000000" + "01" + "00" + "01" // known times
            + "01" + "9001000000000000" + "08" + "6FFEFFFFFFFFFF7F" + "0000000000000000" // retractions
            + "0500000000000000" + "01" + "02" + "00" // sequences
            + "01" + "02" // nulls
            + "01000000" + "0200000000000000" + "00" + "C3A4" // texts
            + "0000000000000000" + "00" // codes
            + "01000000" + "0000000000000000" + "00" + "0200000000000000" + "00" + "9001000000000000" + "00" // tiles: first row, rows, settled
            + "0200000000000000" + "00" + "0101"); // states: ends, then version and count
    }

    [Fact]
    public void Damaged_bytes_are_an_error_or_a_value_and_never_cost_much_memory()
    {
        foreach (var (layout, seed) in new[] { (OneRow, 1), (Tree, 2) })
        {
            var entity = StoredEntity.Of(Plan, Some(), layout);
            var at = Minute(150);
            var expected = Read(entity.Head!, entity.Segments, at);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Read(entity.Head!, entity.Segments, at);
            var undamaged = GC.GetAllocatedBytesForCurrentThread() - before;
            DamagedBytes.Of(entity.Head!, seed).Count(damaged => DamagedBytes.Reads(() => Read(damaged, entity.Segments, at), undamaged)).ShouldBeGreaterThan(0);
            Dictionary<long, byte[]> With(long number, byte[]? segment) => new(entity.Segments.Where(s => s.Key != number || segment is not null)
                .Select(s => KeyValuePair.Create(s.Key, s.Key == number ? segment! : s.Value)));
            var needed = entity.Segments.Where(s => !DamagedBytes.Reads(() => Read(entity.Head!, With(s.Key, null), at), undamaged)).OrderBy(s => s.Key).ToList();
            (needed.Count > 0).ShouldBe(entity.Segments.Count > 0);
            foreach (var (number, segment) in needed.Take(3))
            {
                // A segment carries a hash of itself, so that damage never becomes a value.
                DamagedBytes.Of(segment, seed).Count(damaged => DamagedBytes.Reads(
                    () => Read(entity.Head!, With(number, damaged), at).ShouldBe(expected), undamaged)).ShouldBeLessThan(1_000);
            }
        }
    }

    [Fact]
    public void Every_truncation_is_noticed()
    {
        var head = StoredEntity.Of(Plan, Some(), OneRow).Head!;
        var reader = new TileReader(Plan, new TileCache());

        for (var length = 0; length < head.Length; length++)
        {
            Should.Throw<UnavailableException>(() => reader.Open(default, head.AsMemory(0, length), Minute(1)))
                .Message.ShouldBe("An online row is damaged; materialize the view again.");
        }

        Should.Throw<UnavailableException>(() => reader.Open(default, (byte[])[.. head, 0], Minute(1)));
    }

    [Fact]
    public void Another_format_is_named() => Should.Throw<UnavailableException>(() => new TileReader(Plan, new TileCache()).Open(default, new byte[] { 4 }, Minute(1)))
        .Message.ShouldBe("An online row has format 4; this Larder reads format 3. Upgrade it, or materialize the view again.");

    private static FeatureValue[] Read(byte[] head, Dictionary<long, byte[]> segments, Instant at)
    {
        var reader = new TileReader(Plan, new TileCache());
        reader.Open(default, head, at);
        for (var round = 0; !reader.Find(); round++)
        {
            if (reader.IsTorn || round > 10)
            {
                throw new UnavailableException("An online row is damaged; materialize the view again.");
            }

            foreach (var segment in reader.Wanted.ToArray())
            {
                reader.Load(segment, segments.TryGetValue(segment, out var payload) ? payload : (ReadOnlyMemory<byte>?)null);
            }
        }

        var values = new FeatureValue[Plan.Aggregations.Count];
        reader.Evaluate(values);
        return values;
    }

    private static EntityEvents Some()
    {
        var events = new EntityEvents(Inputs) { CompleteFrom = new Instant(long.MinValue) };
        for (var i = 0; i < 40; i++)
        {
            FeatureValue[] row =
            [
                FeatureValue.From(i / 3d), FeatureValue.From(i / 3f), FeatureValue.From(i * 1_000_000_007L), FeatureValue.From(i), FeatureValue.From(i % 3 > 0),
                FeatureValue.From(i % 4 == 0 ? "ä" : $"text {i % 5}"), FeatureValue.From(Minute(i)),
            ];
            events.Add(new EventOrder(Minute(i * 4), Minute((i * 4) + (i % 7 == 0 ? 30 : 0)), i), i % 9 == 4 ? [.. row.Select(_ => FeatureValue.Null)] : row);
            if (i % 8 == 3)
            {
                events.Retract(i, Minute((i * 4) + 20));
            }
        }

        return events;
    }
}
