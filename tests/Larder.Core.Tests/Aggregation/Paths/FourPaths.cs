using Larder.Aggregation;
using Larder.Aggregation.Tiles;
using Larder.Core.Tests.Aggregation.Tiles;
using Larder.Reference;
using Larder.Types;

namespace Larder.Core.Tests.Aggregation.Paths;

/// <summary>
/// One case on every path: the naive twin; the kernel over the events, as training sets use it; tiles encoded from all events at once; tiles
/// to which the same events were streamed. Each keeps its scratch over all times; the streamed entity is asked in the opposite order.
/// </summary>
internal sealed class FourPaths(AggregationCase c)
{
    private readonly TileLayout _layout = c.Events.Count > TileLayout.Default.FewRows ? TileLayout.Default : StoredEntity.SmallLayouts[c.Seed % StoredEntity.SmallLayouts.Length];
    private readonly FeatureValue[] _found = new FeatureValue[c.Plan.Aggregations.Count];

    /// <summary>Throws where two paths differ in a bit.</summary>
    /// <returns>How many values were compared on all paths.</returns>
    public int Compare()
    {
        var events = c.Prepare();
        var kernel = new AggregationKernel(c.Plan, c.FewRows);
        var (materialized, streamed) = (StoredEntity.Of(c.Plan, events, _layout), StreamedEntity.Of(c, _layout));
        if (c.Events.Count > 0 && !streamed.IsSame(materialized))
        {
            throw new ShouldAssertException($"streamed bytes are not those of all events at once, laid out as {_layout}");
        }

        var expected = new (FeatureValue[] Values, Instant? Newest)[c.Times.Count];
        var tiles = new TileCache(c.Seed % 3 * 20_000);
        var reader = new TileReader(c.Plan, tiles);
        for (var i = 0; i < c.Times.Count; i++)
        {
            var at = c.Times[i];
            expected[i] = (c.Expected(at), NaiveWindows.NewestEvent(c.Events, c.Plan.Edges, at));
            kernel.Evaluate(events, at, _found);
            Same("batch", at, expected[i], kernel.NewestEvent(events, at));
            Same("online", at, expected[i], materialized.Read(c.Plan, reader, at, _found));
        }

        reader = new TileReader(c.Plan, tiles);
        for (var i = c.Times.Count - 1; i >= 0; i--)
        {
            Same("streamed", c.Times[i], expected[i], streamed.Read(c.Plan, reader, c.Times[i], _found));
        }

        return c.Times.Count * _found.Length;
    }

    private void Same(string path, Instant at, (FeatureValue[] Values, Instant? Newest) expected, Instant? newest)
    {
        if (newest != expected.Newest)
        {
            throw new ShouldAssertException($"{path}: the newest event at {at} is of {newest}, should be {expected.Newest}, laid out as {_layout}");
        }

        for (var i = 0; i < _found.Length; i++)
        {
            // Equality of values is of bits.
            if (_found[i] != expected.Values[i] || _found[i].IsInvalid != expected.Values[i].IsInvalid)
            {
                throw new ShouldAssertException($"{path}: {c.Plan.Aggregations[i]} at {at} is {_found[i]}, should be {expected.Values[i]}, laid out as {_layout}");
            }
        }
    }
}
