using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>
/// Which commits and checkpoints of a log nobody needs: those older than the table keeps them, behind a checkpoint of Larder's that is whole. One of another writer does not count:
/// it lacks facts that only the commits have.
/// </summary>
internal static class LogCleaner
{
    private const string Property = "delta.enableExpiredLogCleanup";

    /// <summary>Their names, oldest first, commits before checkpoints: what is left when deleting them stops anywhere is a log.</summary>
    /// <param name="table">The table's folder.</param>
    /// <param name="snapshot">The newest version.</param>
    /// <param name="now">The time.</param>
    /// <param name="pinned">Versions that have to stay readable.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(string table, DeltaSnapshot snapshot, Instant now, IReadOnlyList<long> pinned, CancellationToken ct)
    {
        var limit = now - Retention.OfLog(table, snapshot);
        var versions = await LogHistory.ReadAsync(table, ct).ConfigureAwait(false);
        if (versions.LastOrDefault(version => version.Time <= limit) is not { } old || (snapshot.Configuration.TryGetValue(Property, out var wanted) && wanted == "false"))
        {
            return [];
        }

        var last = pinned.Append(old.Version).Min();
        var listing = LogListing.Read(table);
        var keep = listing.Checkpoints.Reverse().FirstOrDefault(files => files.Version <= last && CheckpointReader.IsOurs(table, files, ct));
        return keep is null ? [] :
        [
            .. listing.Commits.Where(version => version < keep.Version).Select(LogFolder.CommitName),
            .. listing.Checkpoints.Where(files => files.Version < keep.Version).SelectMany(files => files.Files),
        ];
    }
}
