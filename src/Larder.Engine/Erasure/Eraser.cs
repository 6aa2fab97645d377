using System.Globalization;
using Larder.Catalog;
using Larder.Derived;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline;
using Larder.Offline.Delta;
using Larder.Offline.Maintenance;
using Larder.Types;

namespace Larder.Erasure;

/// <summary>
/// Removes one entity from the newest version of every table, from the online store and, if wanted, the training sets that contain it; says what is left, and looks for it once
/// more at the end. What is about to go is written down first, so that running it again after an interruption finishes all of it. Files that held the rows, in whatever version, are
/// deleted by the next vacuum, whatever was made of them.
/// </summary>
public sealed class Eraser
{
    private readonly Workspace _workspace;
    private readonly ErasureTarget _target;
    private readonly HistoryEraser _history;
    private readonly OnlineEraser _online;
    private readonly DatasetEraser _datasets;
    private readonly Receipts _receipts;
    private readonly IProgress<StepProgress>? _progress;

    /// <summary>Creates an eraser.</summary>
    /// <param name="workspace">Where to erase.</param>
    /// <param name="target">Whom.</param>
    /// <param name="progress">Told about tables.</param>
    public Eraser(Workspace workspace, ErasureTarget target, IProgress<StepProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(target);
        (_workspace, _target, _progress) = (workspace, target, progress);
        (_history, _online, _datasets, _receipts) = (new(workspace, target), new(workspace, progress), new(workspace, target), new(workspace));
    }

