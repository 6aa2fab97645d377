using Larder.Types;

namespace Larder.Aggregation.Explaining;

/// <summary>How one aggregation of a view got its value.</summary>
/// <param name="Spec">The aggregation.</param>
/// <param name="From">The window's start; null where it has no lower bound of time.</param>
/// <param name="To">The window's end.</param>
/// <param name="FromIsIn">Whether an event at exactly the start is in the window.</param>
/// <param name="ToIsIn">Whether an event at exactly the end is.</param>
/// <param name="Before">Events of the entity before the window.</param>
/// <param name="After">Events after it.</param>
/// <param name="Earlier">The pieces before those told one by one; null for none.</param>
/// <param name="Pieces">The pieces the window is cut into, in time order.</param>
/// <param name="Value">The aggregation's value: that of the last piece and all before it.</param>
public sealed record ExplainedAggregation(
    AggregationSpec Spec,
    Instant? From,
    Instant To,
    bool FromIsIn,
    bool ToIsIn,
    int Before,
    int After,
    EarlierPieces? Earlier,
    IReadOnlyList<ExplainedPiece> Pieces,
    FeatureValue Value);

/// <summary>Pieces of a window that are not told one by one.</summary>
/// <param name="Pieces">How many.</param>
/// <param name="Events">Their events.</param>
/// <param name="SoFar">The value over them.</param>
public sealed record EarlierPieces(int Pieces, int Events, FeatureValue SoFar);

/// <summary>Events that are folded together: a whole tile, or those of a tile that the window cuts or that is not settled.</summary>
/// <param name="Start">The tile's start.</param>
/// <param name="End">The tile's end.</param>
/// <param name="IsWhole">Whether the tile lies in the window as a whole and nothing of it changes any more: then its fold is made once and kept. Else its events are folded one by one.</param>
/// <param name="Count">Its events in the window.</param>
/// <param name="Taken">Those that count.</param>
/// <param name="Events">The first of them.</param>
/// <param name="Fold">The value over this piece alone.</param>
/// <param name="SoFar">The value over this piece and all before it.</param>
public sealed record ExplainedPiece(Instant Start, Instant End, bool IsWhole, int Count, int Taken, IReadOnlyList<ExplainedEvent> Events, FeatureValue Fold, FeatureValue SoFar);

/// <summary>How much is told one by one; the rest is counted.</summary>
/// <param name="Pieces">The newest pieces of a window.</param>
/// <param name="Events">The first events of a piece.</param>
public sealed record ExplanationLimits(int Pieces, int Events)
{
    /// <summary>Everything.</summary>
    public static ExplanationLimits None { get; } = new(int.MaxValue, int.MaxValue);
}
