namespace Larder.Monitoring;

/// <summary>The counts of a tally of ages: <see cref="AgeBuckets"/>, then these. The places are stored; append only.</summary>
public static class AgeTally
{
    /// <summary>How many ages were negative, and counted as 0.</summary>
    public const int Negative = AgeBuckets.Count;

    /// <summary>The whole seconds of all ages together.</summary>
    public const int Seconds = Negative + 1;

    /// <summary>What is left of them, in microseconds.</summary>
    public const int Rest = Seconds + 1;

    /// <summary>How many counts there are.</summary>
    public const int Count = Rest + 1;

    /// <summary>Microseconds in a second.</summary>
    public const long PerSecond = 1_000_000;
}
