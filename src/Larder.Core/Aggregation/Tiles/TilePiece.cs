namespace Larder.Aggregation.Tiles;

/// <summary>A part of a window: rows, or a whole tile whose state is stored.</summary>
/// <param name="Node">The number of the tile's node; -1 for rows.</param>
/// <param name="Table">Which of the node's tables.</param>
/// <param name="Level">The tile's level.</param>
/// <param name="Start">The tile's place in the table, or the first row.</param>
/// <param name="End">The row after the last.</param>
/// <param name="Left">How many levels' tiles, from the narrowest on, the piece before lies in and this one does not.</param>
/// <param name="IsSettled">Whether all rows are known and, if ever, retracted at the query time.</param>
internal readonly record struct TilePiece(int Node, int Table, int Level, int Start, int End, int Left, bool IsSettled)
{
    private const int NoNode = -1;

    /// <summary>Whether it is rows.</summary>
    public bool IsRows => Node == NoNode;

    public static TilePiece Rows(int start, int end, int left, bool isSettled) => new(NoNode, 0, 0, start, end, left, isSettled);

    public static TilePiece Tile(int node, int table, int level, int tile, int left) => new(node, table, level, tile, 0, left, IsSettled: true);
}
