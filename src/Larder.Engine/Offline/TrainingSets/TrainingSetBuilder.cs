using System.Text;
using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.DuckDb;
using Larder.Engine;
using Larder.OnDemand;
using Larder.Storage;
using Larder.Types;

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
    /// <exception cref="Errors.LarderException">Definitions are not applied, tables are empty, or the spine does not fit.</exception>
    public Task<TrainingSet> BuildAsync(CompiledService service, CompiledSpine spine, TrainingSetOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(spine);
        return BuildAsync(
            service,
            [spine.Source],
            (engine, connection, tables, asOf) => SpineMaker.Make(engine, connection, tables[spine.Source.Name], spine, asOf, cancellationToken),
            options ?? new TrainingSetOptions(),
            cancellationToken);
    }

    /// <summary>Builds the training set of a service over a spine in a file with the join key, <c>event_timestamp</c> and any other columns.</summary>
    /// <inheritdoc cref="BuildAsync(CompiledService, CompiledSpine, TrainingSetOptions?, CancellationToken)"/>
    public Task<TrainingSet> BuildAsync(CompiledService service, string spinePath, TrainingSetOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(service);
        return BuildAsync(
            service, [], (_, connection, _, _) => SpineTable.Import(connection, service.Entity, spinePath, cancellationToken), options ?? new TrainingSetOptions(), cancellationToken);
    }

    private async Task<TrainingSet> BuildAsync(
        CompiledService service,
        IEnumerable<SourceDefinition> spineSources,
        Action<DuckDbDatabase, DuckDbConnection, Dictionary<string, OfflineTable>, Instant> makeSpine,
        TrainingSetOptions options,
        CancellationToken cancellationToken)
    {
        try
        {
            return await BuildOrReuseAsync(service, spineSources, makeSpine, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failed) when (EngineErrors.IsOfState(failed))
        {
            throw EngineErrors.OfState(_workspace.Options.StatePath, failed);
        }
    }

    private async Task<TrainingSet> BuildOrReuseAsync(
        CompiledService service,
        IEnumerable<SourceDefinition> spineSources,
        Action<DuckDbDatabase, DuckDbConnection, Dictionary<string, OfflineTable>, Instant> makeSpine,
        TrainingSetOptions options,
        CancellationToken cancellationToken)
    {
        var plan = FeaturePlan.For(service);
        var applied = await AppliedVersions.LoadAsync(_workspace.Catalog, _workspace.Definitions, cancellationToken).ConfigureAwait(false);
        var tables = await PointInTimeJoin.OpenTablesAsync(_workspace, plan.Sources.Select(v => v.Source).Concat(spineSources), cancellationToken).ConfigureAwait(false);

        using var engine = _workspace.OpenEngine();
        using var connection = engine.Connect();
        var asOf = options.AsOf ?? tables.Values.Select(t => t.NewestInstant(connection, cancellationToken)).Max();
        options.Progress?.Report(new StepProgress("making the spine", 0, null));
        makeSpine(engine, connection, tables, asOf);
        var spine = SpineTable.Load(engine, connection, service.Entity, plan.Request, cancellationToken);

        var facts = Facts(service, applied, tables, spine, asOf);
        var known = await _workspace.Datasets.GetAsync(facts.DatasetVersion, cancellationToken).ConfigureAwait(false);
        var path = Path.Combine(_workspace.Options.StatePath, facts.Path);
        if (known is not null && !options.Rebuild && File.Exists(path) && FileHash.Of(path) == known.ContentHash)
        {
            return new TrainingSet(known, path, IsReused: true);
        }

        var context = new ScanContext(engine, _workspace.Options.Threads, asOf, cancellationToken);
        var columns = PointInTimeJoin.Run(context, plan, tables, spine.Index, options.Progress);
        options.Progress?.Report(new StepProgress("writing", plan.Sources.Count, plan.Sources.Count));
        var writer = new TrainingSetWriter(plan, columns, spine);
        writer.Write(connection, _workspace.TemporaryPath("data.parquet"), path, cancellationToken);
        var record = facts with { Rows = spine.Index.RowCount, ContentHash = FileHash.Of(path), CreatedAt = Instant.From(_workspace.Clock.GetUtcNow()) };
        await _workspace.Datasets.PutAsync(record, cancellationToken).ConfigureAwait(false);
        return new TrainingSet(known is null ? record : known with { ContentHash = record.ContentHash }, path, IsReused: false) { Invalid = writer.Invalid };
    }

    /// <summary>Everything the result depends on, and the hash that names it.</summary>
    private DatasetRecord Facts(
        CompiledService service, AppliedVersions applied, Dictionary<string, OfflineTable> tables, SpineTable spine, Instant asOf)
    {
        var serviceReference = $"{service.Name}@{applied.Of(service)}";
        string[] views = [.. service.Views.Select(v => $"{v.Name}@{applied.Of(v)}").Order(StringComparer.Ordinal)];
        string[] pinned = [.. tables.Values.Select(t => t.Reference).Order(StringComparer.Ordinal)];
        var code = $"{_workspace.Catalog.CodeVersion}, engine {typeof(TrainingSetBuilder).Module.ModuleVersionId:N}";
        var facts = new JsonObject
        {
            ["service"] = serviceReference,
            ["service_hash"] = service.Definition.Hash,
            ["views"] = new JsonArray([.. views.Select(v => (JsonNode)v)]),
            ["tables"] = new JsonArray([.. pinned.Select(t => (JsonNode)t)]),
            ["spine_hash"] = spine.Hash,
            ["as_of"] = asOf.ToString(),
            ["code_version"] = code,
        };
        var version = CanonicalJson.HashOf(Encoding.UTF8.GetBytes(facts.ToJsonString()));
        return new DatasetRecord(
            version, serviceReference, views, pinned, spine.Hash, asOf, code, 0, Path.Combine("datasets", version, "data.parquet"), string.Empty, default);
    }
}

/// <summary>Choices for a training set.</summary>
public sealed record TrainingSetOptions
{
    /// <summary>Nothing known after this instant is used. Default: the newest instant in the tables read.</summary>
    public Instant? AsOf { get; init; }

    /// <summary>Builds again even where the same training set exists. Default false.</summary>
    public bool Rebuild { get; init; }

    /// <summary>Told what is being done.</summary>
    public IProgress<StepProgress>? Progress { get; init; }
}

/// <summary>A training set on disk.</summary>
/// <param name="Record">What it was made from.</param>
/// <param name="Path">The Parquet file.</param>
/// <param name="IsReused">Whether it existed already.</param>
public sealed record TrainingSet(DatasetRecord Record, string Path, bool IsReused)
{
    /// <summary>The features with values that could not be computed, which are null in the file; none are counted where the set existed already.</summary>
    public IReadOnlyList<InvalidCount> Invalid { get; init; } = [];
}

/// <summary>How many of a feature's values could not be computed.</summary>
/// <param name="Feature"><c>view:feature</c>.</param>
/// <param name="Rows">Rows of the training set.</param>
public sealed record InvalidCount(string Feature, long Rows);
