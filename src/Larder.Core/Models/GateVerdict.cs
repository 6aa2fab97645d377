namespace Larder.Models;

/// <summary>What a gate says of a model. Only <see cref="Passed"/> lets it through. The numbers and names are stored; append only.</summary>
public enum GateVerdict
{
    /// <summary>The gate's condition holds.</summary>
    Passed = 1,

    /// <summary>The gate's condition does not hold.</summary>
    Rejected = 2,

    /// <summary>The gate's condition could not be measured; counts as not passed.</summary>
    Inconclusive = 3,
}

/// <summary>The names of <see cref="GateVerdict"/> in the registry, the API and messages.</summary>
public static class GateVerdicts
{
    /// <summary><c>passed</c>, <c>rejected</c> or <c>inconclusive</c>.</summary>
    public static string WireName(this GateVerdict verdict) => verdict switch
    {
        GateVerdict.Passed => "passed",
        GateVerdict.Rejected => "rejected",
        GateVerdict.Inconclusive => "inconclusive",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "not a gate verdict"),
    };
}
