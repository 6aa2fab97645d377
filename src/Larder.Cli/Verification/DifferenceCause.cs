using Larder.Types;

namespace Larder.Cli.Verification;

/// <summary>Why an online value differs from history. Each but the last is proven by computing the value again in that way; append only.</summary>
public enum DifferenceCause
{
    /// <summary>History as the online store knew it gives the online value: events came, or became known, that the store did not have.</summary>
    LateArrival = 1,

    /// <summary>Events of one event time, taken in another order than the total order, give the online value.</summary>
    Tie = 2,

    /// <summary>Another version of the view or of the code made the online value.</summary>
    DefinitionVersion = 3,

    /// <summary>The value differs by age alone: a row counted as too old or not, or events left out before the store's horizon.</summary>
    Expiry = 4,

    /// <summary>None of the others: the online value is wrong, or history was changed.</summary>
    Genuine = 5,
}

/// <summary>The names of <see cref="DifferenceCause"/>.</summary>
public static class DifferenceCauses
{
    /// <summary>The name in JSON: <c>late_arrival</c>, <c>tie</c>, <c>definition_version</c>, <c>expiry</c>, <c>genuine</c>.</summary>
    public static string WireName(this DifferenceCause cause) => Names.ToSnakeCase(cause.ToString());

    /// <summary>The name for people: <c>late arrival</c>.</summary>
    public static string Text(this DifferenceCause cause) => cause.WireName().Replace('_', ' ');
}
