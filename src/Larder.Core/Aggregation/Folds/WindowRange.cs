namespace Larder.Aggregation.Folds;

/// <summary>The rows of an entity that a window may see at a time.</summary>
/// <param name="Start">The first row.</param>
/// <param name="End">The row after the last.</param>
/// <param name="IsSettled">Whether every row between is known and, if ever, retracted; else each must be asked.</param>
internal readonly record struct WindowRange(int Start, int End, bool IsSettled);
