using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Larder.Offline.Delta;
using Larder.Types;

namespace Larder.Bench.Reading;

/// <summary>A log as that many ingests leave it, without the data files, which opening does not read. Written past the committer, whose flushes would take minutes.</summary>
internal static class ReadData
{
    private static readonly DeltaSchema Schema = new(
    [
        new("_event_time", DeltaType.Timestamp), new("_known_at", DeltaType.Timestamp), new("_sequence", DeltaType.Long), new("amount", DeltaType.Double), new("event_date", DeltaType.Date),
    ]);

    /// <summary>Does nothing when the log is complete.</summary>
    /// <param name="folder">The table's folder.</param>
    /// <param name="commits">Commits behind version 0, each with a file and a transaction of its own.</param>
    /// <param name="checkpoint">The version of the one checkpoint; null for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task EnsureAsync(string folder, int commits, int? checkpoint, CancellationToken cancellationToken)
    {
        var table = DeltaTable.At(folder);
        if (File.Exists(LogFolder.CommitPath(folder, commits)))
        {
            return;
        }

        Console.Error.WriteLine($"writing {folder} …");
        var snapshot = await table.CreateAsync(Schema, ["event_date"], cancellationToken);
        for (var version = 1; version <= commits; version++)
        {
            await File.WriteAllBytesAsync(LogFolder.CommitPath(folder, version), Commit(snapshot, version).ToArray(), cancellationToken);
            if (version == checkpoint)
            {
                await table.CheckpointAsync(cancellationToken);
            }
        }
    }

    /// <summary>Tells whether two readers found the same.</summary>
    public static string Digest(DeltaSnapshot snapshot) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', snapshot.Files.Select(file => $"{file.Path} {file.AddedIn} {file.Size} {Encoding.UTF8.GetString(file.Stats.Span)}").Concat(snapshot.Transactions.Values.Select(t => $"{t.AppId} {t.CommittedIn} {t.UserMetadata}").Order(StringComparer.Ordinal))))));

    private static ReadOnlyMemory<byte> Commit(DeltaSnapshot snapshot, int version)
    {
        var day = new DateOnly(2024, 1, 1).AddDays(version % 365).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var name = Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(version)));
        var stats = $$$"""{"numRecords":1000,"minValues":{"_event_time":"{{{day}}}T00:00:00.000Z","_known_at":"{{{day}}}T00:00:00.000Z","_sequence":{{{version * 1000}}} },"maxValues":{"_event_time":"{{{day}}}T23:59:59.999Z","_known_at":"{{{day}}}T23:59:59.999Z","_sequence":{{{(version * 1000) + 999}}} },"nullCount":{"_event_time":0,"_known_at":0,"_sequence":0}}""";
        var file = new DeltaFile($"event_date={day}/part-{name[..16]}-0.parquet", new Dictionary<string, string?> { ["event_date"] = day }, 12_345, 1000, Encoding.UTF8.GetBytes(stats), new Instant(version * 1_000_000L), version);
        var append = new DeltaAppend($"ingest-{name}", 1, []) { UserMetadata = $$"""{"rows":1000,"inputs":["{{name}}"]}""" };
        return CommitWriter.Write(new(DeltaChanges.Append(append), snapshot, [], [file]), new Instant(version * 1_000_000L));
    }
}
