using Larder.Errors;
using Larder.Storage;

namespace Larder.Offline.TrainingSets;

/// <summary>What can be wrong with a training set's record, in words.</summary>
internal static class TrainingSetErrors
{
    private const int ShownDigits = 12;

    /// <summary>The part of a dataset version that people see.</summary>
    public static string Short(string hash) => hash[..Math.Min(ShownDigits, hash.Length)];

    public static NotFoundException Unknown(string wanted, IReadOnlyList<DatasetRecord> all) => new(
        $"There is no training set '{wanted}'; "
        + (all.Count == 0 ? "none is recorded, 'larder training-set' builds one." : $"{all.Count:N0} are recorded, the newest are {string.Join(", ", all.Take(3).Select(d => Short(d.DatasetVersion)))}."));

    public static InvalidInputException Ambiguous(string wanted, IReadOnlyList<DatasetRecord> found) => new(
        $"{found.Count:N0} training sets begin with '{wanted}': {string.Join(", ", found.Take(3).Select(d => d.DatasetVersion))}; give more digits.");

    public static ConflictException Changed(DatasetRecord record, IEnumerable<string> changes) => new(
        $"Training set {Short(record.DatasetVersion)} cannot be rebuilt by this code: {string.Join("; ", changes)}. "
        + $"Check out the code it was built with ({record.CodeVersion}) and run the same command again.");

    public static InvalidInputException SpineUnknown(DatasetRecord record) => new(
        $"The record of training set {Short(record.DatasetVersion)} does not say where its spine came from: it was made by an earlier Larder. Name the spine or its file with --spine.");

    public static NotFoundException SpineLost(DatasetRecord record, string path) => new(
        $"Training set {Short(record.DatasetVersion)} was built over the spine {path}, which does not exist any more. Put the file back, or give its copy with --spine.");

    public static ConflictException OtherSpine(DatasetRecord record, string reference, string hash) => new(
        $"The spine {reference} is not the one that training set {Short(record.DatasetVersion)} was built over: its rows hash to {Short(hash)}, those recorded to {Short(record.SpineHash)}. "
        + (System.IO.Path.IsPathRooted(reference) ? "Restore the file, or give a copy of the original with --spine." : $"Check out the code it was built with ({record.CodeVersion}) and run the same command again."));

    public static LarderException Differs(RebuiltTrainingSet rebuilt) => new(
        ErrorKind.ParityBroken,
        $"Training set {Short(rebuilt.Record.DatasetVersion)} was built again from its record and differs: content {Short(rebuilt.ContentHash)}, recorded {Short(rebuilt.Record.ContentHash)}. "
        + (rebuilt.CodeVersion == rebuilt.Record.CodeVersion
            ? "The code is the same, so the data files or the engine are not; check the state folder and report it."
            : $"It was built by other code ({rebuilt.Record.CodeVersion}); check that out and run the same command again."));
}
