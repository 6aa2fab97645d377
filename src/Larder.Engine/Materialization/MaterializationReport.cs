using Larder.Types;

namespace Larder.Materialization;

/// <summary>What a materialization did.</summary>
/// <param name="View">The view.</param>
/// <param name="OnlineView">Its name in the online store.</param>
/// <param name="AsOf">The instant it was brought to.</param>
/// <param name="Rows">Entities it covers.</param>
/// <param name="Written">Entities written by this run; zero where all was there.</param>
/// <param name="Resumed">Entities that an earlier, unfinished run had written.</param>
/// <param name="CodeChanged">Whether the rows there were of another code version, so that all were written again.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record MaterializationReport(string View, string OnlineView, Instant AsOf, long Rows, long Written, long Resumed, bool CodeChanged, TimeSpan Elapsed)
{
    /// <summary>Why an incremental run wrote all entities; null where it did not, and for full runs.</summary>
    public string? WholeBecause { get; init; }
}
