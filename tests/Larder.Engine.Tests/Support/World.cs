using System.Text;
using Larder.Catalog;
using Larder.Engine;
using Larder.Ingestion;
using Larder.Storage;
using Larder.Testing;
using Larder.Types;

namespace Larder.Support;

/// <summary>A folder, a repository applied to a registry in memory, and a workspace over them.</summary>
internal sealed class World : IDisposable
{
    public World(FeatureCatalog catalog, IOnlineStore? online = null)
    {
        Catalog = catalog;
        Folder = Directory.CreateTempSubdirectory("larder-engine-").FullName;
        Online = online ?? new InMemoryOnlineStore();
        Workspace = With();
        CatalogPlan.Compare(catalog, []).ApplyAsync(Definitions, new Instant(0)).GetAwaiter().GetResult();
    }

    public FeatureCatalog Catalog { get; }

    public string Folder { get; }

    public string StatePath => Path.Combine(Folder, "state");

    public ManualClock Clock { get; } = new();

    public IOnlineStore Online { get; }

    public InMemoryDefinitionStore Definitions { get; } = new();

    public InMemoryDatasetStore Datasets { get; } = new();

    public Workspace Workspace { get; }

    public string OfflinePath => Workspace.OfflinePath;

    /// <summary>The same world seen by an engine with other limits, or over another state folder.</summary>
    public Workspace With(int threads = 2, int memory = 768, string? state = null, IDatasetStore? datasets = null, int limit = 4096) => new(
        Catalog,
        new WorkspaceOptions { StatePath = state ?? StatePath, RepositoryPath = Folder, Threads = threads, MemoryMegabytes = memory, MemoryLimitMegabytes = limit },
        Definitions,
        datasets ?? Datasets,
        new InMemoryModelStore(),
        Online,
        Clock);

    /// <summary>Writes a file into the world's folder and returns its path.</summary>
    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public Task<IngestReport> IngestAsync(string source, string path, Workspace? workspace = null) =>
        EventIngestion.RunAsync(workspace ?? Workspace, Catalog.Source(source), path, null, TestContext.Current.CancellationToken);

    /// <summary>The data files of a source's offline table as SQL, read by the engine itself and not by Larder.</summary>
    public string Table(string source) => $"read_parquet('{OfflinePath.Replace("'", "''", StringComparison.Ordinal)}/{source}/*/*.parquet')";

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
