using Larder.Storage;

namespace Larder.Catalog.Lineage;

/// <summary>What the registry and the engine know beside the definitions; all of it may be missing.</summary>
public sealed record LineageRecords
{
    /// <summary>Nothing.</summary>
    public static LineageRecords None { get; } = new();

    /// <summary>The newest version of every definition.</summary>
    public IReadOnlyList<DefinitionVersion> Definitions { get; init; } = [];

    /// <summary>The training sets that were built.</summary>
    public IReadOnlyList<DatasetRecord> TrainingSets { get; init; } = [];

    /// <summary>The models that were registered.</summary>
    public IReadOnlyList<ModelListing> Models { get; init; } = [];

    /// <summary>How far each version of a view is materialized.</summary>
    public IReadOnlyList<MaterializedView> Materialized { get; init; } = [];

    /// <summary>The columns of SQL views, by the source's name; of one that is missing every column is taken to come from every column.</summary>
    public IReadOnlyDictionary<string, SqlColumns> Queries { get; init; } = new Dictionary<string, SqlColumns>();

    /// <summary>Reads the registry.</summary>
    /// <param name="catalog">The definitions.</param>
    /// <param name="definitions">Their versions.</param>
    /// <param name="datasets">The training sets.</param>
    /// <param name="models">The models.</param>
    /// <param name="online">The online store; views that were never materialized are left out.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public static async Task<LineageRecords> LoadAsync(
        FeatureCatalog catalog, IDefinitionStore definitions, IDatasetStore datasets, IModelStore models, IOnlineStore online, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(definitions);
        ArgumentNullException.ThrowIfNull(datasets);
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(online);
        var recorded = await definitions.ListAsync(cancellationToken).ConfigureAwait(false);
        var materialized = new List<MaterializedView>();
        foreach (var view in recorded.Where(r => r is { Kind: "view", IsRetired: false }))
        {
            for (var version = 1; version <= view.Version; version++)
            {
                if (await online.GetStateAsync(OnlineViewName.Of(view.Name, version), cancellationToken).ConfigureAwait(false) is { } state)
                {
                    materialized.Add(new MaterializedView(view.Name, version, state));
                }
            }
        }

        return new LineageRecords
        {
            Definitions = recorded,
            TrainingSets = await datasets.ListAsync(cancellationToken).ConfigureAwait(false),
            Models = await models.ListAsync(cancellationToken).ConfigureAwait(false),
            Materialized = materialized,
        };
    }
}

/// <summary>How far a version of a view is materialized.</summary>
/// <param name="View">The view.</param>
/// <param name="Version">Its version.</param>
/// <param name="State">How far.</param>
public sealed record MaterializedView(string View, int Version, MaterializationState State);

/// <summary>What the columns of a SQL view are made of.</summary>
/// <param name="Columns">By column of the view, what it is made of; null where the query could not be followed.</param>
/// <param name="Rows">What decides which rows there are: conditions, joins, groups.</param>
/// <param name="Reason">Why the query could not be followed; null where it was.</param>
public sealed record SqlColumns(IReadOnlyDictionary<string, IReadOnlyList<SqlColumnUse>>? Columns, IReadOnlyList<SqlColumnUse> Rows, string? Reason)
{
    /// <summary>A query that could not be followed.</summary>
    public static SqlColumns Unknown(string reason) => new(null, [], reason);
}

/// <summary>A column of a source that a query uses.</summary>
/// <param name="Source">The source.</param>
/// <param name="Column">Its column, or a clock: <c>_event_time</c>, <c>_known_at</c>, <c>_sequence</c>.</param>
/// <param name="How">What it is used for.</param>
public sealed record SqlColumnUse(string Source, string Column, Transformation How);
