using System.Globalization;
using System.Text.Json;
using Larder.DuckDb;

namespace Larder.Offline.Delta;

/// <summary>
/// Reads the files of a checkpoint, where opening a table spends its time: from the engine's vectors, without the detour over JSON that the few other rows take, statistics as
/// the bytes they are, and partition values made once for all files that share them.
/// </summary>
internal sealed class FileRows(LogCommit commit, CheckpointTable table, bool isVouchedFor)
{
    private const string Add = "add";
    private readonly TextMaps _partitions = new();
    private readonly ByteBlocks _stats = new();
    private TextCache? _tagNames;

    /// <summary>Adds them to the commit, in the order of the rows.</summary>
    public void Read(DuckDbConnection connection, CancellationToken ct)
    {
        var vector = table.Has(Add, "deletionVector")
            ? "CASE WHEN add.deletionVector.storageType IS NOT NULL THEN CAST(to_json({'add': {'deletionVector': add.deletionVector}}) AS VARCHAR) END"
            : CheckpointTable.NoText;
        table.Each(
            connection,
            Add,
            "path",
            $"{table.Text(Add, "path")}, {table.Map(Add, "partitionValues")}, {table.Number(Add, "size")}, {table.Number(Add, "modificationTime")}, {table.Text(Add, "stats")}, {table.Map(Add, "tags")}, {vector}",
            Read,
            ct);
    }

    private void Read(DuckDbChunk chunk, int before)
    {
        var paths = chunk[0];
        var partitions = new TextMapVector(chunk[1]);
        var sizes = new NumberVector(chunk[2]);
        var times = new NumberVector(chunk[3]);
        var allStats = chunk[4];
        var tags = new TextMapVector(chunk[5]);
        var vectors = chunk[6];
        for (var row = 0; row < chunk.RowCount; row++)
        {
            var number = before + row + 1;
            var encoded = paths.GetString(row);
            var path = DeltaPath.Decode(encoded) ?? throw table.Place.Misplaced(number, Add, encoded);
            var size = sizes[row] ?? throw table.Lacks(number, Add, "size");
            if (size < 0)
            {
                throw table.Place.Damaged(number, "has an action 'add' that has a negative 'size'");
            }

            var time = table.Time(times[row], number, Add, "modificationTime") ?? throw table.Lacks(number, Add, "modificationTime");
            var stats = allStats.Bytes(row);
            var file = new DeltaFile(path, _partitions.Get(partitions, row), size, RowCount(stats, number), _stats.Keep(stats), time, AddedIn(tags, row) ?? commit.Version)
            {
                Tags = Tags(tags, row),
            };
            commit.Files.Add(new(new(path, vectors.IsValid(row) ? DeletionVector(vectors.GetString(row), number) : null), file, null, DataChange: false));
        }
    }

    private string? DeletionVector(string json, int number)
    {
        using var document = JsonDocument.Parse(json);
        return new LogAction(table.Place, number, Add, document.RootElement.GetProperty(Add)).DeletionVector();
    }

    /// <summary>The rows by a file's statistics, which have to be JSON. Those that a digest vouches for are, and most of them begin with the number.</summary>
    private long? RowCount(ReadOnlySpan<byte> stats, int number)
    {
        if (stats.IsEmpty)
        {
            return null;
        }

        try
        {
            return isVouchedFor && RowCounts.TryLeading(stats, out var rows) ? rows : RowCounts.Read(stats);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw table.Place.Damaged(number, "has an action 'add' that has 'stats' that are not valid", e);
        }
    }

    /// <summary>The tags of a file but for the one that says which version added it.</summary>
    private IReadOnlyDictionary<string, string?> Tags(in TextMapVector tags, int row)
    {
        Dictionary<string, string?>? found = null;
        var (first, count) = tags.Entries(row);
        for (var i = first; i < first + count; i++)
        {
            if (!FileTags.IsAddedIn(tags.Keys.Bytes(i)))
            {
                found ??= new(count, StringComparer.Ordinal);
                found[(_tagNames ??= new()).Get(tags.Keys.Bytes(i))] = tags.Values.IsValid(i) ? tags.Values.GetString(i) : null;
            }
        }

        return found ?? FileTags.None;
    }

    private static long? AddedIn(in TextMapVector tags, int row)
    {
        var (first, count) = tags.Entries(row);
        for (var i = first + count - 1; i >= first; i--)
        {
            if (FileTags.IsAddedIn(tags.Keys.Bytes(i)))
            {
                return long.TryParse(tags.Values.Bytes(i), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
            }
        }

        return null;
    }
}
