using Larder.DuckDb;
using Larder.Offline.Delta;

namespace Larder.Offline;

/// <summary>Data files of events on their way into an offline table.</summary>
internal static class EventFiles
{
    /// <summary>The column by whose values events are laid into folders: the day of their event time.</summary>
    public const string DayColumn = "event_date";

    /// <summary>Files just written, as a commit adds them: with their day and how their rows lie.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="folder">The table's folder.</param>
    /// <param name="files">The files, with the order columns of events.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public static IReadOnlyList<DeltaNewFile> ToAdd(DuckDbConnection connection, string folder, IReadOnlyList<WrittenFile> files, CancellationToken cancellationToken) =>
    [
        .. files.Select(f => new DeltaNewFile(f.Path, f.Rows)
        {
            PartitionValues = Partition(f),
            Tags = RowOrder.Of(connection, Path.Combine(folder, f.Path), cancellationToken).ToTags(),
        }),
    ];

    /// <summary>The folder of a file.</summary>
    public static IReadOnlyDictionary<string, string?> Partition(WrittenFile file) => new Dictionary<string, string?>(StringComparer.Ordinal) { [DayColumn] = file.EventDate };
}
