using Larder.Offline;
using Larder.OnDemand;

namespace Larder.Cli.Verification.Causes;

/// <summary>A value that differs, until its cause is found.</summary>
/// <param name="online">What was served.</param>
/// <param name="output">The position among the plan's features; -1 for a vector of which one side is none.</param>
/// <param name="offline">The value from history.</param>
internal sealed class Difference(OnlineVector online, int output, OfflineEntry offline)
{
    public OnlineVector Online { get; } = online;

    public int Output { get; } = output;

    public OfflineEntry Offline { get; } = offline;

    /// <summary>Null until it is found.</summary>
    public DifferenceCause? Cause { get; private set; }

    /// <summary>What shows it.</summary>
    public string Evidence { get; set; } = string.Empty;

    /// <summary>The history that gives the online value, of a late arrival.</summary>
    public IReadOnlyDictionary<string, HistoryPin>? World { get; private set; }

    public bool IsOpen => Cause is null;

    public OfflineEntry OnlineEntry => Output < 0 ? default : Online.Entries[Output];

    public PlannedFeature? Feature(FeaturePlan plan) => Output < 0 ? null : plan.Outputs[Output];

    public void Close(DifferenceCause cause, string evidence, IReadOnlyDictionary<string, HistoryPin>? world = null) => (Cause, Evidence, World) = (cause, evidence, world);
}
