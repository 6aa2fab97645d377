using Larder.Alerts;
using Larder.Catalog;
using Larder.DuckDb;
using Larder.Errors;
using Larder.Storage;

namespace Larder.Engine;

/// <summary>
/// What every batch step works with: the compiled repository, the state folder, the stores, the clock. It opens nothing by itself but
/// the analytical engine, when a step asks for it. Disposing removes its temporary files; the stores are the caller's.
/// </summary>
public sealed class Workspace : IDisposable
{
    private readonly Lazy<ScratchFolder> _scratch;

    /// <summary>Creates a workspace.</summary>
    public Workspace(FeatureCatalog catalog, WorkspaceOptions options, IDefinitionStore definitions, IDatasetStore datasets, IModelStore models, IOnlineStore online, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        Catalog = catalog;
        Options = options;
        Definitions = definitions;
        Datasets = datasets;
        Models = models;
        Online = online;
        Clock = clock;
        _scratch = new Lazy<ScratchFolder>(() => ScratchFolder.Create(Path.Combine(options.StatePath, "tmp")));
    }

    private Workspace(Workspace other, IOnlineStore online)
        : this(other.Catalog, other.Options, other.Definitions, other.Datasets, other.Models, online, other.Clock)
    {
        _scratch = other._scratch;
        Adapters = other.Adapters;
        Alerts = other.Alerts;
    }

    /// <summary>The compiled repository.</summary>
    public FeatureCatalog Catalog { get; }

    /// <summary>Folders and limits.</summary>
    public WorkspaceOptions Options { get; }

    /// <summary>The registry of definitions.</summary>
    public IDefinitionStore Definitions { get; }

    /// <summary>The records of training sets.</summary>
    public IDatasetStore Datasets { get; }

    /// <summary>The model registry.</summary>
    public IModelStore Models { get; }

    /// <summary>The online store.</summary>
    public IOnlineStore Online { get; }

    /// <summary>The only clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Where steps say what is wrong. Default: nobody hears.</summary>
    public IAlerts Alerts { get; init; } = NoAlerts.Instance;

    /// <summary>How sources are read that are not files of this machine. Default: they are refused.</summary>
    public SourceAdapters Adapters { get; init; } = SourceAdapters.None;

    /// <summary>Version of all code that values depend on: of Larder, its engine and the repository's assembly.</summary>
    public string CodeVersion => $"{Catalog.CodeVersion}, engine {typeof(Workspace).Module.ModuleVersionId:N}";

    /// <summary>The folder of offline tables.</summary>
    public string OfflinePath => Path.Combine(Options.StatePath, "offline");

    /// <summary>The folder of training sets.</summary>
    public string DatasetsPath => Path.Combine(Options.StatePath, "datasets");

    /// <summary>The folder of fetched input files.</summary>
    public string InputCachePath => Path.Combine(Options.StatePath, "inputs");

    /// <summary>The same workspace over another online store; temporary files are shared, so only one of the two is disposed of.</summary>
    public Workspace With(IOnlineStore online) => new(this, online);

    /// <summary>A path below the state folder, on the same disk, that no other process uses; it is removed with the workspace.</summary>
    public string TemporaryPath(string name) => _scratch.Value.Next(name);

    /// <summary>Opens a fresh in-memory engine that spills below the state folder, into a folder of its own.</summary>
    public DuckDbDatabase OpenEngine()
    {
        var spill = TemporaryPath("spill");
        var engine = DuckDbDatabase.Open(settings: new Dictionary<string, string>
        {
            ["threads"] = Options.Threads.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["memory_limit"] = $"{Options.EngineMegabytes}MB",
            ["temp_directory"] = spill,
            ["preserve_insertion_order"] = "true",
        });

        // Casts of times with a zone would else depend on the machine's.
        using var connection = engine.Connect();
        connection.Execute("SET GLOBAL TimeZone = 'UTC'");
        return engine;
    }

    /// <summary>Removes the temporary files.</summary>
    public void Dispose()
    {
        if (_scratch.IsValueCreated)
        {
            _scratch.Value.Dispose();
        }
    }

    /// <summary>Creates a folder below the state folder.</summary>
    /// <exception cref="UnavailableException">It cannot be created.</exception>
    public static void CreateFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException($"The folder {path} cannot be created ({failed.Message.TrimEnd('.')}); give a writable one with --state.", innerException: failed);
        }
    }
}

/// <summary>Folders and limits of a <see cref="Workspace"/>.</summary>
public sealed record WorkspaceOptions
{
    /// <summary>Where all state lies.</summary>
    public required string StatePath { get; init; }

    /// <summary>The repository's folder, from which relative source paths count.</summary>
    public required string RepositoryPath { get; init; }

    /// <summary>Threads of the analytical engine. Default: the processors.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Memory of the analytical engine in megabytes before it spills to disk. Default 768; never more than a third of <see cref="MemoryLimitMegabytes"/>.</summary>
    public int MemoryMegabytes { get; init; } = 768;

    /// <summary>
    /// Memory in megabytes that a batch step stays within, about: the engine's, then half of the rest for the events of one view, which spill below
    /// the state folder where they need more, and half for the spine and what is computed for it. Default: three quarters of the machine's, or of
    /// the container's.
    /// </summary>
    public int MemoryLimitMegabytes { get; init; } = (int)Math.Min(int.MaxValue, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3 >> 20);

    /// <summary>Megabytes of fetched input files that are kept for the next ingest. Default 4,096; those that one ingest reads are kept until it is done, whatever they need.</summary>
    public int InputCacheMegabytes { get; init; } = 4096;

    /// <summary>The engine's part of <see cref="MemoryLimitMegabytes"/>.</summary>
    internal int EngineMegabytes => Math.Max(64, Math.Min(MemoryMegabytes, MemoryLimitMegabytes / 3));

    /// <summary>Bytes for the events of one view.</summary>
    internal long HistoryBytes => Math.Max(1, MemoryLimitMegabytes - EngineMegabytes) * (1L << 19);
}

/// <summary>How far a step has come, for people.</summary>
/// <param name="Text">What is being done.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all; null while unknown.</param>
public readonly record struct StepProgress(string Text, long Done, long? Total);
