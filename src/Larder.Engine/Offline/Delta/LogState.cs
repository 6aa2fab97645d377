using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>
/// What the replay of the log up to <see cref="Version"/> leaves: the last word on protocol, metadata, each file and each application.
/// It begins with commit 0 or with a checkpoint; commits are applied strictly in the order of versions.
/// </summary>
internal sealed class LogState(string table)
{
    // Files in the order they were added, null where one was removed again; by name, where each is.
    private readonly List<LogFileAction?> _files = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LogTombstone> _tombstones = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DeltaTransaction> _latest = new(StringComparer.Ordinal);

    // What an application committed before its latest transaction, oldest first.
    private readonly Dictionary<string, List<DeltaTransaction>> _earlier = new(StringComparer.Ordinal);
    private Instant? _timestamp;
    private LogMetadata? _metadata;
    private DeltaProtocol? _protocol;

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
    public IEnumerable<string> KnownPaths => LiveFiles().Select(file => file.Path).Concat(_tombstones.Values.Select(file => file.Key.Path));

    /// <summary>Removed files that are not forgotten yet.</summary>
    public IEnumerable<LogTombstone> Tombstones => _tombstones.Values;

    /// <summary>Begins anew with a checkpoint.</summary>
    /// <param name="checkpoint">Its actions.</param>
    /// <param name="timestamp">When its version was committed; null when unknown.</param>
    public void Begin(LogCommit checkpoint, Instant? timestamp)
    {
        _files.Clear();
        _places.Clear();
        _tombstones.Clear();
        _earlier.Clear();
        _latest.Clear();
        _places.EnsureCapacity(checkpoint.Files.Count);
        _latest.EnsureCapacity(checkpoint.Transactions.Count);
        (_protocol, _metadata) = (null, null);
        Apply(checkpoint);
        (Checkpoint, _timestamp) = (checkpoint.Version, timestamp);
    }

    public void Apply(LogCommit commit)
    {
        _protocol = commit.Protocol ?? _protocol;
        _metadata = commit.Metadata ?? _metadata;
        foreach (var action in commit.Files)
        {
            Apply(action);
        }

        foreach (var stated in commit.Transactions)
        {
            var transaction = new DeltaTransaction(
                stated.AppId, stated.Version, stated.CommittedIn ?? commit.Version, stated.UserMetadata ?? commit.Info.UserMetadata, stated.LastUpdated);
            if (_latest.TryGetValue(stated.AppId, out var before))
            {
                KeepEarlier(before);
            }

            _latest[stated.AppId] = transaction;
        }

        (Version, _timestamp) = (commit.Version, commit.Info.Timestamp);
    }

    /// <summary>The commit of exactly this transaction, as far as the replay went back; <see cref="TransactionFinder"/> looks further.</summary>
    public DeltaTransaction? FindTransaction(string appId, long version) =>
        LatestOf(appId) is not { } latest ? null
        : latest.Version == version ? latest
        : _earlier.GetValueOrDefault(appId)?.FindLast(transaction => transaction.Version == version);

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
        LiveFiles());

    /// <summary>Whether the table uses only what Larder reads, and the state as a snapshot.</summary>
    public DeltaSnapshot ToSnapshot()
    {
        if (_protocol is not { } protocol || _metadata is not { } metadata)
        {
            var missing = _protocol is null ? "protocol" : "metaData";
            throw DeltaErrors.Damaged(Table, 0, 0, $"and all commits to version {Version} lack the action '{missing}'");
        }

        ProtocolGate.RequireReadable(Table, protocol, metadata.Configuration, _files.Exists(file => file?.Key.DeletionVector is not null));
        var schema = SchemaReader.Read(metadata);
        var files = LiveFiles();
        PartitionValues.RequireComplete(Table, metadata.PartitionColumns, files);
        return new(
            Version,
            metadata.Id,
            protocol,
            schema,
            metadata.PartitionColumns,
            ConfigurationOf(metadata),
            files,
            new Dictionary<string, DeltaTransaction>(_latest, StringComparer.Ordinal),
            _timestamp)
        {
            Metadata = metadata,
            Warnings = [.. Warnings],
        };
    }

    /// <summary>In the order they were added.</summary>
    private DeltaFile[] LiveFiles()
    {
        var files = new DeltaFile[_places.Count];
        var count = 0;
        foreach (var file in _files)
        {
            if (file is not null)
            {
                files[count++] = file.Added!;
            }
        }

        return files;
    }

    private static Dictionary<string, string> ConfigurationOf(LogMetadata metadata)
    {
        var configuration = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in metadata.Configuration)
        {
            configuration[name] = value ?? "";
        }

        return configuration;
    }

    /// <summary>The same file with another deletion vector is another logical file; no path has a zero in it.</summary>
    private static string NameOf(LogFile file) => file.DeletionVector is null ? file.Path : $"{file.Path}\0{file.DeletionVector}";

    private void Apply(LogFileAction action)
    {
        var name = NameOf(action.Key);
        if (_places.Remove(name, out var place))
        {
            _files[place] = null;
        }

        _tombstones.Remove(name);
        if (action.Added is not null)
        {
            _places[name] = _files.Count;
            _files.Add(action);
        }
        else
        {
            _tombstones[name] = action.Removed!;
        }
    }

    private void KeepEarlier(DeltaTransaction transaction)
    {
        if (!_earlier.TryGetValue(transaction.AppId, out var earlier))
        {
            _earlier[transaction.AppId] = earlier = [];
        }

        earlier.Add(transaction);
    }
}
