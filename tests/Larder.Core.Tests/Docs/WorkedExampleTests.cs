using Larder.Aggregation;
using Larder.Types;

namespace Larder.Docs;

/// <summary>The example of docs/semantics.md, row by row.</summary>
public class WorkedExampleTests
{
    private static readonly EventOrder A = At("2024-03-01T12:00:00Z", 0);
    private static readonly EventOrder B = At("2024-03-05T12:00:00Z", 1);
    private static readonly EventOrder C = At("2024-03-08T12:00:00Z", 2);

    [Theory]
    [InlineData("2024-03-01T12:00:00Z", 0, 0)]
    [InlineData("2024-03-01T12:00:00.000001Z", 10, 1)]
    [InlineData("2024-03-08T12:00:00Z", 30, 2)]
    [InlineData("2024-03-08T12:00:00.000001Z", 60, 2)]
    [InlineData("2024-03-15T12:00:00Z", 40, 1)]
    [InlineData("2024-03-16T00:00:00Z", 0, 0)]
    public void Windows_hold_what_the_table_says(string at, double sum, long count) =>
        Compute(C, new WindowEdges(false, false), at).ShouldBe((sum, count));

    [Theory]
    [InlineData("2024-03-09T00:00:00Z", 20, 1)]
    [InlineData("2024-03-10T00:00:00Z", 60, 2)]
    public void A_late_booking_counts_from_its_known_time_on(string at, double sum, long count) =>
        Compute(C with { KnownAt = InstantOf("2024-03-10T00:00:00Z") }, new WindowEdges(false, false), at).ShouldBe((sum, count));

    [Theory]
    [InlineData(false, false, 30, 2)]
    [InlineData(true, false, 70, 3)]
    [InlineData(false, true, 20, 1)]
    [InlineData(true, true, 60, 2)]
    public void The_ends_can_be_moved(bool leadingInclusive, bool trailingExclusive, double sum, long count) =>
        Compute(C, new WindowEdges(leadingInclusive, trailingExclusive), "2024-03-08T12:00:00Z").ShouldBe((sum, count));

    private static (double Sum, long Count) Compute(EventOrder third, WindowEdges edges, string at)
    {
        AggregationSpec[] aggregations = [new(AggregationKind.Sum, 0, -1, Window.Days(7)), new(AggregationKind.Count, -1, -1, Window.Days(7))];
        var plan = new AggregatePlan([ColumnType.Float64], aggregations, edges, TileGrid.Default);
        var events = new EntityEvents(plan.Inputs);
        events.Add(A, [FeatureValue.From(10d)]);
        events.Add(B, [FeatureValue.From(20d)]);
        events.Add(third, [FeatureValue.From(40d)]);
        var results = new FeatureValue[aggregations.Length];
        plan.CreateKernel().Evaluate(events, InstantOf(at), results);
        return (results[0].AsFloat64(), results[1].AsInt64());
    }

    private static Instant InstantOf(string text) => Instant.TryParse(text, out var instant) ? instant : throw new ArgumentException($"'{text}' is no instant.", nameof(text));

    private static EventOrder At(string time, long sequence) => new(InstantOf(time), InstantOf(time), sequence);
}
