namespace Larder.Monitoring;

/// <summary>How a check came out on one entity of a request. The numbers are stored; append only.</summary>
public enum ServedOutcome
{
    /// <summary>It holds, or leaves the entity out.</summary>
    Pass = 1,

    /// <summary>It is broken, and that was counted.</summary>
    Bad = 2,

    /// <summary>Its condition threw.</summary>
    Error = 3,

    /// <summary>It is broken, and the request was refused for it.</summary>
    Refused = 4,
}
