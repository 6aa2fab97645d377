namespace Larder.Pipelines.Rules;

/// <summary>What became of the tasks that a task depends on, counted.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Succeeded">Ended well.</param>
/// <param name="Skipped">Never ran, and nothing was wrong.</param>
/// <param name="Failed">Ran and failed, were refused by a gate or cancelled.</param>
/// <param name="UpstreamFailed">Never ran because of a failure before them.</param>
public readonly record struct UpstreamCounts(int Total, int Succeeded, int Skipped, int Failed, int UpstreamFailed)
{
    /// <summary>How many of them are setups.</summary>
    public int Setups { get; init; }

    /// <summary>How many setups succeeded.</summary>
    public int SetupsSucceeded { get; init; }

    /// <summary>How many setups were skipped.</summary>
    public int SetupsSkipped { get; init; }

    /// <summary>How many ended, in whatever way.</summary>
    public int Done => Succeeded + Skipped + Failed + UpstreamFailed;

    /// <summary>How many failed or never ran because of a failure.</summary>
    public int Broken => Failed + UpstreamFailed;

    /// <summary>Whether all ended.</summary>
    public bool AreDone => Done == Total;
}
