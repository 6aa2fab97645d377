using System.Globalization;
using Larder.Catalog;
using Larder.Derived;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Materialization;
using Larder.Offline;
using Larder.Offline.Delta;
using Larder.Storage;
using Larder.Types;

namespace Larder.Erasure;

/// <summary>
/// Removes one entity from the newest version of every table, from the online store and, if wanted, the training sets that contain it; says what is left and proves it by a pass
/// over everything. Files that held the rows are deleted by the next vacuum, whatever was made of them. Running it again finishes what was interrupted.
/// </summary>
public sealed class Eraser
{
    private readonly Workspace _workspace;
    private readonly ErasureTarget _target;
    private readonly HistoryEraser _history;
    private readonly IProgress<StepProgress>? _progress;

    /// <summary>Creates an eraser.</summary>
    /// <param name="workspace">Where to erase.</param>
    /// <param name="target">Whom.</param>
    /// <param name="progress">Told about tables.</param>
    public Eraser(Workspace workspace, ErasureTarget target, IProgress<StepProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(target);
        (_workspace, _target, _progress, _history) = (workspace, target, progress, new HistoryEraser(workspace, target));
    }

    /// <summary>Erases.</summary>
    /// <param name="deletesTrainingSets">Whether the files of training sets that contain the entity are deleted; else they are listed.</param>
    /// <param name="cancellationToken">Stops between tables; running it again goes on.</param>
    /// <returns>The receipt, not yet signed, without what is no part of history and stores.</returns>
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

    private IEnumerable<(SourceDefinition Source, string Table)> Tables() =>
        _history.Sources.SelectMany(s => s.Derivation is null ? new[] { (s, s.Name), (s, EventFiles.QuarantineOf(s)) } : [(s, s.Name)]);

