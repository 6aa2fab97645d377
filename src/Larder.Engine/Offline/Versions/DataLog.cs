using Larder.Offline.Maintenance;
using Larder.Storage;
using Larder.Types;

namespace Larder.Offline.Versions;

/// <summary>Data versions, newest first.</summary>
/// <param name="Entries">The versions.</param>
/// <param name="Warnings">What is odd about the logs of tables and could be made up for, each a sentence.</param>
public sealed record DataLog(IReadOnlyList<DataLogEntry> Entries, IReadOnlyList<string> Warnings);

/// <summary>A data version as the log lists it: a commit of a table, a saved dataset or a training set.</summary>
/// <param name="Reference"><c>order_lines@3</c>, the name of a saved dataset, or the version of a training set.</param>
/// <param name="Time">When it was made.</param>
public sealed record DataLogEntry(string Reference, Instant Time)
{
    /// <summary>The commit; null for others.</summary>
    public TableVersionEntry? Commit { get; init; }

    /// <summary>The training set; null for others.</summary>
    public DatasetRecord? TrainingSet { get; init; }

    /// <summary>The saved dataset; null for others.</summary>
    public SavedDataset? Saved { get; init; }

    /// <summary>Rows; null where the writer of a file did not say.</summary>
    public long? Rows { get; init; }

    /// <summary>As in <see cref="DataManifest.ContentHash"/>; null where a file was written without its hash, which the manifest then computes.</summary>
    public string? ContentHash { get; init; }

    /// <summary>What was made of the version, so that its files stay.</summary>
    public IReadOnlyList<string> Pins { get; init; } = [];
}
