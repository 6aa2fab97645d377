using Larder.Errors;
using Larder.Offline;
using Larder.Serving.Logging;

namespace Larder.Cli.Verification;

/// <summary>What was served for a point.</summary>
/// <param name="Point">The point.</param>
/// <param name="Entries">One per feature; none where a function threw.</param>
/// <param name="Thrown">What it threw; null for nothing.</param>
/// <param name="Origin">What it was made from.</param>
internal sealed record OnlineVector(OfflinePoint Point, IReadOnlyList<OfflineEntry> Entries, UserCodeException? Thrown, OnlineOrigin Origin);

/// <summary>What online vectors were made from; one object for all that were made from the same.</summary>
/// <param name="Versions">The views' versions served, by name, inputs of on-demand views included.</param>
/// <param name="CodeVersion">Version of the code that served.</param>
/// <param name="MadeFrom">What the stored views were made from: one origin, or the two of which one is right.</param>
internal sealed record OnlineOrigin(
    IReadOnlyDictionary<string, int> Versions, string CodeVersion, IReadOnlyDictionary<string, IReadOnlyList<ViewOrigin>> MadeFrom);
