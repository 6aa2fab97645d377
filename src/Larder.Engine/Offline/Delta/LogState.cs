using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>
/// What the replay of the log up to <see cref="Version"/> leaves: the last word on protocol, metadata, each file and each application.
/// It begins with commit 0 or with a checkpoint; commits are applied strictly in the order of versions.
/// </summary>
internal sealed class LogState(string table)
{
    private readonly Dictionary<LogFile, (long Order, DeltaFile File)> _files = [];
    private readonly Dictionary<LogFile, LogTombstone> _tombstones = [];
    private readonly Dictionary<(string AppId, long Version), DeltaTransaction> _history = [];
    private readonly Dictionary<string, DeltaTransaction> _latest = new(StringComparer.Ordinal);
    private Instant? _timestamp;
    private LogMetadata? _metadata;
    private DeltaProtocol? _protocol;
    private long _order;

    public string Table { get; } = table;

    /// <summary>The version reached; −1 before the first commit.</summary>
    public long Version { get; private set; } = -1;

    /// <summary>The version of the checkpoint that the replay began with; null when it began with commit 0.</summary>
    public long? Checkpoint { get; private set; }

    /// <summary>Checkpoints that could not be read, by name, with the reason.</summary>
    public Dictionary<string, string> Broken { get; } = new(StringComparer.Ordinal);

    /// <summary>What a reader should be told although nothing is wrong with what was read.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Live files, and removed ones that are not forgotten yet.</summary>
    public IEnumerable<string> KnownPaths => _files.Keys.Concat(_tombstones.Keys).Select(file => file.Path);

    /// <summary>Removed files that are not forgotten yet.</summary>
    public IEnumerable<LogTombstone> Tombstones => _tombstones.Values;

    /// <summary>Begins anew with a checkpoint.</summary>
    /// <param name="checkpoint">Its actions.</param>
    /// <param name="timestamp">When its version was committed; null when unknown.</param>
    public void Begin(LogCommit checkpoint, Instant? timestamp)
    {
        _files.Clear();
        _tombstones.Clear();
        _history.Clear();
        _latest.Clear();
        (_protocol, _metadata) = (null, null);
        Apply(checkpoint);
        (Checkpoint, _timestamp) = (checkpoint.Version, timestamp);
    }

    public void Apply(LogCommit commit)
    {
        _protocol = commit.Protocol ?? _protocol;
        _metadata = commit.Metadata ?? _metadata;
        foreach (var (key, added, removed, _) in commit.Files)
        {
            _files.Remove(key);
            _tombstones.Remove(key);
            if (added is not null)
            {
                _files[key] = (_order++, added);
            }
            else
            {
                _tombstones[key] = removed!;
            }
        }

        foreach (var stated in commit.Transactions)
        {
            var transaction = new DeltaTransaction(
                stated.AppId, stated.Version, stated.CommittedIn ?? commit.Version, stated.UserMetadata ?? commit.Info.UserMetadata, stated.LastUpdated);
            _history[(stated.AppId, stated.Version)] = transaction;
            _latest[stated.AppId] = transaction;
        }

        (Version, _timestamp) = (commit.Version, commit.Info.Timestamp);
    }

    /// <summary>The commit of exactly this transaction, as far as the replay went back; <see cref="TransactionFinder"/> looks further.</summary>
    public DeltaTransaction? FindTransaction(string appId, long version) => _history.GetValueOrDefault((appId, version));

    /// <summary>The latest transaction of an application; null for none.</summary>
    public DeltaTransaction? LatestOf(string appId) => _latest.GetValueOrDefault(appId);

    /// <summary>What a checkpoint of this version states.</summary>
    /// <param name="forget">Files removed before this time are left out.</param>
    public CheckpointContent ToContent(Instant forget) => new(
        Version,
        _protocol!,
        _metadata!,
        [.. _latest.Values.OrderBy(transaction => transaction.AppId, StringComparer.Ordinal)],
        [.. _tombstones.Values.Where(file => file.DeletedAt >= forget).OrderBy(file => file.Key.Path, StringComparer.Ordinal)],
        [.. _files.Values.OrderBy(entry => entry.Order).Select(entry => entry.File)]);

    /// <summary>Whether the table uses only what Larder reads, and the state as a snapshot.</summary>
    public DeltaSnapshot ToSnapshot()
    {
        if (_protocol is not { } protocol || _metadata is not { } metadata)
        {
            var missing = _protocol is null ? "protocol" : "metaData";
            throw DeltaErrors.Damaged(Table, 0, 0, $"and all commits to version {Version} lack the action '{missing}'");
        }

        ProtocolGate.RequireReadable(Table, protocol, metadata.Configuration, _files.Keys.Any(file => file.DeletionVector is not null));
        var schema = SchemaReader.Read(metadata);
        var files = _files.Values.OrderBy(entry => entry.Order).Select(entry => entry.File).ToArray();
        PartitionValues.RequireComplete(Table, metadata.PartitionColumns, files);
        return new(
            Version,
            metadata.Id,
            protocol,
            schema,
            metadata.PartitionColumns,
            metadata.Configuration.ToDictionary(entry => entry.Key, entry => entry.Value ?? "", StringComparer.Ordinal),
            files,
            new Dictionary<string, DeltaTransaction>(_latest, StringComparer.Ordinal),
            _timestamp)
        {
            Metadata = metadata,
            Warnings = [.. Warnings],
        };
    }
}
