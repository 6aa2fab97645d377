using System.Text.Json;
using Larder.DuckDb;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>
/// Reads the kinds of rows of which a checkpoint has many, files and transactions, without the detour over JSON that the few others take: opening a table spends its time here.
/// </summary>
internal sealed class CheckpointRows(LogCommit commit, LogPlace place, DuckDbConnection connection, string rows, IReadOnlyList<DuckDbColumn> columns)
{
    private const string Nothing = "NULL::VARCHAR";
    private readonly TextCache _names = new();

    /// <summary>Adds the files of the checkpoint to the commit, in the order of its rows.</summary>
    public void ReadFiles(CancellationToken ct)
    {
        var vector = Has("add", "deletionVector")
            ? "CASE WHEN add.deletionVector.storageType IS NOT NULL THEN CAST(to_json({'add': {'deletionVector': add.deletionVector}}) AS VARCHAR) END"
            : Nothing;
        Each(
            "add",
            "path",
            $"add.path, {Map("add", "partitionValues")}, {Number("add", "size")}, {Number("add", "modificationTime")}, {Text("add", "stats")}, {Map("add", "tags")}, {vector}",
            ReadFile,
            ct);
    }

    /// <summary>Adds the transactions of the checkpoint to the commit.</summary>
    public void ReadTransactions(CancellationToken ct) => Each(
        "txn",
        "appId",
        $"txn.appId, {Number("txn", "version")}, {Number("txn", "lastUpdated")}, {Number("txn", "committedIn")}, {Text("txn", "userMetadata")}",
        (chunk, row, number) => commit.Transactions.Add(new(
            chunk[0].GetString(row),
            Integer(chunk[1], row) ?? throw Lacks(number, "txn", "version"),
            Time(chunk[2], row, number, "txn", "lastUpdated"),
            Integer(chunk[3], row),
            Optional(chunk[4], row))),
        ct);

    private void ReadFile(DuckDbChunk chunk, int row, int number)
    {
        var encoded = chunk[0].GetString(row);
        var path = DeltaPath.Decode(encoded, out var problem) ?? throw place.Damaged(number, $"has an action 'add' that has a 'path' that {problem}: '{encoded}'");
        var size = Integer(chunk[2], row) ?? throw Lacks(number, "add", "size");
        if (size < 0)
        {
            throw place.Damaged(number, "has an action 'add' that has a negative 'size'");
        }

        var time = Time(chunk[3], row, number, "add", "modificationTime") ?? throw Lacks(number, "add", "modificationTime");
        var stats = Optional(chunk[4], row) is { Length: > 0 } text ? text : null;
        var tags = Pairs(chunk[5], row, emptyIsNull: false);
        var file = new DeltaFile(path, Pairs(chunk[1], row, emptyIsNull: true), size, stats is null ? null : RowCount(chunk[4].Bytes(row), number), stats, time, FileTags.AddedIn(tags) ?? commit.Version)
        {
            Tags = FileTags.WithoutOurs(tags),
        };
        commit.Files.Add(new(new(path, DeletionVector(Optional(chunk[6], row), number)), file, null, DataChange: false));
    }

    private string? DeletionVector(string? json, int number)
    {
        if (json is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        return new LogAction(place, number, "add", document.RootElement.GetProperty("add")).DeletionVector();
    }

    private void Each(string action, string key, string select, Action<DuckDbChunk, int, int> read, CancellationToken ct)
    {
        if (!Has(action, key))
        {
            return;
        }

        using var result = connection.Query($"SELECT {select} FROM {rows} WHERE {action}.{key} IS NOT NULL", ct);
        var number = 0;
        while (result.Read(ct) is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                read(chunk, row, ++number);
            }
        }
    }

    private Dictionary<string, string?> Pairs(DuckDbVector map, int row, bool emptyIsNull)
    {
        var pairs = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (map.IsValid(row))
        {
            var (first, count) = map.ListEntry(row);
            var keys = map.Child.Field(0);
            var values = map.Child.Field(1);
            for (var i = first; i < first + count; i++)
            {
                var value = Optional(values, i);
                pairs[_names.Get(keys.Bytes(i))] = emptyIsNull && value is { Length: 0 } ? null : value;
            }
        }

        return pairs;
    }

    private long? RowCount(ReadOnlySpan<byte> stats, int number)
    {
        try
        {
            var reader = new Utf8JsonReader(stats);
            long? found = null;
            while (reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("numRecords"u8) && reader.Read() && reader.TokenType != JsonTokenType.Null)
                {
                    found = reader.GetInt64();
                }
            }

            return found;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw place.Damaged(number, "has an action 'add' that has 'stats' that are not valid", e);
        }
    }

    private bool Has(string action, string field) => columns.FirstOrDefault(column => column.Name == action)?.Type.Fields.Any(f => f.Name == field) == true;

    private string Number(string action, string field) => Has(action, field) ? $"{action}.{Identifiers.Quote(field)}::BIGINT" : "NULL::BIGINT";

    private string Text(string action, string field) => Has(action, field) ? $"{action}.{Identifiers.Quote(field)}::VARCHAR" : Nothing;

    private string Map(string action, string field) => Has(action, field) ? $"{action}.{Identifiers.Quote(field)}" : "NULL::MAP(VARCHAR, VARCHAR)";

    private Instant? Time(DuckDbVector vector, int row, int number, string action, string field) => Integer(vector, row) is not { } milliseconds ? null
        : milliseconds is > long.MinValue / 1000 and < long.MaxValue / 1000 ? new Instant(milliseconds * 1000)
        : throw place.Damaged(number, $"has an action '{action}' that has a '{field}' that is not a time");

    private InvalidInputException Lacks(int number, string action, string field) => place.Damaged(number, $"has an action '{action}' that lacks '{field}'");

    private static long? Integer(DuckDbVector vector, int row) => vector.IsValid(row) ? vector.Values<long>()[row] : null;

    private static string? Optional(DuckDbVector vector, int row) => vector.IsValid(row) ? vector.GetString(row) : null;
}
