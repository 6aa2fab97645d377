namespace Larder.Errors;

/// <summary>What went wrong, in the few kinds a caller can act on. One table (<see cref="ErrorCodes"/>) maps each to an exit code and an HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>A feature repository is written wrongly: a name twice, a lambda that is not deterministic.</summary>
    InvalidDefinition = 1,

    /// <summary>Data, arguments or a request do not have the shape that was declared.</summary>
    InvalidInput = 2,

    /// <summary>A named thing (view, feature, model, file) does not exist.</summary>
    NotFound = 3,

    /// <summary>Somebody else changed the same thing first.</summary>
    Conflict = 4,

    /// <summary>A store, disk or port cannot be used now.</summary>
    Unavailable = 5,

    /// <summary>Code of the feature repository threw.</summary>
    UserCode = 6,

    /// <summary>A suite-level expectation failed and nothing was stored, a check refused a request, or an objective is broken.</summary>
    SuiteBreached = 7,

    /// <summary>A gate refused a model; the champion stays.</summary>
    GateRefused = 8,

    /// <summary>What must be equal differs: an online value from history, or a training set built again from its record.</summary>
    ParityBroken = 9,

    /// <summary>A watched feature drifts.</summary>
    Drifted = 10,
}
