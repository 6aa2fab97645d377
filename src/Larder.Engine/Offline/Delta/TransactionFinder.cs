namespace Larder.Offline.Delta;

/// <summary>
/// Looks in old commits for facts of transactions that checkpoints leave out: those of other writers know only the latest version of each application, and Larder's
/// only the latest one's table version and text. What is needed is looked for from the newest commit back, and nothing else is read.
/// </summary>
internal static class TransactionFinder
{
    /// <summary>The commit of exactly this transaction, however long ago; null when there is none, or its commit is gone.</summary>
    public static async Task<DeltaTransaction?> FindAsync(LogState state, string appId, long version, CancellationToken ct)
    {
        if (state.FindTransaction(appId, version) is { } known)
        {
            return known;
        }

        // An application's versions only grow, so without a later one there is no earlier commit of this one.
        if (state.Checkpoint is not { } checkpoint || state.LatestOf(appId) is not { } latest || latest.Version < version)
        {
            return null;
        }

        DeltaTransaction? found = null;
        await EachBackAsync(state.Table, Math.Min(checkpoint, latest.CommittedIn), commit =>
        {
            found = commit.Transactions.Where(stated => stated.AppId == appId && stated.Version == version)
                .Select(stated => new DeltaTransaction(appId, version, commit.Version, commit.Info.UserMetadata, stated.LastUpdated)).LastOrDefault();
            return found is not null;
        }, ct).ConfigureAwait(false);
        return found;
    }

    /// <summary>Adds to a checkpoint of another writer which commit each transaction came with, and the text stored with it.</summary>
    public static async Task CompleteAsync(string table, LogCommit checkpoint, CancellationToken ct)
    {
        if (!checkpoint.Transactions.Exists(stated => stated.CommittedIn is null))
        {
            return;
        }

        var open = checkpoint.Transactions.Where(stated => stated.CommittedIn is null).DistinctBy(stated => (stated.AppId, stated.Version)).ToDictionary(stated => (stated.AppId, stated.Version));

        await EachBackAsync(table, checkpoint.Version, commit =>
        {
            foreach (var stated in commit.Transactions)
            {
                if (open.Remove((stated.AppId, stated.Version), out var incomplete))
                {
                    checkpoint.Transactions[checkpoint.Transactions.IndexOf(incomplete)] = incomplete with { CommittedIn = commit.Version, UserMetadata = commit.Info.UserMetadata };
                }
            }

            return open.Count == 0;
        }, ct).ConfigureAwait(false);
    }

    /// <summary>Reads commits with transactions from a version back, until one is enough or one is missing.</summary>
    private static async Task EachBackAsync(string table, long from, Func<LogCommit, bool> isEnough, CancellationToken ct)
    {
        for (var version = from; version >= 0; version--)
        {
            byte[] content;
            try
            {
                content = await File.ReadAllBytesAsync(LogFolder.CommitPath(table, version), ct).ConfigureAwait(false);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return;
            }

            if (content.AsSpan().IndexOf("\"txn\""u8) >= 0 && isEnough(CommitReader.Read(table, version, content)))
            {
                return;
            }
        }
    }
}
