using System.Globalization;
using System.Text.Json;

namespace Larder.Offline.Delta;

/// <summary>Reads one commit file: JSON objects, one a line, each an action.</summary>
internal static class CommitReader
{
    public static LogCommit Read(string table, long version, ReadOnlyMemory<byte> content)
    {
        var place = new LogPlace(table, version);
        var commit = new LogCommit { Version = version };
        var lines = 0;
        for (var start = 0; start < content.Length;)
        {
            var rest = content[start..];
            var length = rest.Span.IndexOf((byte)'\n');
            var line = length < 0 ? rest : rest[..length];
            start += line.Length + 1;
            lines++;
            ReadLine(commit, place, lines, line, isLast: start >= content.Length);
        }

        if (content.Length == 0)
        {
            throw place.Damaged(0, "is empty");
        }

        RequireWhole(commit, place, lines, "numFiles", "adds", commit.Files.Count(file => file.Added is not null));
        RequireWhole(commit, place, lines, "numRemovedFiles", "removes", commit.Files.Count(file => file.Removed is not null));
        return commit;
    }

    private static void RequireWhole(LogCommit commit, LogPlace place, int lines, string metric, string does, int files)
    {
        if (commit.Info.Promised(metric) is { } promised && promised != files)
        {
            throw place.Damaged(0, string.Create(CultureInfo.InvariantCulture, $"is cut off after line {lines}: it {does} {files} of {promised} files"));
        }
    }

    private static void ReadLine(LogCommit commit, LogPlace place, int number, ReadOnlyMemory<byte> line, bool isLast)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line);
        }
        catch (JsonException e)
        {
            var what = isLast ? "is cut off or not valid JSON" : "is not valid JSON";
            throw place.Damaged(number, $"{what} (byte {e.BytePositionInLine + 1})", e);
        }

        using (document)
        {
            ActionReader.Read(commit, place, number, document.RootElement);
        }
    }
}
