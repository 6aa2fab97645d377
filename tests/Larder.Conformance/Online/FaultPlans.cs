using Larder.Testing;

namespace Larder.Conformance;

/// <summary>Fault plans for whole suites.</summary>
public static class FaultPlans
{
    /// <summary>Of every three calls one fails before it is done, one is done and reported as failed, and one goes through.</summary>
    public static Fault TwoOfThree(OnlineOperation operation, int call) => (call % 3) switch
    {
        0 => Fault.None,
        1 => Fault.After,
        _ => Fault.Before,
    };
}
