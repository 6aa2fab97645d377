using Larder.Storage;
using Larder.Types;

namespace Larder.Offline;

/// <summary>History as a materialization of one view saw it: what the online store can know of the view.</summary>
/// <param name="Table">The version of the offline table it read.</param>
/// <param name="AsOf">Nothing known later was read; a row view also lacks what had not happened by then, because it keeps one row.</param>
public sealed record HistoryPin(TableVersion Table, Instant AsOf)
{
    /// <summary>The pin of a materialization.</summary>
    public static HistoryPin Of(MaterializationState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new HistoryPin(TableVersion.Parse(state.Source), state.AsOf);
    }
}
