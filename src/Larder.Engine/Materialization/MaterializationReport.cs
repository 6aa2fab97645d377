using Larder.Offline.TrainingSets;
using Larder.Storage;
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

    /// <summary>How many files of the table the rows were taken from; null where nothing was to be done.</summary>
    public TableFiles? Files { get; init; }

    /// <summary>What became of the range that was asked for; null for runs over everything.</summary>
    public RangeOutcome? Range { get; init; }
}

/// <summary>What is done once a range was brought.</summary>
/// <param name="Range">The range.</param>
/// <param name="Done">The ranges brought so far of the same table version as of the same instant, with this one.</param>
/// <param name="IsWhole">Whether the view has all there is as of the instant, as after a run over everything; its watermark says so.</param>
public sealed record RangeOutcome(EventRange Range, IReadOnlyList<EventRange> Done, bool IsWhole);
