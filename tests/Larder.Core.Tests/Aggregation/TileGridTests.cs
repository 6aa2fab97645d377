using Larder.Aggregation;

namespace Larder.Core.Tests.Aggregation;

public class TileGridTests
{
    [Fact]
    public void The_tile_of_any_time_is_the_floor_of_the_quotient()
    {
        var random = new Random(20_261_130);
        long[] widths = [1, 2, 3, 7, 999, 3_600_000_000, 86_400_000_000, 604_800_000_000, 1L << 50];
        foreach (var width in widths)
        {
            var grid = TileGrid.OfAny(TimeSpan.FromMicroseconds(width));
            for (var i = 0; i < 20_000; i++)
            {
                var near = random.NextInt64(-1L << random.Next(1, 63), 1L << random.Next(1, 63)) / width * width;
                foreach (var time in new[] { near, unchecked(near - 1), unchecked(near + 1), random.NextInt64(long.MinValue, long.MaxValue), long.MinValue, long.MaxValue })
                {
                    var floor = (Int128)time / width;
                    floor -= floor * width > time ? 1 : 0;
                    grid.TileOf(0, time).ShouldBe((long)floor, $"{time} by {width}");
                }
            }
        }
    }
}
