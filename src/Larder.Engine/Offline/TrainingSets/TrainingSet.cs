using Larder.Storage;

namespace Larder.Offline.TrainingSets;

/// <summary>A training set on disk.</summary>
/// <param name="Record">What it was made from.</param>
/// <param name="Path">The Parquet file.</param>
/// <param name="IsReused">Whether it existed already.</param>
public sealed record TrainingSet(DatasetRecord Record, string Path, bool IsReused)
{
    /// <summary>The features with values that could not be computed, which are null in the file; none are counted where the set existed already.</summary>
    public IReadOnlyList<InvalidCount> Invalid { get; init; } = [];

    /// <summary>How many files of each table were read; none are counted where the set existed already.</summary>
    public IReadOnlyList<TableFiles> Files { get; init; } = [];
}

/// <summary>The files of a table that a scan as of a time reads.</summary>
/// <param name="Table">The table.</param>
/// <param name="Read">Files read.</param>
/// <param name="Skipped">Files left out, because by their statistics no row of theirs can count: all became known later, or happened outside what was asked for.</param>
public sealed record TableFiles(string Table, int Read, int Skipped);

/// <summary>How many of a feature's values could not be computed.</summary>
/// <param name="Feature"><c>view:feature</c>.</param>
/// <param name="Rows">Rows of the training set.</param>
public sealed record InvalidCount(string Feature, long Rows);

/// <summary>A training set built once more from its record.</summary>
/// <param name="Record">The record.</param>
/// <param name="Path">The Parquet file with the recorded bytes; it may be lost or damaged where the rebuild differs.</param>
/// <param name="ContentHash">SHA-256 of what was built now.</param>
/// <param name="CodeVersion">The code that built it now.</param>
public sealed record RebuiltTrainingSet(DatasetRecord Record, string Path, string ContentHash, string CodeVersion)
{
    /// <summary>Whether the bytes are those recorded.</summary>
    public bool IsSame => ContentHash == Record.ContentHash;

    /// <summary>Fails where the bytes are not those recorded.</summary>
    /// <exception cref="Errors.LarderException">They differ (<see cref="Errors.ErrorKind.ParityBroken"/>).</exception>
    public void EnsureSame()
    {
        if (!IsSame)
        {
            throw TrainingSetErrors.Differs(this);
        }
    }
}
