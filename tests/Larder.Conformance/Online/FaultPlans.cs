using Larder.Testing;

namespace Larder.Conformance;

/// <summary>Fault plans for whole suites.</summary>
public static class FaultPlans
{
    /// <summary>
    /// Of all calls a third fails before it is done, a third is done and reported as failed, and a third goes through. Scattered, because
    /// callers that take turns would meet the same third of a regular plan every time.
    /// </summary>
    public static Fault TwoOfThree(OnlineOperation operation, int call) => ((((uint)call * 2_654_435_761) >> 16) % 3) switch
    {
        0 => Fault.None,
        1 => Fault.After,
        _ => Fault.Before,
    };
}
