using Larder.Catalog;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline;
using Larder.Offline.Delta;
using Larder.Offline.Evolution;
using Larder.Types;

namespace Larder.Erasure;

/// <summary>Removes an entity's rows from the tables of sources, those in quarantine too. Derived tables are made anew without them afterwards.</summary>
internal sealed class HistoryEraser(Workspace workspace, ErasureTarget target)
{
    /// <summary>The tables whose rows tell whether they are the entity's, by a view or otherwise: sources from files, and what is derived of them.</summary>
    public IReadOnlyList<SourceDefinition> Sources { get; } =
    [
        .. workspace.Catalog.Views.OfType<CompiledSourceView>().Where(v => target.IsOf(v.Entity)).Select(v => v.Source)
            .Concat(workspace.Catalog.Sources.Where(s => RowKey.Of(workspace.Catalog, s, target).Any())).DistinctBy(s => s.Name).OrderBy(s => s.Name, StringComparer.Ordinal),
    ];

    /// <summary>By what the rows of a source are searched, in words.</summary>
    public IEnumerable<string> HowOf(SourceDefinition source) => ViewsOf(source).Select(v => $"view {v.Name}").Concat(OthersOf(source).Select(o => o.How));

    /// <summary>The rows of the newest version of a table, by file.</summary>
    /// <param name="source">The source.</param>
    /// <param name="table">Its table, or that of its quarantine.</param>
    /// <param name="cancellationToken">Stops the reads.</param>
    /// <returns>Null where there is no table.</returns>
    public async Task<FoundRows?> FindAsync(SourceDefinition source, string table, CancellationToken cancellationToken)
    {
        var delta = At(table);
        if (await delta.ReadAsync(ct: cancellationToken).ConfigureAwait(false) is not { } snapshot)
        {
            return null;
        }

        using var engine = workspace.OpenEngine();
        using var connection = engine.Connect();
        CompiledSourceView[] views = [.. ViewsOf(source)];
        var finder = new RowFinder(connection, source, views, OthersOf(source), target);
        var changes = ChangesOf(source, delta, snapshot);
        var rows = new Dictionary<DeltaFile, IReadOnlyList<long>>();
        foreach (var file in snapshot.Files)
        {
            if (finder.Find(Path.Join(delta.Path, file.Path), changes, cancellationToken) is { Count: > 0 } found)
            {
                rows.Add(file, found);
            }
        }

        return new FoundRows(snapshot, rows, [.. views.Select((view, i) => (view, (IReadOnlySet<EntityKey>)finder.Keys[i]))], finder.Unknown);
    }

    /// <summary>Files on disk that hold rows and are of earlier versions only; those that cannot be read by the columns of now are taken for such.</summary>
    public IReadOnlyList<string> FindOlder(SourceDefinition source, string table, DeltaSnapshot newest, CancellationToken cancellationToken)
    {
        var delta = At(table);
        using var engine = workspace.OpenEngine();
        using var connection = engine.Connect();
        var finder = new RowFinder(connection, source, [.. ViewsOf(source)], OthersOf(source), target);
        bool Holds(string path)
        {
            try
            {
                return finder.Find(Path.Join(delta.Path, path), changes: null, cancellationToken).Count > 0;
            }
            catch (Exception failed) when (failed is DuckDbException or InvalidOperationException)
            {
                return true;
            }
        }

        return
        [
            .. Directory.EnumerateFiles(delta.Path, "*.parquet", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(delta.Path, path).Replace('\\', '/'))
                .Where(path => !path.StartsWith(LogFolder.Name, StringComparison.Ordinal)).Except(newest.Files.Select(f => f.Path)).Order(StringComparer.Ordinal).Where(Holds),
        ];
    }

    /// <summary>Removes the rows from a table of files, whose columns are brought up to the definition first.</summary>
    public async Task<ErasedTable?> EraseAsync(SourceDefinition source, string table, string id, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        var delta = At(table);
        if (await delta.ReadAsync(ct: cancellationToken).ConfigureAwait(false) is null)
        {
            return null;
        }

        using var turn = await ProcessLock.OfTableAsync(workspace, source.Name, progress, cancellationToken).ConfigureAwait(false);
        using var engine = workspace.OpenEngine();
        using var connection = engine.Connect();
        var isQuarantine = table != source.Name;
        await TableEvolution.BringAsync(connection, delta, WantedOf(source, table), source, cancellationToken).ConfigureAwait(false);
        var found = (await FindAsync(source, table, cancellationToken).ConfigureAwait(false))!;
        if (found.Rows.Count == 0)
        {
            return new ErasedTable(table, found.Snapshot.Version, found.Snapshot.Version, 0, [], found.Unknown);
        }

        IReadOnlyDictionary<string, string> Tags(string path) =>
            isQuarantine ? new Dictionary<string, string>() : RowOrder.Of(connection, path, cancellationToken).ToTags();
        var commit = await delta.EraseAsync(connection, found.Snapshot, found.Rows, $"erasure {id}", Tags, cancellationToken).ConfigureAwait(false);
        return new ErasedTable(table, found.Snapshot.Version, commit.Version, found.Count, [.. found.Rows.Keys.Select(f => f.Path)], found.Unknown);
    }

    private static DeltaSchema WantedOf(SourceDefinition source, string table) =>
        EventFiles.SchemaOf(table == source.Name ? EventFiles.ColumnsOf(source) : EventFiles.QuarantineColumnsOf(source));

    private static ColumnChanges? ChangesOf(SourceDefinition source, DeltaTable table, DeltaSnapshot snapshot)
    {
        var changes = source.Derivation is null ? ColumnChanges.Find(table.Path, snapshot.Schema, WantedOf(source, Path.GetFileName(table.Path)), source) : null;
        return changes?.ChangesRows == true ? changes : null;
    }

    private IEnumerable<CompiledSourceView> ViewsOf(SourceDefinition source) =>
        workspace.Catalog.Views.OfType<CompiledSourceView>().Where(v => v.Source.Name == source.Name && target.IsOf(v.Entity));

    private RowKey[] OthersOf(SourceDefinition source) => [.. RowKey.Of(workspace.Catalog, source, target)];

    private DeltaTable At(string table) => DeltaTable.At(Path.Combine(workspace.OfflinePath, table), workspace.Clock);
}

/// <summary>An entity's rows in a version of a table.</summary>
/// <param name="Snapshot">The version.</param>
/// <param name="Rows">By file, the rows' numbers in it.</param>
/// <param name="Keys">The keys found, by view.</param>
/// <param name="Unknown">Rows of whose key a lambda could not tell.</param>
internal sealed record FoundRows(
    DeltaSnapshot Snapshot, IReadOnlyDictionary<DeltaFile, IReadOnlyList<long>> Rows, IReadOnlyList<(CompiledSourceView View, IReadOnlySet<EntityKey> Keys)> Keys, long Unknown)
{
    /// <summary>How many rows.</summary>
    public long Count => Rows.Values.Sum(numbers => (long)numbers.Count);
}
