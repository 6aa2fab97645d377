using Larder.Catalog;
using Larder.Engine;
using Larder.Offline.TrainingSets;
using Larder.Offline.Versions;
using Larder.Storage;

namespace Larder.Offline.Maintenance;

/// <summary>Finds what keeps versions of tables from being vacuumed: recorded training sets, the rows in the online store, and saved datasets.</summary>
internal static class DataPins
{
    /// <summary>Every pin, those of training sets first, newest first.</summary>
    public static async Task<IReadOnlyList<DataPin>> FindAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var sets = await workspace.Datasets.ListAsync(cancellationToken).ConfigureAwait(false);
        var pins = sets.SelectMany(set => set.Tables.Select(table => new DataPin(TableVersion.Parse(table), $"training set {TrainingSetErrors.Short(set.DatasetVersion)}"))).ToList();
        var applied = await AppliedVersions.LoadAsync(workspace.Catalog, workspace.Definitions, cancellationToken).ConfigureAwait(false);
        foreach (var view in workspace.Catalog.Views.OfType<CompiledSourceView>())
        {
            if (applied.Views.TryGetValue(view.Name, out var version)
                && await workspace.Online.GetStateAsync(OnlineViewName.Of(view.Name, version), cancellationToken).ConfigureAwait(false) is { } state)
            {
                pins.Add(new(HistoryPin.Of(state).Table, $"online view {OnlineViewName.Of(view.Name, version)}"));
            }
        }

        pins.AddRange(new SavedDatasets(workspace).All.Select(saved => new DataPin(saved.Table, $"saved dataset {saved.Name}")));
        return pins;
    }
}

/// <summary>Something that was made of a version of a table, whose files therefore stay.</summary>
/// <param name="Version">The version.</param>
/// <param name="Holder">What was made of it, in words: <c>training set 1f3a…</c>, <c>online view spend@v1</c>.</param>
public sealed record DataPin(TableVersion Version, string Holder);
