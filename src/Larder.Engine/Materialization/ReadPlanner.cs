using Larder.Catalog;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline;
using Larder.Offline.TrainingSets;
using Larder.Storage;

namespace Larder.Materialization;

/// <summary>Tells what the steps over history would read, without reading rows: the log of each table, and the store's state of each view.</summary>
public sealed class ReadPlanner
{
    private readonly Workspace _workspace;

    /// <summary>Creates a planner.</summary>
    public ReadPlanner(Workspace workspace) => _workspace = workspace;

    /// <summary>What would be read of the table of each view that has one, by view. A derived table counts as it is now.</summary>
    /// <param name="inTheWay">Told why a table cannot be read as the repository defines it; its views are left out.</param>
    /// <param name="cancellationToken">Stops between views.</param>
    public async Task<IReadOnlyList<ViewReads>> PlanAsync(Action<LarderException> inTheWay, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inTheWay);
        var tables = new Dictionary<string, OfflineTable>(StringComparer.Ordinal);
        foreach (var source in _workspace.Catalog.Views.OfType<CompiledSourceView>().Select(v => v.Source).DistinctBy(s => s.Name))
        {
            try
            {
                if (await OfflineTable.TryOpenAsync(_workspace.OfflinePath, source, cancellationToken).ConfigureAwait(false) is { } table)
                {
                    tables.Add(source.Name, table);
                }
            }
            catch (LarderException problem)
            {
                inTheWay(problem);
            }
        }

        if (tables.Count == 0)
        {
            return [];
        }

        using var engine = _workspace.OpenEngine();
        using var connection = engine.Connect();
        var applied = await AppliedVersions.LoadAsync(_workspace.Catalog, _workspace.Definitions, cancellationToken).ConfigureAwait(false);
        var reads = new List<ViewReads>();
        foreach (var view in _workspace.Catalog.Views.OfType<CompiledSourceView>())
        {
            if (tables.TryGetValue(view.Source.Name, out var table))
            {
                reads.Add(await PlanAsync(connection, view, table.For(view), applied.Views.TryGetValue(view.Name, out var version) ? version : null, cancellationToken).ConfigureAwait(false));
            }
        }

        return reads;
    }

    private async Task<ViewReads> PlanAsync(DuckDbConnection connection, CompiledSourceView view, OfflineTable table, int? version, CancellationToken cancellationToken)
    {
        var online = version is { } applied ? OnlineViewName.Of(view.Name, applied) : null;
        var state = online is null ? null : await _workspace.Online.GetStateAsync(online, cancellationToken).ConfigureAwait(false);
        var asOf = Materializer.Latest(table.NewestInstant(connection, cancellationToken), state?.AsOf, state?.Reaching);
        var run = Materializer.WholeRun(_workspace, view, table, asOf, MaterializationOptions.DefaultLookback, state);
        var increment = await Increment.FindAsync(view, table, state, run, cancellationToken).ConfigureAwait(false);
        var whole = table.FilesRead(asOf);
        return new ViewReads(view.Name, table.Reference, whole, increment.Fresh is { } fresh ? table.FilesRead(asOf, fresh) : whole)
        {
            WholeBecause = online is null ? "it is not applied in its present form" : increment.WholeBecause,
        };
    }
}

/// <summary>What would be read for a view, as of the newest instant of its table.</summary>
/// <param name="View">The view.</param>
/// <param name="Table">The table version.</param>
/// <param name="Whole">Files that a training set or a materialization of everything reads.</param>
/// <param name="Increment">Files that an incremental run reads.</param>
public sealed record ViewReads(string View, string Table, TableFiles Whole, TableFiles Increment)
{
    /// <summary>Why an incremental run reads everything; null where it does not.</summary>
    public string? WholeBecause { get; init; }
}
