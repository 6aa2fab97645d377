namespace Larder.Aggregation.Tiles;

/// <summary>
/// A stretch of time that is folded: its pieces, then, where it is not -1, the fold of another stretch, which lies behind them and begins
/// where a tile does. Windows that end together share such stretches.
/// </summary>
/// <param name="First">The first piece.</param>
/// <param name="End">The piece after the last.</param>
/// <param name="Next">The stretch that follows; -1 for none.</param>
/// <param name="Level">The level of the tile that the next stretch lies in.</param>
/// <param name="Left">How many levels' tiles the last piece lies in and the next stretch does not.</param>
internal readonly record struct TileStretch(int First, int End, int Next, int Level, int Left);