    private async Task<ErasureReceipt> EraseAsync(bool deletesTrainingSets, CancellationToken cancellationToken)
    {
        var now = Instant.From(_workspace.Clock.GetUtcNow());
        var alias = new Receipts(_workspace).Alias(_target);
        var id = string.Create(CultureInfo.InvariantCulture, $"{now.ToDateTime():yyyyMMdd'T'HHmmss'Z'}-{alias[..8]}");

        // Before history, so that a run that is interrupted still knows the keys; and after it, because a materialization may bring them back meanwhile.
        var keys = await KeysAsync(cancellationToken).ConfigureAwait(false);
        var online = await RemoveOnlineAsync(keys, cancellationToken).ConfigureAwait(false);
        var tables = await EraseTablesAsync(id, cancellationToken).ConfigureAwait(false);
        var rebuilt = await MaterializeAnewAsync(tables.Where(t => t.Files.Count > 0).Select(t => t.Table).ToHashSet(StringComparer.Ordinal), cancellationToken).ConfigureAwait(false);
        var again = await RemoveOnlineAsync(keys, cancellationToken).ConfigureAwait(false);
        var sets = await TrainingSetsAsync(deletesTrainingSets, cancellationToken).ConfigureAwait(false);
        var (left, remaining) = await LeftAsync(cancellationToken).ConfigureAwait(false);
        remaining.AddRange(sets.Where(s => !s.IsDeleted).Select(s => $"training set {s.DatasetVersion} contains {s.Rows} of its rows and stays, because models may be judged by it; delete it with --delete-training-sets"));
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
        };
    }

    /// <summary>The entity's keys in each view: the one there can be, or those that its rows have.</summary>
    private async Task<Dictionary<string, HashSet<EntityKey>>> KeysAsync(CancellationToken cancellationToken)
    {
        var keys = _workspace.Catalog.Views.OfType<CompiledSourceView>().Where(v => _target.IsOf(v.Entity))
            .ToDictionary(v => v.Name, v => _target.KeyOf(v.Entity) is { } only ? [only] : new HashSet<EntityKey>(), StringComparer.Ordinal);
        foreach (var source in _history.Sources)
        {
            var found = await _history.FindAsync(source, source.Name, cancellationToken).ConfigureAwait(false);
            foreach (var (view, some) in found?.Keys ?? [])
            {
                keys[view.Name].UnionWith(some);
            }
        }

        return keys;
    }

    private async Task<IReadOnlyList<ErasedView>> RemoveOnlineAsync(Dictionary<string, HashSet<EntityKey>> keys, CancellationToken cancellationToken)
    {
        var removed = new List<ErasedView>();
        var definitions = await _workspace.Definitions.ListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (view, some) in keys.OrderBy(k => k.Key, StringComparer.Ordinal))
        {
            // Rows of earlier versions of the view stay in the store until they are dropped.
            foreach (var version in definitions.Where(d => d.Kind == "view" && d.Name == view).Select(d => d.Version).Order())
            {
                var online = OnlineViewName.Of(view, version);
                if (await _workspace.Online.RemoveAsync(online, some, cancellationToken).ConfigureAwait(false) is var count and > 0)
                {
                    removed.Add(new ErasedView(online, count));
                }
            }
        }

        return removed;
    }

    private async Task<IReadOnlyList<ErasedTable>> EraseTablesAsync(string id, CancellationToken cancellationToken)
    {
        var erased = new List<ErasedTable>();
        foreach (var (source, table) in Tables().Where(t => t.Source.Derivation is null))
        {
            _progress?.Report(new StepProgress($"erasing from {table}", erased.Count, null));
            if (await _history.EraseAsync(source, table, id, _progress, cancellationToken).ConfigureAwait(false) is { } done)
            {
                erased.Add(done);
            }
        }

        foreach (var derived in DerivationOrder.Of(_workspace.Catalog.Sources.Where(s => s.Derivation is not null)).Where(s => s.Derivation is not null))
        {
            if (await MakeAnewAsync(derived, cancellationToken).ConfigureAwait(false) is { } done)
            {
                erased.Add(done);
            }
        }

        return erased;
    }

    /// <summary>A derived table loses the rows when what it is made of has lost them.</summary>
    private async Task<ErasedTable?> MakeAnewAsync(SourceDefinition derived, CancellationToken cancellationToken)
    {
        var table = DeltaTable.At(Path.Combine(_workspace.OfflinePath, derived.Name), _workspace.Clock);
        if (await table.ReadAsync(ct: cancellationToken).ConfigureAwait(false) is not { } before)
        {
            return null;
        }

        var found = _history.Sources.Any(s => s.Name == derived.Name) ? await _history.FindAsync(derived, derived.Name, cancellationToken).ConfigureAwait(false) : null;
        await new Deriver(_workspace, _progress).RunAsync([derived], cancellationToken).ConfigureAwait(false);
        var after = (await table.ReadAsync(ct: cancellationToken).ConfigureAwait(false))!;
        string[] gone = [.. before.Files.Select(f => f.Path).Except(after.Files.Select(f => f.Path))];
        return gone.Length == 0 ? null : new ErasedTable(derived.Name, before.Version, after.Version, found?.Count ?? 0, gone, found?.Unknown ?? 0);
    }

    /// <summary>Rows and tiles of other entities may hold the events too: views over the tables are brought into the store anew, and rows of their earlier versions go.</summary>
    private async Task<IReadOnlyList<string>> MaterializeAnewAsync(HashSet<string> tables, CancellationToken cancellationToken)
    {
        var rebuilt = new List<string>();
        var definitions = await _workspace.Definitions.ListAsync(cancellationToken).ConfigureAwait(false);
        var applied = await AppliedVersions.LoadAsync(_workspace.Catalog, _workspace.Definitions, cancellationToken).ConfigureAwait(false);
        foreach (var view in _workspace.Catalog.Views.OfType<CompiledSourceView>().Where(v => tables.Contains(v.Source.Name)))
        {
            var newest = applied.Views.TryGetValue(view.Name, out var version) ? version : 0;
            foreach (var earlier in definitions.Where(d => d.Kind == "view" && d.Name == view.Name && d.Version != newest))
            {
                await _workspace.Online.DropAsync(OnlineViewName.Of(view.Name, earlier.Version), cancellationToken).ConfigureAwait(false);
            }

            if (newest > 0 && await OfflineTable.TryOpenAsync(_workspace.OfflinePath, view.Source, cancellationToken).ConfigureAwait(false) is null)
            {
                // No event is left to make rows of.
                await _workspace.Online.DropAsync(OnlineViewName.Of(view.Name, newest), cancellationToken).ConfigureAwait(false);
            }
            else if (newest > 0 && await _workspace.Online.GetStateAsync(OnlineViewName.Of(view.Name, newest), cancellationToken).ConfigureAwait(false) is { } state)
            {
                var lookback = view is CompiledAggregateView { Plan.WidestWindow: { } widest } ? TimeSpan.FromMicroseconds((state.AsOf - widest).Microseconds - state.HorizonStart.Microseconds) : MaterializationOptions.DefaultLookback;
                var asOf = state.StreamedTo is { } streamed && streamed > state.AsOf ? streamed : state.AsOf;
                await new Materializer(_workspace).RunAsync(view, new MaterializationOptions { AsOf = asOf, Lookback = lookback, Progress = _progress }, cancellationToken).ConfigureAwait(false);
                rebuilt.Add(OnlineViewName.Of(view.Name, newest));
            }
        }

        return rebuilt;
    }

    private async Task<IReadOnlyList<ErasedTrainingSet>> TrainingSetsAsync(bool deletes, CancellationToken cancellationToken)
    {
        var sets = new List<ErasedTrainingSet>();
        foreach (var record in await _workspace.Datasets.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            var path = Path.Combine(_workspace.Options.StatePath, record.Path);
            if (File.Exists(path) && CountIn(path, cancellationToken) is var rows and > 0)
            {
                if (deletes)
                {
                    Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
                }

                sets.Add(new ErasedTrainingSet(record.DatasetVersion, rows, deletes));
            }
        }

        return sets;
    }

    private long CountIn(string path, CancellationToken cancellationToken)
    {
        using var engine = _workspace.OpenEngine();
        using var connection = engine.Connect();
        var file = $"read_parquet({Identifiers.Literal(path)})";
        using var columns = connection.Query($"SELECT * FROM {file} LIMIT 0", cancellationToken);
        var names = columns.Columns.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        return _target.Parts.All(p => names.Contains(p.Column))
            ? connection.QueryScalar<long>($"SELECT count(*) FROM {file} WHERE {string.Join(" AND ", _target.Parts.Select(p => $"{Identifiers.Quote(p.Column)}::VARCHAR = {Identifiers.Literal(p.Value.ToString()!)}"))}", cancellationToken)
            : 0;
    }

    /// <summary>The pass over everything: what is still there in the newest versions.</summary>
    private async Task<(long Rows, List<string> Remaining)> LeftAsync(CancellationToken cancellationToken)
    {
        var (rows, remaining) = (0L, new List<string>());
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

        return (rows, remaining);
    }
}
