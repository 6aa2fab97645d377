using System.Text.Json;
using Larder.Offline.Maintenance;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>The versions a log can still give, with their times.</summary>
internal static class LogHistory
{
    /// <summary>
    /// Every version that can be read, oldest first. A version's time is what its commit says where the table or Larder keeps it there, or else when its file was
    /// last written; it is at least a millisecond after the version before.
    /// </summary>
    public static async Task<IReadOnlyList<TableVersionEntry>> ReadAsync(string table, CancellationToken ct)
    {
        try
        {
            var versions = new List<TableVersionEntry>();
            foreach (var version in Readable(LogListing.Read(table)))
            {
                var path = LogFolder.CommitPath(table, version);
                var info = Info(table, version, await File.ReadAllBytesAsync(path, ct).ConfigureAwait(false));
                var time = info.InCommitTimestamp ?? (info.IsOurs ? info.Timestamp : null) ?? Whole(Instant.From(File.GetLastWriteTimeUtc(path)));
                var least = versions.Count == 0 ? time : versions[^1].Time + TimeSpan.FromMilliseconds(1);
                versions.Add(new(version, time < least ? least : time, info.Operation, info.Parameters, info.Metrics, info.Engine, info.UserMetadata));
            }

            return versions;
        }
        catch (Exception e) when (DeltaErrors.IsIo(e))
        {
            throw DeltaErrors.CannotRead(table, e);
        }
    }

    /// <summary>The versions without a gap up to the newest, from commit 0 or from the first checkpoint on.</summary>
    private static IEnumerable<long> Readable(LogListing listing)
    {
        var first = listing.Commits.Count;
        while (first > 0 && (first == listing.Commits.Count || listing.Commits[first - 1] == listing.Commits[first] - 1))
        {
            first--;
        }

        var tail = listing.Commits.Skip(first);
        var start = tail.FirstOrDefault() == 0 ? 0 : listing.Checkpoints.Select(files => files.Version).FirstOrDefault(version => version >= listing.Commits[first], long.MaxValue);
        return tail.Where(version => version >= start);
    }

    /// <summary>The commit's word on itself; its other lines, which may be many, are not read.</summary>
    private static LogCommitInfo Info(string table, long version, ReadOnlyMemory<byte> content)
    {
        var number = 0;
        foreach (var range in content.Span.Split((byte)'\n'))
        {
            number++;
            var line = content[range];
            if (line.Span.StartsWith("{\"commitInfo\""u8))
            {
                var commit = new LogCommit { Version = version };
                var place = new LogPlace(table, version);
                try
                {
                    using var document = JsonDocument.Parse(line);
                    ActionReader.Read(commit, place, number, document.RootElement);
                    return commit.Info;
                }
                catch (JsonException e)
                {
                    throw place.Damaged(number, $"is not valid JSON (byte {e.BytePositionInLine + 1})", e);
                }
            }
        }

        return LogCommitInfo.None;
    }

    private static Instant Whole(Instant time) => new(time.Microseconds / 1000 * 1000);
}
