using Larder.Types;

namespace Larder.Offline.Maintenance;

/// <summary>A table after days beyond its source's retention were dropped; of a dry run, what would be.</summary>
/// <param name="Table">The table.</param>
/// <param name="Version">The version made; the newest where nothing was dropped.</param>
/// <param name="Before">The first day that is within the retention, at its beginning.</param>
public sealed record ExpiryReport(string Table, long Version, Instant Before)
{
    /// <summary>The days dropped, <c>yyyy-MM-dd</c>, in order.</summary>
    public required IReadOnlyList<string> Days { get; init; }

    /// <summary>Older days that stay, because their rows revise rows that stay, or are revised by them.</summary>
    public required IReadOnlyList<string> Kept { get; init; }

    /// <summary>Files dropped from the table. They stay on disk until a vacuum.</summary>
    public required int Files { get; init; }

    /// <summary>Rows dropped.</summary>
    public required long Rows { get; init; }

    /// <summary>Small files of the days that stay, and what they became; null in a dry run.</summary>
    public required CompactionReport? Compacted { get; init; }

    /// <summary>What was made of versions that have the days dropped, so that no vacuum takes their files: <c>training set 1f3a… (lines@3)</c>.</summary>
    public required IReadOnlyList<string> Pins { get; init; }
}
