using Larder.Catalog;
using Larder.Engine;
using Larder.Ingestion;
using Larder.Testing;

namespace Larder.Support;

public sealed record Order(long Id, string Customer, DateTime At, double? Amount, bool? Paid, string? Note, long[]? Items, FeatureMap<double>? Scores, int? Pieces, float? Ratio, DateTime? Due);

public sealed record Stamp(DateTime At, string? Note);

public sealed class ShopRepository : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new ShopRepository().Build();

    public EventSource<Order> Orders { get; } = Source.Postgres<Order>("shop", "public.orders", eventTime: o => o.At).Watermark(o => o.Id);

    public EventSource<Stamp> Stamps { get; } = Source.Postgres<Stamp>("shop", "stamps", eventTime: s => s.At).Watermark(s => s.At);

    public EventSource<Order> All { get; } = Source.Postgres<Order>("shop", "orders", eventTime: o => o.At).WithId(o => o.Id);

    public EventSource<Stamp> Asked { get; } = Source.Postgres<Stamp>("shop", "WITH s AS (SELECT * FROM stamps)\nSELECT at, upper(note) AS note FROM s -- all of them", eventTime: s => s.At).Watermark(s => s.At);

    public EventSource<Stamp> Wrong { get; } = Source.Postgres<Stamp>("shop", "SELECT at, nothing AS note FROM stamps", eventTime: s => s.At).Watermark(s => s.At);
}

/// <summary>A workspace that reads a database.</summary>
internal sealed class ShopWorld : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("larder-shop-").FullName;

    public ShopWorld(string? connectionString) => Workspace = new(
        ShopRepository.Catalog,
        new WorkspaceOptions { StatePath = Path.Combine(_folder, "state"), RepositoryPath = _folder, Threads = 2 },
        new InMemoryDefinitionStore(),
        new InMemoryDatasetStore(),
        new InMemoryModelStore(),
        new InMemoryOnlineStore(),
        new ManualClock())
    {
        Adapters = new() { Postgres = new Postgres.PostgresRows(name => name == "shop" ? connectionString : null) },
    };

    public Workspace Workspace { get; }

    public void Dispose()
    {
        Workspace.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public Task<IngestReport> IngestAsync(string source, string? input = null) =>
        EventIngestion.RunAsync(Workspace, ShopRepository.Catalog.Source(source), input, null, TestContext.Current.CancellationToken);

    /// <summary>The stored rows by sequence, as the engine reads them by itself.</summary>
    public IReadOnlyList<string> Stored(string source, string columns)
    {
        using var engine = DuckDb.DuckDbDatabase.Open();
        using var connection = engine.Connect();
        var rows = new List<string>();
        using var result = connection.Query($"SELECT concat_ws(' | ', {string.Join(", ", columns.Split(", ").Select(c => $"coalesce(\"{c}\"::VARCHAR, 'null')"))}) FROM read_parquet('{Workspace.OfflinePath}/{source}/*/*.parquet') ORDER BY _sequence", TestContext.Current.CancellationToken);
        while (result.Read(TestContext.Current.CancellationToken) is { } chunk)
        {
            rows.AddRange(Enumerable.Range(0, chunk.RowCount).Select(row => chunk[0].GetString(row)));
        }

        return rows;
    }
}
