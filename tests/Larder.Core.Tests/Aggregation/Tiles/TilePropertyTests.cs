using FsCheck;
using FsCheck.Fluent;
using Larder.Aggregation.Tiles;
using Larder.Reference;

namespace Larder.Core.Tests.Aggregation.Tiles;

/// <summary>Values from stored tiles against the naive twin, as bits, for layouts so small that few events make whole trees.</summary>
public class TilePropertyTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(4_000).WithReplay(20_261_130, 851_427_001);

    internal static readonly TileLayout[] Layouts =
    [
        new(FewRows: 0, HeadRows: 0, SegmentRows: 0, TileRows: 1),
        new(FewRows: 0, HeadRows: 2, SegmentRows: 1, TileRows: 1),
        new(FewRows: 2, HeadRows: 5, SegmentRows: 3, TileRows: 2),
        new(FewRows: 0, HeadRows: 100, SegmentRows: 100, TileRows: 2),
        new(FewRows: 0, HeadRows: 100, SegmentRows: 0, TileRows: 1),
        new(FewRows: 100, HeadRows: 100, SegmentRows: 100, TileRows: 1),
    ];

    [Fact]
    public void Values_from_tiles_equal_the_naive_ones_to_the_last_bit() => Prop.ForAll(AggregationCase.Any(withLifetime: false), Agree).Check(Thorough);

    [Fact]
    public void With_sessions_too() => Prop.ForAll(AggregationCase.Any(withLifetime: true), Agree).Check(Thorough);

    private static void Agree(AggregationCase c)
    {
        var layout = Layouts[(c.Events.Count + c.FewRows + c.Plan.Grid.Levels) % Layouts.Length];
        var entity = StoredEntity.Of(c.Plan, c.Prepare(), layout);
        var reader = new TileReader(c.Plan, new TileCache());
        foreach (var at in c.Times)
        {
            var (values, newest) = entity.Read(c.Plan, reader, at);
            newest.ShouldBe(NaiveWindows.NewestEvent(c.Events, c.Plan.Edges, at));
            for (var i = 0; i < values.Length; i++)
            {
                var expected = NaiveWindows.Compute(c.Events, c.Plan.Inputs, c.Plan.Aggregations[i], c.Plan.Edges, c.Tiles, at);
                if (values[i] != expected)
                {
                    throw new ShouldAssertException($"{c.Plan.Aggregations[i]} at {at} is {values[i]}, should be {expected}, laid out as {layout}");
                }
            }
        }
    }
}
