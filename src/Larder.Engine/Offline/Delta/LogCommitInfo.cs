using System.Globalization;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>What a commit says of itself. Free-form by the protocol, so members of unexpected shape are left out.</summary>
/// <param name="Timestamp">When it was committed by its writer's clock, in milliseconds.</param>
/// <param name="InCommitTimestamp">When it was committed, where the table keeps that (feature <c>inCommitTimestamp</c>).</param>
/// <param name="Operation">What was done, for example <c>WRITE</c>.</param>
/// <param name="Parameters">How.</param>
/// <param name="Metrics">How much.</param>
/// <param name="Engine">Who wrote it.</param>
/// <param name="UserMetadata">The text an application stored with it.</param>
/// <param name="IsBlindAppend">Whether it only added files and looked at none; null when it does not say.</param>
internal sealed record LogCommitInfo(
    Instant? Timestamp,
    Instant? InCommitTimestamp,
    string? Operation,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyDictionary<string, string> Metrics,
    string? Engine,
    string? UserMetadata,
    bool? IsBlindAppend)
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Of a commit that says nothing.</summary>
    public static LogCommitInfo None { get; } = new(null, null, null, Nothing, Nothing, null, null, null);

    /// <summary>Whether Larder wrote the commit: then what it says can be relied on.</summary>
    public bool IsOurs => Engine?.StartsWith(ActionLines.EnginePrefix, StringComparison.Ordinal) == true;

    public static LogCommitInfo Read(LogAction action) => new(
        action.LooseTime("timestamp"),
        action.LooseTime("inCommitTimestamp"),
        action.LooseText("operation"),
        action.LooseObject("operationParameters")?.LooseMap() ?? Nothing,
        action.LooseObject("operationMetrics")?.LooseMap() ?? Nothing,
        action.LooseText("engineInfo"),
        action.LooseText("userMetadata"),
        action.LooseBoolean("isBlindAppend"));

    /// <summary>The files Larder said it added or removed, when Larder wrote the commit: a file cut off at a line's end is noticed by it.</summary>
    public long? Promised(string metric) =>
        IsOurs && Metrics.TryGetValue(metric, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
