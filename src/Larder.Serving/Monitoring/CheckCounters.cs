using Larder.Monitoring;

namespace Larder.Serving.Monitoring;

/// <summary>Counts the outcomes of one check, and says which entities it looks at.</summary>
internal sealed class CheckCounters(ServedCheck check)
{
    private readonly StripedCounters _outcomes = new((int)ServedOutcome.Refused);
    private long _asked;

    public ServedCheck Check { get; } = check;

    /// <summary>Whether the next entity is looked at: of n asked for, the share · n, rounded down, evenly among them.</summary>
    public bool Looks()
    {
        if (Check.Share >= 1)
        {
            return true;
        }

        var asked = Interlocked.Increment(ref _asked);
        return Math.Floor(asked * Check.Share) > Math.Floor((asked - 1) * Check.Share);
    }

    public void Add(ServedOutcome outcome) => _outcomes.Add((int)outcome - 1);

    public long[] Read() => _outcomes.Sum();
}
