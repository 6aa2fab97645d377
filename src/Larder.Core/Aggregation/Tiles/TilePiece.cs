namespace Larder.Aggregation.Tiles;

/// <summary>A part of a window: rows, or a whole tile whose state is stored.</summary>
/// <param name="Node">The tile's node; -1 for rows.</param>
/// <param name="Table">Which of the node's tables; for rows 0.</param>
/// <param name="Level">The tile's level.</param>
/// <param name="Start">The tile's place in the table, or the first row.</param>
/// <param name="End">The row after the last.</param>
/// <param name="Time">A time in the tile.</param>
internal readonly record struct TilePiece(int Node, int Table, int Level, int Start, int End, long Time)
{
    /// <summary>Whether it is rows.</summary>
    public bool IsRows => Node < 0;

    public static TilePiece Rows(int start, int end) => new(-1, 0, 0, start, end, 0);
}
