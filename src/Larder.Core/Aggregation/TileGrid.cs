using System.Runtime.CompilerServices;
using Larder.Errors;

namespace Larder.Aggregation;

/// <summary>
/// The grid that fixes the order in which doubles are added: values are folded within the smallest tile, its folds within the next
/// wider one, and so on, the widest tiles' folds last, all in time order. Tiles are counted from 1970-01-01T00:00Z.
/// </summary>
public sealed class TileGrid : IEquatable<TileGrid>
{
    // Up to here a double holds every whole number, and the quotient of two is at most one tile off.
    private const long ExactInDouble = 1L << 52;

    private readonly long[] _widths;
    private readonly double[] _perMicrosecond;

    private TileGrid(long[] widths) => (_widths, _perMicrosecond) = (widths, [.. widths.Select(w => 1.0 / w)]);

    /// <summary>Hours within days, cut in UTC.</summary>
    public static TileGrid Default { get; } = new([3_600_000_000, 86_400_000_000]);

    /// <summary>Number of widths.</summary>
    public int Levels => _widths.Length;

    /// <summary>A grid.</summary>
    /// <param name="widths">Ascending, each a multiple of the one before, the first at least a second.</param>
    /// <exception cref="InvalidDefinitionException">They are not so.</exception>
    public static TileGrid Of(params TimeSpan[] widths)
    {
        ArgumentNullException.ThrowIfNull(widths);
        if (widths.Length == 0 || widths[0] < TimeSpan.FromSeconds(1))
        {
            throw new InvalidDefinitionException($"a tile of {(widths.Length == 0 ? TimeSpan.Zero : widths[0])} is too narrow; give at least one second.");
        }

        for (var i = 1; i < widths.Length; i++)
        {
            if (widths[i] <= widths[i - 1] || widths[i].Ticks % widths[i - 1].Ticks != 0)
            {
                throw new InvalidDefinitionException(
                    $"a tile of {widths[i]} is not made of whole tiles of {widths[i - 1]}; give widths of which each is a multiple of the one before.");
            }
        }

        return OfAny(widths);
    }

    /// <summary>The tile of a time at a level: floor division, so that tiles before 1970 are half-open too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long TileOf(int level, long time)
    {
        var width = _widths[level];
        if (time is <= -ExactInDouble or >= ExactInDouble)
        {
            return FloorOfQuotient(time, width);
        }

        // A division of whole numbers costs as much as folding many values.
        var tile = (long)Math.Floor(time * _perMicrosecond[level]);
        var within = time - (tile * width);
        return within < 0 ? tile - 1 : within >= width ? tile + 1 : tile;
    }

    /// <summary>Start and end, microseconds, of the tile that holds a time; clamped to what an instant can be.</summary>
    public (long Start, long End) BoundsOf(int level, long time)
    {
        var start = (Int128)TileOf(level, time) * _widths[level];
        return ((long)Int128.Max(start, long.MinValue), (long)Int128.Min(start + _widths[level], long.MaxValue));
    }

    private static long FloorOfQuotient(long time, long width) => time >= 0 ? time / width : ((time + 1) / width) - 1;

    /// <summary>The instant at which a tile ends, microseconds; the greatest instant where it lies beyond.</summary>
    internal long EndOf(int level, long tile)
    {
        // Beyond 64 bits only at the end of time: a tile ends after it begins.
        return Math.BigMul(tile + 1, _widths[level], out var end) == end >> 63 ? end : long.MaxValue;
    }

    /// <summary>A grid of any widths, for tests of few microseconds.</summary>
    internal static TileGrid OfAny(params TimeSpan[] widths) => new([.. widths.Select(w => w.Ticks / TimeSpan.TicksPerMicrosecond)]);

    /// <inheritdoc/>
    public bool Equals(TileGrid? other) => other is not null && _widths.AsSpan().SequenceEqual(other._widths);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TileGrid);

    /// <inheritdoc/>
    public override int GetHashCode() => _widths.Aggregate(0, HashCode.Combine);

    /// <summary>The widths in seconds, the form that enters content hashes: <c>3600s/86400s</c>.</summary>
    public override string ToString() => string.Join('/', _widths.Select(w => Window.Seconds(TimeSpan.FromMicroseconds(w))));
}
