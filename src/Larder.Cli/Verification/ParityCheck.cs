using Larder.Catalog;
using Larder.Engine;
using Larder.Errors;
using Larder.Serving.Logging;

namespace Larder.Cli.Verification;

/// <summary>
/// Proves on the data at hand that online values equal history, value, status and event time, bit for bit, and finds the cause of each difference.
/// <see cref="SampleAsync"/> asks the online store about sampled entities and times; <see cref="ReplayAsync"/> computes a log of served vectors again.
/// </summary>
public sealed class ParityCheck
{
    private readonly Workspace _workspace;

    /// <summary>Creates a check.</summary>
    /// <param name="workspace">The history, the online store and the registry; see <see cref="EmbeddedState"/>.</param>
    public ParityCheck(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        _workspace = workspace;
    }

    /// <summary>
    /// Compares sampled pairs of entity and time: two thirds on the store in use, with history as it was materialized from, and a third at two past
    /// instants that are materialized into a scratch store.
    /// </summary>
    /// <param name="service">The features.</param>
    /// <param name="options">How many pairs, and which; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="NotFoundException">Nothing was ingested or materialized, or no event has a key.</exception>
    /// <exception cref="ConflictException">A view was materialized meanwhile, or is not applied.</exception>
    public async Task<ParityReport> SampleAsync(CompiledService service, ParityOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(service);
        var versions = await VersionsAsync(cancellationToken);
        return await new StoreSample(_workspace, versions, service, options ?? new ParityOptions()).RunAsync(cancellationToken);
    }

    /// <summary>
    /// Computes every vector of a log again from history as known at the time it was asked for. What was ingested or materialized after it was served makes
    /// a difference whose cause is late arrival.
    /// </summary>
    /// <param name="folder">The folder of a <see cref="FileServedLog"/>.</param>
    /// <param name="options">Which service, and the tolerance; null for all and none.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="NotFoundException">There is no log, or nothing was ingested.</exception>
    /// <exception cref="UnavailableException">The log is of a later format, or cannot be read.</exception>
    public async Task<ParityReport> ReplayAsync(string folder, ParityOptions? options = null, CancellationToken cancellationToken = default)
    {
        var log = new ServedLogReader(folder);
        var versions = await VersionsAsync(cancellationToken);
        return await new LogReplay(_workspace, versions, log, options ?? new ParityOptions()).RunAsync(cancellationToken);
    }

    private Task<AppliedVersions> VersionsAsync(CancellationToken cancellationToken) => AppliedVersions.LoadAsync(_workspace.Catalog, _workspace.Definitions, cancellationToken);
}
