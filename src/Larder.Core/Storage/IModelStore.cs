using Larder.Types;

namespace Larder.Storage;

/// <summary>The model registry: versions that never change, and aliases (<c>champion</c>, <c>challenger</c>) that point at them.</summary>
public interface IModelStore
{
    /// <summary>
    /// Registers a version and returns it with its number. A version with the same content hash is not registered twice: the existing
    /// one is returned.
    /// </summary>
    Task<ModelVersion> RegisterAsync(ModelVersion model, CancellationToken cancellationToken = default);

    /// <summary>One version; null when there is none.</summary>
    Task<ModelVersion?> GetAsync(string name, int version, CancellationToken cancellationToken = default);

    /// <summary>The version an alias points at; null when it points nowhere.</summary>
    Task<ModelVersion?> ResolveAsync(string name, string alias, CancellationToken cancellationToken = default);

    /// <summary>
    /// Points an alias at a version (<paramref name="version"/>, null for nowhere), provided that it still points where the caller saw it
    /// (<paramref name="expected"/>, null for nowhere).
    /// </summary>
    /// <exception cref="Errors.ConflictException">The alias has moved meanwhile.</exception>
    /// <exception cref="Errors.NotFoundException">There is no such version.</exception>
    Task SetAliasAsync(string name, string alias, int? version, int? expected, CancellationToken cancellationToken = default);

    /// <summary>All versions of all models, ordered by name and version, each with its aliases.</summary>
    Task<IReadOnlyList<ModelListing>> ListAsync(CancellationToken cancellationToken = default);
}

/// <summary>One registered model.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Version">1, 2, … assigned by the store; 0 before registration.</param>
/// <param name="ContentHash">SHA-256 over artifact, dataset version and code version.</param>
/// <param name="DatasetVersion">The training set it was fitted on.</param>
/// <param name="Service">The feature service it consumes, with version.</param>
/// <param name="CodeVersion">Version of the code that trained it.</param>
/// <param name="MetricsJson">Metrics on the held-out rows and the gates' verdicts, as JSON.</param>
/// <param name="Artifact">The model itself, in the format its kind defines.</param>
/// <param name="CreatedAt">When it was registered.</param>
public sealed record ModelVersion(
    string Name,
    int Version,
    string ContentHash,
    string DatasetVersion,
    string Service,
    string CodeVersion,
    string MetricsJson,
    ReadOnlyMemory<byte> Artifact,
    Instant CreatedAt);

/// <summary>A row of the model list.</summary>
/// <param name="Model">The version.</param>
/// <param name="Aliases">Aliases that point at it, ordered.</param>
public sealed record ModelListing(ModelVersion Model, IReadOnlyList<string> Aliases);
