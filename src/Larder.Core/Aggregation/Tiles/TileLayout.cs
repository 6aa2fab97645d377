namespace Larder.Aggregation.Tiles;

/// <summary>
/// How an entity's events are laid out, a function of their numbers only, so that every path writes the same bytes: few events as they
/// are; more in one row with the states of its tiles; still more as a tree in which the head holds the widest tiles' states, and each
/// tile is a segment of its own, again as rows or as tiles of the next narrower level.
/// </summary>
/// <param name="FewRows">Entities of no more events have no tiles: folding them costs less than finding tiles.</param>
/// <param name="HeadRows">Entities of no more events are one row.</param>
/// <param name="SegmentRows">Tiles of no more events are one segment; those of the narrowest level always are.</param>
/// <param name="TileRows">Tiles of fewer events, within a segment, have no stored state.</param>
internal sealed record TileLayout(int FewRows, int HeadRows, int SegmentRows, int TileRows)
{
    public static TileLayout Default { get; } = new(FewRows: 64, HeadRows: 2048, SegmentRows: 512, TileRows: 8);

    /// <summary>The address of a tile's segment within its entity.</summary>
    public static long SegmentOf(int level, long tile) => (tile << 6) | (uint)level;

    /// <summary>The level of a segment's tile.</summary>
    public static int LevelOf(long segment) => (int)(segment & 63);
}
