using System.Text;
using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Engine;
using Larder.Errors;
using Larder.Storage;

namespace Larder.Offline.TrainingSets;

/// <summary>
/// Builds training sets: the point-in-time join of a spine with a service, one output row per spine row, in spine order, with every
/// spine column kept; pinned, hashed and reproducible (DESIGN 2.6, 2.10).
/// </summary>
public sealed class TrainingSetBuilder
{
    private readonly Workspace _workspace;

    /// <summary>Creates a builder.</summary>
    public TrainingSetBuilder(Workspace workspace) => _workspace = workspace;

    /// <summary>Builds the training set of a service over a spine of the repository; one that was built before from the same facts is returned as it is.</summary>
    /// <param name="service">The features.</param>
    /// <param name="spine">Keys, times and labels.</param>
    /// <param name="options">Pinning and progress.</param>
    /// <param name="cancellationToken">Stops the build; nothing is left behind.</param>
    /// <exception cref="LarderException">
    /// Definitions are not applied, tables are empty, the spine does not fit, or the same facts gave other bytes than recorded.
    /// </exception>
    public Task<TrainingSet> BuildAsync(CompiledService service, CompiledSpine spine, TrainingSetOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(spine);
        return GuardAsync(async () =>
        {
            if (spine.LackFor(service) is { } lack)
            {
                throw new InvalidInputException($"Training set of {service.Name}: {lack}");
            }

            var version = await RecordedDefinitions.VersionOfAsync(_workspace.Definitions, "spine", spine.Name, spine.Definition.Hash, cancellationToken).ConfigureAwait(false);
            return await BuildOrReuseAsync(service, SpineRecipe.Of(spine, version), options ?? new TrainingSetOptions(), cancellationToken).ConfigureAwait(false);
        });
    }

    /// <summary>Builds the training set of a service over a spine in a file with the service's join keys, <c>event_timestamp</c> and any other columns.</summary>
    /// <inheritdoc cref="BuildAsync(CompiledService, CompiledSpine, TrainingSetOptions?, CancellationToken)"/>
    public Task<TrainingSet> BuildAsync(CompiledService service, string spinePath, TrainingSetOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(service);
        return GuardAsync(() => BuildOrReuseAsync(service, SpineRecipe.Of(service.Keys, spinePath), options ?? new TrainingSetOptions(), cancellationToken));
    }

    /// <summary>
    /// Builds a recorded training set once more: from the table versions, the as-of instant and the spine of its record, whatever has come to the
    /// tables since. A lost or damaged file is put back if the bytes are those recorded; a file with the recorded bytes is never replaced.
    /// </summary>
    /// <param name="datasetVersion">The dataset version, or the beginning of one.</param>
    /// <param name="spine">A spine of the repository or a file instead of the recorded one, for records without it or files that moved; null for the recorded one.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Stops the build; nothing is left behind.</param>
    /// <exception cref="NotFoundException">There is no such training set, table version or spine file.</exception>
    /// <exception cref="ConflictException">The definitions or the spine are not those recorded.</exception>
    public Task<RebuiltTrainingSet> RebuildAsync(
        string datasetVersion, string? spine = null, IProgress<StepProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(datasetVersion);
        return GuardAsync(async () =>
        {
            var recorded = await RecordedTrainingSet.FindAsync(_workspace, datasetVersion, spine, cancellationToken).ConfigureAwait(false);
            var options = recorded.Options with { Progress = progress };
            using var join = await TrainingSetJoin.OpenAsync(_workspace, recorded.Service, recorded.Spine, options, cancellationToken).ConfigureAwait(false);
            return join.Spine.Hash == recorded.Record.SpineHash
                ? Write(join, recorded.Record, isRecorded: true, progress, cancellationToken)
                : throw TrainingSetErrors.OtherSpine(recorded.Record, recorded.Spine.Reference, join.Spine.Hash);
        });
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> build)
    {
        try
        {
            return await build().ConfigureAwait(false);
        }
        catch (Exception failed) when (EngineErrors.IsOfState(failed))
        {
            throw EngineErrors.OfState(_workspace.Options.StatePath, failed);
        }
    }

