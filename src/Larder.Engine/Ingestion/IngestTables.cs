using System.Text;
using System.Text.Json;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline;
using Larder.Offline.Delta;
using Larder.Types;

namespace Larder.Ingestion;

/// <summary>
/// The two offline tables of a source: its events and its quarantine. Both commits of an ingest carry the same transaction id, made of
/// the files' hashes, so that each happens once however often a run is repeated or killed.
/// </summary>
internal sealed class IngestTables
{
    private readonly SourceDefinition _source;
    private readonly string _transaction;
    private readonly DeltaTable _events;
    private readonly DeltaTable _quarantine;

    public IngestTables(Workspace workspace, SourceDefinition source, IReadOnlyList<InputFile> files)
    {
        _source = source;
        _transaction = "ingest-" + Catalog.CanonicalJson.HashOf(Encoding.UTF8.GetBytes(string.Join('\n', files.Select(f => f.Hash))));
        _events = DeltaTable.At(Path.Combine(workspace.OfflinePath, source.Name), workspace.Clock);
        _quarantine = DeltaTable.At(Path.Combine(workspace.OfflinePath, source.Name + "__quarantine"), workspace.Clock);
    }

    /// <summary>The report of an earlier ingest of the same files; null when there was none.</summary>
    public async Task<IngestReport?> FindEarlierAsync(CancellationToken cancellationToken)
    {
        var snapshot = await _events.ReadAsync(ct: cancellationToken).ConfigureAwait(false);
        return snapshot is not null && snapshot.Transactions.TryGetValue(_transaction, out var earlier)
            ? new IngestReport(JsonSerializer.Deserialize(earlier.UserMetadata!, IngestJson.Default.IngestCounts)!, snapshot.Version, IsRepeat: true)
            : null;
    }

    /// <summary>The sequence of the next event.</summary>
    public async Task<long> NextSequenceAsync(CancellationToken cancellationToken)
    {
        var snapshot = await _events.ReadAsync(ct: cancellationToken).ConfigureAwait(false);
        return snapshot?.Files.Sum(f => f.Rows ?? 0) ?? 0;
    }

    /// <summary>Writes both staging tables and commits them, the quarantine first: an accepted row is never without its rejected neighbours.</summary>
    public async Task<IngestReport> CommitAsync(DuckDbConnection connection, IngestCounts counts, CancellationToken cancellationToken)
    {
        var columns = _source.Schema.Columns.Select(c => (c.Name, c.Type));
        await CommitAsync(
            connection,
            _quarantine,
            StagingTables.Quarantined,
            [("_event_time", ColumnType.Timestamp), ("_rule", ColumnType.String), ("_rules", ColumnType.String), ("_row", ColumnType.Int64), ("_file", ColumnType.String), .. columns],
            "_row",
            counts,
            cancellationToken).ConfigureAwait(false);
        var version = await CommitAsync(
            connection,
            _events,
            StagingTables.Accepted,
            [("_event_time", ColumnType.Timestamp), ("_known_at", ColumnType.Timestamp), ("_sequence", ColumnType.Int64), .. columns],
            "_sequence",
            counts,
            cancellationToken).ConfigureAwait(false);
        return new IngestReport(counts, version, IsRepeat: false);
    }

    private async Task<long> CommitAsync(
        DuckDbConnection connection,
        DeltaTable table,
        string staging,
        IReadOnlyList<(string Name, ColumnType Type)> columns,
        string order,
        IngestCounts counts,
        CancellationToken cancellationToken)
    {
        var schema = new DeltaSchema([.. columns.Select(c => new DeltaField(c.Name, DeltaType.Of(c.Type))), new DeltaField("event_date", DeltaType.Date)]);
        await table.CreateAsync(schema, ["event_date"], cancellationToken).ConfigureAwait(false);
        var select = $"SELECT {string.Join(", ", columns.Select(c => Identifiers.Quote(c.Name)))}, _event_time::DATE AS event_date FROM {staging} ORDER BY event_date, {order}";
        var files = ParquetWriter.WritePartitioned(connection, select, table.Path, "part-" + _transaction["ingest-".Length..][..16], cancellationToken);
        var commit = await table.AppendAsync(
            new DeltaAppend(_transaction, 1, [.. files.Select(f => new DeltaNewFile(f.Path, f.Rows) { PartitionValues = PartitionOf(f) })])
            {
                UserMetadata = JsonSerializer.Serialize(counts, IngestJson.Default.IngestCounts),
            },
            cancellationToken).ConfigureAwait(false);
        return commit.Version;
    }

    private static Dictionary<string, string?> PartitionOf(WrittenFile file) => new(StringComparer.Ordinal) { ["event_date"] = file.EventDate };
}
