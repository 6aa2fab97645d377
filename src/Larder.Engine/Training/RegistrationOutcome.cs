using Larder.Models;
using Larder.Storage;

namespace Larder.Training;

/// <summary>What a model was trained on and by; the first and the last enter its content hash.</summary>
/// <param name="DatasetVersion">The training set.</param>
/// <param name="Service">The feature service with its version, <c>repurchase@1</c>.</param>
/// <param name="CodeVersion">Version of Larder and of the repository's assembly.</param>
public sealed record ModelOrigin(string DatasetVersion, string Service, string CodeVersion);

/// <summary>How a registration ended.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Verdict">The report and the gates' results.</param>
/// <param name="Registered">The version that is now champion; null when a gate refused.</param>
/// <param name="PreviousChampion">The champion before; after a refusal it still is. Null when there was none.</param>
public sealed record RegistrationOutcome(string Model, ModelVerdict Verdict, ModelVersion? Registered, ModelVersion? PreviousChampion)
{
    /// <summary>The version that is now champion.</summary>
    /// <exception cref="GateRefusedException">A gate refused the model.</exception>
    public ModelVersion EnsureAccepted() => Registered ?? throw new GateRefusedException(Model, Verdict, PreviousChampion?.Version);
}