    private async Task<TrainingSet> BuildOrReuseAsync(CompiledService service, SpineRecipe spine, TrainingSetOptions options, CancellationToken cancellationToken)
    {
        var applied = await AppliedVersions.LoadAsync(_workspace.Catalog, _workspace.Definitions, cancellationToken).ConfigureAwait(false);
        using var join = await TrainingSetJoin.OpenAsync(_workspace, service, spine, options, cancellationToken).ConfigureAwait(false);

        var facts = Facts(service, applied, join) with { Spine = spine.Reference };
        var known = await _workspace.Datasets.GetAsync(facts.DatasetVersion, cancellationToken).ConfigureAwait(false);
        if (known is not null && !options.Rebuild && IsWhole(known))
        {
            return new TrainingSet(known, PathOf(known), IsReused: true);
        }

        var built = Write(join, known ?? facts, known is not null, options.Progress, cancellationToken);
        if (known is not null)
        {
            built.EnsureSame();
            return new TrainingSet(known, built.Path, IsReused: false) { Invalid = join.Invalid, Files = join.Files };
        }

        var record = built.Record with { ContentHash = built.ContentHash, CreatedAt = Larder.Types.Instant.From(_workspace.Clock.GetUtcNow()) };
        await _workspace.Datasets.PutAsync(record, cancellationToken).ConfigureAwait(false);
        return new TrainingSet(record, built.Path, IsReused: false) { Invalid = join.Invalid, Files = join.Files };
    }

    /// <summary>Writes beside the place and moves there what is new or heals; recorded bytes are not replaced by others.</summary>
    private RebuiltTrainingSet Write(TrainingSetJoin join, DatasetRecord record, bool isRecorded, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        var temporary = _workspace.TemporaryPath("data.parquet");
        try
        {
            var built = new RebuiltTrainingSet(record, PathOf(record), join.Write(temporary, progress, cancellationToken), _workspace.CodeVersion);
            if (!isRecorded || (built.IsSame && !IsWhole(record)))
            {
                ParquetWriter.Publish(temporary, built.Path);
            }

            return built;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private string PathOf(DatasetRecord record) => Path.Combine(_workspace.Options.StatePath, record.Path);

    private bool IsWhole(DatasetRecord record) => File.Exists(PathOf(record)) && FileHash.Of(PathOf(record)) == record.ContentHash;

    /// <summary>Everything the result depends on, and the hash that names it.</summary>
    private DatasetRecord Facts(CompiledService service, AppliedVersions applied, TrainingSetJoin join)
    {
        var serviceReference = $"{service.Name}@{applied.Of(service)}";
        string[] views = [.. service.Views.Select(v => $"{v.Name}@{applied.Of(v)}").Order(StringComparer.Ordinal)];
        string[] pinned = [.. join.Tables.Values.Select(t => t.Reference).Order(StringComparer.Ordinal)];
        var facts = new JsonObject
        {
            ["service"] = serviceReference,
            ["service_hash"] = service.Definition.Hash,
            ["views"] = new JsonArray([.. views.Select(v => (JsonNode)v)]),
            ["tables"] = new JsonArray([.. pinned.Select(t => (JsonNode)t)]),
            ["spine_hash"] = join.Spine.Hash,
            ["as_of"] = join.AsOf.ToString(),
            ["code_version"] = _workspace.CodeVersion,
        };
        var version = CanonicalJson.HashOf(Encoding.UTF8.GetBytes(facts.ToJsonString()));
        return new DatasetRecord(
            version, serviceReference, views, pinned, join.Spine.Hash, join.AsOf, _workspace.CodeVersion, join.Spine.RowCount, Path.Combine("datasets", version, "data.parquet"), string.Empty, default);
    }
}
