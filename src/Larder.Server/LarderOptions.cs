using Larder.Alerts;
using Larder.Catalog;
using Larder.Errors;
using Larder.Monitoring;
using Larder.Serving.Logging;
using Larder.Storage;

namespace Larder.Server;

/// <summary>What a server needs to serve a feature repository.</summary>
public sealed class LarderOptions
{
    /// <summary>Default of <see cref="MaxEntities"/>.</summary>
    public const int DefaultMaxEntities = 10_000;

    /// <summary>Default of <see cref="MaxBodyBytes"/>: 4 MiB.</summary>
    public const int DefaultMaxBodyBytes = 4 * 1024 * 1024;

    /// <summary>The repository's definitions: <c>new Retail().Build()</c>. Required.</summary>
    public FeatureCatalog? Catalog { get; set; }

    /// <summary>The online store. Required. The server does not dispose of it.</summary>
    public IOnlineStore? OnlineStore { get; set; }

    /// <summary>The model registry. Required.</summary>
    public IModelStore? ModelStore { get; set; }

    /// <summary>The registry of definitions, read once at start. Required unless <see cref="Versions"/> is given.</summary>
    public IDefinitionStore? DefinitionStore { get; set; }

    /// <summary>The definitions' versions, if they are known already; then <see cref="DefinitionStore"/> is ignored.</summary>
    public AppliedVersions? Versions { get; set; }

    /// <summary>Most entities in one request. Default 10,000.</summary>
    public int MaxEntities { get; set; } = DefaultMaxEntities;

    /// <summary>Largest request body in bytes. Default 4 MiB. The web server has a limit of its own, which applies as well (Kestrel: 30 MB).</summary>
    public int MaxBodyBytes { get; set; } = DefaultMaxBodyBytes;

    /// <summary>Takes down sampled vectors of features and predictions, to be replayed by <c>larder verify --log</c>. Default null: none. The server does not dispose of it.</summary>
    public IServedLog? ServedLog { get; set; }

    /// <summary>
    /// Whether what is read is counted and the checks on served requests are judged. Default true; with false there are no metrics of features, no coverage, and no check refuses anything.
    /// </summary>
    public bool Monitoring { get; set; } = true;

    /// <summary>Keeps what is counted, minute by minute, and gives it out at <c>GET /monitoring/…</c>. Default null: it is gone with the process, and those paths are not mapped. The server does not dispose of it.</summary>
    public ITallyStore? Tallies { get; set; }

    /// <summary>Told of each incident that begins or ends, once among all servers over one store of tallies. Default: it is only logged.</summary>
    public Action<Incident>? OnIncident { get; set; }

    /// <summary>Takes the incidents that stand as alerts of kinds freshness and coverage, each minute; several servers over one store may report the same. Default null: nobody is told.</summary>
    public IAlerts? AlertReports { get; set; }

    /// <summary>Gives out training sets at <c>GET /datasets/{version}</c>. Default null: that path is not mapped.</summary>
    public IDatasetExport? Datasets { get; set; }

    /// <summary>Sends notices of alerts while the server runs. Default null: another process does, or nobody. The server does not dispose of it.</summary>
    public IAlertDelivery? Alerts { get; set; }

    /// <summary>How often <see cref="Alerts"/> is asked. Default 5 seconds.</summary>
    public TimeSpan AlertInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether <c>/openapi/v1.json</c> is mapped. Default true; set it to false where the application maps that path itself.</summary>
    public bool ServeOpenApi { get; set; } = true;

    /// <exception cref="InvalidInputException">Something is missing or out of range; all of it is named.</exception>
    internal void Validate()
    {
        string?[] problems =
        [
            Catalog is null ? $"set {nameof(Catalog)} to the repository's definitions, for example new Retail().Build()" : null,
            OnlineStore is null ? $"set {nameof(OnlineStore)}" : null,
            ModelStore is null ? $"set {nameof(ModelStore)}" : null,
            DefinitionStore is null && Versions is null ? $"set {nameof(DefinitionStore)} or {nameof(Versions)}" : null,
            AlertInterval <= TimeSpan.Zero ? $"set {nameof(AlertInterval)} to a positive time, not {AlertInterval}" : null,
            MaxEntities < 1 ? $"set {nameof(MaxEntities)} to at least 1, not {MaxEntities}" : null,
            MaxBodyBytes < 1 ? $"set {nameof(MaxBodyBytes)} to at least 1, not {MaxBodyBytes}" : null,
        ];
        if (problems.OfType<string>().ToArray() is { Length: > 0 } found)
        {
            throw new InvalidInputException($"The options of AddLarder are incomplete: {string.Join("; ", found)}.");
        }
    }
}