    /// <summary>Erases.</summary>
    /// <param name="deletesTrainingSets">Whether the files of training sets that contain the entity are deleted; else they are listed.</param>
    /// <param name="cancellationToken">Stops between tables; running it again goes on.</param>
    /// <returns>The receipt, to be kept with <see cref="Receipts.Keep"/> when logs are done too.</returns>
    /// <exception cref="ConflictException">A table is being written by another machine; run it again.</exception>
    public async Task<ErasureReceipt> RunAsync(bool deletesTrainingSets, CancellationToken cancellationToken = default)
    {
        try
        {
            return await EraseAsync(deletesTrainingSets, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failed) when (EngineErrors.IsOfState(failed))
        {
            throw EngineErrors.OfState(_workspace.Options.StatePath, failed);
        }
    }

    /// <summary>What would be removed from tables.</summary>
    public async Task<IReadOnlyList<ErasedTable>> FindAsync(CancellationToken cancellationToken = default)
    {
        var tables = new List<ErasedTable>();
        foreach (var (source, table) in Tables())
        {
            if (await _history.FindAsync(source, table, cancellationToken).ConfigureAwait(false) is { } found)
            {
                tables.Add(new ErasedTable(table, found.Snapshot.Version, found.Snapshot.Version, found.Count, [.. found.Rows.Keys.Select(f => f.Path)], found.Unknown));
            }
        }

        return tables;
    }

    /// <summary>Which tables below the state folder are searched and by what, and which are not and why.</summary>
    public IReadOnlyList<SearchedTable> Search()
    {
        var how = Tables().ToDictionary(t => t.Table, t => string.Join(", ", _history.HowOf(t.Source)), StringComparer.Ordinal);
        var keys = string.Join(" and ", _target.Parts.Select(p => p.Column));
        return
        [
            .. new TableMaintenance(_workspace).Tables.Select(table => how.TryGetValue(table, out var by)
                ? new SearchedTable(table, IsSearched: true, by)
                : new SearchedTable(table, IsSearched: false, SourceOf(table) is not null
                    ? $"no view, spine or join by {keys} and no column of that name and type; name one with --column {SourceOf(table)}.<column> if its rows are of such an entity"
                    : "it is of no source of this repository; delete it, or run 'larder erase' with the repository that has it")),
        ];
    }

    private string? SourceOf(string table) => _workspace.Catalog.Sources.FirstOrDefault(s => s.Name == table || EventFiles.QuarantineOf(s) == table)?.Name;

    private IEnumerable<(SourceDefinition Source, string Table)> Tables() =>
        _history.Sources.SelectMany(s => s.Derivation is null ? new[] { (s, s.Name), (s, EventFiles.QuarantineOf(s)) } : [(s, s.Name)]);

    private async Task<ErasureReceipt> EraseAsync(bool deletesTrainingSets, CancellationToken cancellationToken)
    {
        var now = Instant.From(_workspace.Clock.GetUtcNow());
        var alias = _receipts.Alias(_target);
        var id = string.Create(CultureInfo.InvariantCulture, $"{now.ToDateTime():yyyyMMdd'T'HHmmssfff'Z'}-{alias[..8]}");
        var (keys, held) = await PlanAsync(cancellationToken).ConfigureAwait(false);
        var unfinished = _receipts.Intents.Where(i => i.Entity == alias).SelectMany(i => i.Files).ToArray();
        foreach (var (table, files) in unfinished)
        {
            held[table] = [.. held.GetValueOrDefault(table, []).Union(files)];
        }

        _receipts.Intend(new ErasureIntent(id, alias, held.ToDictionary(h => h.Key, h => (IReadOnlyList<string>)[.. h.Value], StringComparer.Ordinal)));

        // Before history, so that nobody is served meanwhile; and after it, because a materialization may bring the rows back.
        var online = await _online.RemoveAsync(keys, cancellationToken).ConfigureAwait(false);
        var tables = await EraseTablesAsync(id, held, cancellationToken).ConfigureAwait(false);
        var remaining = new List<string>();
        var affected = tables.Where(t => t.Version != t.VersionBefore).Select(t => t.Table).Concat(unfinished.Select(u => u.Key)).ToHashSet(StringComparer.Ordinal);
        var rebuilt = await _online.RebuildAsync(affected, remaining, cancellationToken).ConfigureAwait(false);
        var again = await _online.RemoveAsync(keys, cancellationToken).ConfigureAwait(false);
        var sets = await _datasets.RunAsync(deletesTrainingSets, cancellationToken).ConfigureAwait(false);
        var left = await LeftAsync(remaining, cancellationToken).ConfigureAwait(false) + await _online.CountAsync(keys, cancellationToken).ConfigureAwait(false);
        remaining.AddRange(sets.Where(s => !s.IsDeleted).Select(s => $"training set {s.DatasetVersion} contains {s.Rows} of its rows and stays, because models may be judged by it; delete it with --delete-training-sets"));
        remaining.AddRange(_datasets.Saved(affected));
        remaining.AddRange(tables.Where(t => t.Unknown > 0).Select(t => $"table {t.Table} has {t.Unknown} rows of which no view can tell whose they are; look at them by hand"));
        return new ErasureReceipt
        {
            Id = id,
            At = now.ToString(),
            JoinKeys = [.. _target.Parts.Select(p => p.Column)],
            Entity = alias,
            Tables = tables,
            Online = [.. online.Concat(again).GroupBy(v => v.View).Select(g => new ErasedView(g.Key, g.Sum(v => v.Entities)))],
            Rebuilt = rebuilt,
            ServedVectors = 0,
            TrainingSets = sets,
            Remaining = remaining,
            FoundAfterwards = left,
            Search = Search(),
        };
    }

    /// <summary>The entity's keys in each view: the one there can be, or those that its rows have; and by table the files that hold rows, in whatever version.</summary>
    private async Task<(Dictionary<string, HashSet<EntityKey>> Keys, Dictionary<string, string[]> Files)> PlanAsync(CancellationToken cancellationToken)
    {
        var keys = _workspace.Catalog.Views.OfType<CompiledSourceView>().Where(v => _target.IsOf(v.Entity))
            .ToDictionary(v => v.Name, v => _target.KeyOf(v.Entity) is { } only ? [only] : new HashSet<EntityKey>(), StringComparer.Ordinal);
        var files = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (source, table) in Tables())
        {
            if (await _history.FindAsync(source, table, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                continue;
            }

            foreach (var (view, some) in found.Keys)
            {
                keys[view.Name].UnionWith(some);
            }

            string[] held = [.. found.Rows.Keys.Select(f => f.Path), .. _history.FindOlder(source, table, found.Snapshot, cancellationToken)];
            if (held.Length > 0)
            {
                files.Add(table, held);
            }
        }

        return (keys, files);
    }

    private async Task<IReadOnlyList<ErasedTable>> EraseTablesAsync(string id, Dictionary<string, string[]> held, CancellationToken cancellationToken)
    {
        var erased = new List<ErasedTable>();
        foreach (var (source, table) in Tables().Where(t => t.Source.Derivation is null))
        {
            _progress?.Report(new StepProgress($"erasing from {table}", erased.Count, null));
            if (await _history.EraseAsync(source, table, id, _progress, cancellationToken).ConfigureAwait(false) is { } done)
            {
                erased.Add(done with { Files = [.. done.Files.Union(held.GetValueOrDefault(table, []))] });
            }
        }

        foreach (var derived in DerivationOrder.Of(_workspace.Catalog.Sources.Where(s => s.Derivation is not null)).Where(s => s.Derivation is not null))
        {
            if (await MakeAnewAsync(derived, held.GetValueOrDefault(derived.Name, []), cancellationToken).ConfigureAwait(false) is { } done)
            {
                erased.Add(done);
            }
        }

        return erased;
    }

    /// <summary>A derived table loses the rows when what it is made of has lost them; days of a backfill are of no use then.</summary>
    private async Task<ErasedTable?> MakeAnewAsync(SourceDefinition derived, IReadOnlyList<string> held, CancellationToken cancellationToken)
    {
        var table = DeltaTable.At(Path.Combine(_workspace.OfflinePath, derived.Name), _workspace.Clock);
        (await BackfillTable.OpenAsync(_workspace, derived, cancellationToken).ConfigureAwait(false)).Delete();
        if (await table.ReadAsync(ct: cancellationToken).ConfigureAwait(false) is not { } before)
        {
            return null;
        }

        var found = _history.Sources.Any(s => s.Name == derived.Name) ? await _history.FindAsync(derived, derived.Name, cancellationToken).ConfigureAwait(false) : null;
        await new Deriver(_workspace, _progress).RunAsync([derived], cancellationToken).ConfigureAwait(false);
        var after = (await table.ReadAsync(ct: cancellationToken).ConfigureAwait(false))!;
        string[] gone = [.. before.Files.Select(f => f.Path).Union(held).Except(after.Files.Select(f => f.Path))];
        return gone.Length == 0 ? null : new ErasedTable(derived.Name, before.Version, after.Version, found?.Count ?? 0, gone, found?.Unknown ?? 0);
    }

    /// <summary>What is still there in the newest versions.</summary>
    private async Task<long> LeftAsync(List<string> remaining, CancellationToken cancellationToken)
    {
        var rows = 0L;
        foreach (var table in await FindAsync(cancellationToken).ConfigureAwait(false))
        {
            rows += table.Rows;
            var derivation = _history.Sources.FirstOrDefault(s => s.Name == table.Table)?.Derivation;
            if (table.Rows > 0)
            {
                remaining.Add(derivation is null
                    ? $"table {table.Table} has {table.Rows} rows that came meanwhile; run 'larder erase' again"
                    : $"table {table.Table} has {table.Rows} rows, because no view says which rows of {derivation.Lineage} they are made of; give one of those a view with the join key, then run 'larder erase' again");
            }
        }

        return rows;
    }
}
