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
        .. files.Select(f => f.ToNewFile() with { Tags = RowOrder.Of(connection, Path.Combine(folder, f.Path), cancellationToken).ToTags() }),
    ];
}
