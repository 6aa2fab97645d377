using Larder.Catalog;
using Larder.Engine;
using Larder.Storage;

namespace Larder.Offline.TrainingSets;

/// <summary>A training set's record with all that is needed to build it once more.</summary>
internal sealed record RecordedTrainingSet(DatasetRecord Record, CompiledService Service, SpineRecipe Spine)
{
    /// <summary>Reads what was read then, as of then.</summary>
    public TrainingSetOptions Options => new()
    {
        AsOf = Record.AsOf,
        TableVersions = Record.Tables.Select(TableVersion.Parse).ToDictionary(t => t.Table, t => t.Version, StringComparer.Ordinal),
    };

    /// <summary>Finds the record by its version or the beginning of it, and makes sure that the definitions are those recorded.</summary>
    public static async Task<RecordedTrainingSet> FindAsync(Workspace workspace, string datasetVersion, string? spine, CancellationToken cancellationToken)
    {
        var record = await FindAsync(workspace.Datasets, datasetVersion, cancellationToken).ConfigureAwait(false);
        var reference = spine ?? record.Spine ?? throw TrainingSetErrors.SpineUnknown(record);
        var definitions = record.Views.Select(v => ("view", v)).Append(("service", record.Service));
        var isVersioned = spine is null && !Path.IsPathRooted(reference) && reference.Contains('@', StringComparison.Ordinal);
        var changes = await RecordedDefinitions
            .DifferencesAsync(workspace.Definitions, workspace.Catalog, isVersioned ? definitions.Append(("spine", reference)) : definitions, cancellationToken)
            .ConfigureAwait(false);
        if (changes.Count > 0)
        {
            throw TrainingSetErrors.Changed(record, changes);
        }

        var service = workspace.Catalog.Service(NameOf(record.Service));
        return new RecordedTrainingSet(record, service, Recipe(workspace.Catalog, service, record, reference, isGiven: spine is not null));
    }

    /// <summary>Finds a record by its version or the beginning of it.</summary>
    /// <exception cref="Errors.NotFoundException">There is none.</exception>
    /// <exception cref="Errors.InvalidInputException">Several begin so.</exception>
    public static async Task<DatasetRecord> FindAsync(IDatasetStore datasets, string version, CancellationToken cancellationToken) =>
        await TryFindAsync(datasets, version, cancellationToken).ConfigureAwait(false)
            ?? throw TrainingSetErrors.Unknown(version, await datasets.ListAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>The record of a version, or of the only one that begins so; null where none does.</summary>
    /// <exception cref="Errors.InvalidInputException">Several begin so.</exception>
    public static async Task<DatasetRecord?> TryFindAsync(IDatasetStore datasets, string version, CancellationToken cancellationToken)
    {
        if (await datasets.GetAsync(version, cancellationToken).ConfigureAwait(false) is { } exact)
        {
            return exact;
        }

        var all = await datasets.ListAsync(cancellationToken).ConfigureAwait(false);
        DatasetRecord[] found = [.. all.Where(d => d.DatasetVersion.StartsWith(version, StringComparison.OrdinalIgnoreCase))];
        return found.Length switch
        {
            0 => null,
            1 => found[0],
            _ => throw TrainingSetErrors.Ambiguous(version, found),
        };
    }

    private static SpineRecipe Recipe(FeatureCatalog catalog, CompiledService service, DatasetRecord record, string reference, bool isGiven)
    {
        if (catalog.Spines.FirstOrDefault(s => s.Name == NameOf(reference)) is { } spine)
        {
            return SpineRecipe.Of(spine, null) with { Reference = reference };
        }

        return isGiven || File.Exists(reference) ? SpineRecipe.Of(service.Keys, reference) : throw TrainingSetErrors.SpineLost(record, reference);
    }

    private static string NameOf(string reference) => reference.Split('@')[0];
}
