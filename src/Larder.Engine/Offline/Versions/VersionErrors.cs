using Larder.Errors;
using Larder.Offline.TrainingSets;
using Larder.Storage;

namespace Larder.Offline.Versions;

/// <summary>What can be wrong with a data version, in words.</summary>
internal static class VersionErrors
{
    private const int Named = 3;

    public static NotFoundException Unknown(string name, IReadOnlyList<string> tables, IReadOnlyList<SavedDataset> saved, IReadOnlyList<DatasetRecord> sets)
    {
        var found = new List<string>();
        if (tables.Count > 0)
        {
            found.Add($"the tables are {string.Join(", ", tables)}");
        }

        if (saved.Count > 0)
        {
            found.Add($"the saved datasets are {string.Join(", ", saved.Select(dataset => dataset.Name))}");
        }

        if (sets.Count > 0)
        {
            found.Add($"the newest training sets are {string.Join(", ", sets.Take(Named).Select(set => TrainingSetErrors.Short(set.DatasetVersion)))}");
        }

        return new($"There is no table, saved dataset or training set '{name}'; {(found.Count == 0 ? "there is none yet, run 'larder ingest' first" : string.Join(", ", found))}.");
    }

    public static InvalidInputException VersionOfOne(string reference) => new(
        $"'{reference}' names a version of what is one version: only tables have several. Leave out what stands behind the @.");

    public static ConflictException MadeAnew(SavedDataset saved, string found) => new(
        $"Dataset {saved.Name} was saved from {saved.Table} with the hash {TrainingSetErrors.Short(saved.ContentHash)}, and that version has {TrainingSetErrors.Short(found)} now: the table was made anew. "
        + "Restore the table from a backup, or save another version.");

    public static NotFoundException Vacuumed(string reference, string folder, IReadOnlyList<string> gone, int files) => new(
        $"{reference} lacks {gone.Count:N0} of its {files:N0} files in {folder}, first '{gone[0]}': they were vacuumed. Name a newer version, or restore the files from a backup.");

    public static NotFoundException Lost(DatasetRecord record, string path) => new(
        $"The file of training set {TrainingSetErrors.Short(record.DatasetVersion)} is not at {path} any more; 'larder training-set --dataset {TrainingSetErrors.Short(record.DatasetVersion)}' builds it again.");

    public static InvalidInputException Damaged(string reference, string path, string recorded, string found) => new(
        $"The file {path} of {reference} is damaged: its bytes hash to {TrainingSetErrors.Short(found)}, recorded is {TrainingSetErrors.Short(recorded)}. Nothing was checked out; restore the file from a backup.");

    public static ConflictException Exists(string folder) => new($"There is something at {folder} already, and nothing is written over it; name a folder that does not exist.");

    public static InvalidInputException OtherKinds(DataManifest from, DataManifest to) => new(
        $"{Name(from)} and {Name(to)} are of different kinds, so that their rows cannot be compared; name two versions of tables, or two training sets.");

    public static InvalidInputException NothingShared(DataManifest from, DataManifest to) => new(
        $"{Name(from)} and {Name(to)} have no column in common, so that their rows cannot be compared; name two versions of one table, or two training sets of one service.");

    /// <summary>How a version is called in sentences.</summary>
    public static string Name(DataManifest manifest) =>
        manifest is TrainingSetManifest set ? $"training set {TrainingSetErrors.Short(set.Record.DatasetVersion)}" : manifest.Reference;
}
