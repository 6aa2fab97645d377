namespace Larder.Offline.Delta;

/// <summary>
/// What the replay of commits 0 to <see cref="Version"/> leaves: the last word on protocol, metadata, each file and each application.
/// Applied strictly in the order of versions.
/// </summary>
internal sealed class LogState(string table)
{
    private readonly Dictionary<LogFile, (long Order, DeltaFile File)> _files = [];
    private readonly Dictionary<(string AppId, long Version), DeltaTransaction> _history = [];
    private readonly Dictionary<string, DeltaTransaction> _latest = new(StringComparer.Ordinal);
    private LogCommit? _last;
    private LogMetadata? _metadata;
    private DeltaProtocol? _protocol;
    private long _order;

    public string Table { get; } = table;

    /// <summary>The version reached; −1 before the first commit.</summary>
    public long Version => _last?.Version ?? -1;

    /// <summary>Every path any commit has named, also of files removed since: time travel still needs those.</summary>
    public HashSet<string> KnownPaths { get; } = new(StringComparer.Ordinal);

    public void Apply(LogCommit commit)
    {
        _protocol = commit.Protocol ?? _protocol;
        _metadata = commit.Metadata ?? _metadata;
        foreach (var (key, added) in commit.Files)
        {
            KnownPaths.Add(key.Path);
            _files.Remove(key);
            if (added is not null)
            {
                _files[key] = (_order++, added);
            }
        }

        foreach (var (appId, version, lastUpdated) in commit.Transactions)
        {
            var transaction = new DeltaTransaction(appId, version, commit.Version, commit.UserMetadata, lastUpdated);
            _history[(appId, version)] = transaction;
            _latest[appId] = transaction;
        }

        _last = commit;
    }

    /// <summary>The commit of exactly this transaction, however long ago; null when there is none.</summary>
    public DeltaTransaction? FindTransaction(string appId, long version) => _history.GetValueOrDefault((appId, version));

    /// <summary>Whether the table uses only what Larder reads, and the state as a snapshot.</summary>
    public DeltaSnapshot ToSnapshot()
    {
        if (_protocol is not { } protocol || _metadata is not { } metadata)
        {
            var missing = _protocol is null ? "protocol" : "metaData";
            throw DeltaErrors.Damaged(Table, 0, 0, $"and all commits to version {Version} lack the action '{missing}'");
        }

        ProtocolGate.RequireReadable(Table, protocol, metadata.Configuration, _files.Keys.Any(file => file.DeletionVector is not null));
        var schema = SchemaReader.Read(Table, metadata);
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
            _last!.Timestamp);
    }
}
