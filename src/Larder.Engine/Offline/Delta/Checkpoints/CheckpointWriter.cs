using Larder.DuckDb;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>
/// Writes checkpoints: rows to Parquet under a temporary name, read back and compared, then given their name in one step, then named by the hint. A process
/// killed in between leaves the log as readable as it was.
/// </summary>
internal static class CheckpointWriter
{
    private const int DefaultInterval = 10;
    private const string IntervalProperty = "delta.checkpointInterval";

    /// <summary>Whether a version is one after which a checkpoint is due.</summary>
    public static bool IsDue(DeltaSnapshot snapshot, long version)
    {
        var interval = snapshot.Configuration.TryGetValue(IntervalProperty, out var text)
            && int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0 ? number : DefaultInterval;
        return version > 0 && version % interval == 0;
    }

    /// <summary>Writes the checkpoint of the state's version; does nothing where there is one already.</summary>
    /// <exception cref="IOException">The disk is full or fails; nothing has changed.</exception>
    /// <exception cref="DuckDbException">The engine cannot write it; nothing has changed.</exception>
    /// <exception cref="InvalidInputException">What was written is not what was to be; nothing has changed.</exception>
    public static async Task WriteAsync(LogState state, Instant now, Action<DeltaStep> reached, CancellationToken ct)
    {
        var folder = LogFolder.Of(state.Table);
        var name = LogFolder.CheckpointName(state.Version);
        if (File.Exists(Path.Join(folder, name)))
        {
            return;
        }

        var snapshot = state.ToSnapshot();
        var content = state.ToContent(now - Retention.OfFiles(state.Table, snapshot));
        var (lines, ends) = content.ToLines();
        using var pending = PendingFile.Reserve(folder);
        Write(pending.TempPath, lines, ends, ContentDigest.Of(content), ct);
        var bytes = pending.Flush();
        CheckpointReader.Read(state.Table, content.Version, [pending.TempPath], ct);
        reached(DeltaStep.CheckpointWritten);
        if (pending.TryPublish(name))
        {
            pending.Confirm(name);
            reached(DeltaStep.CheckpointPublished);
            await LastCheckpoint.WriteAsync(state.Table, content, ends.Count, bytes, ct).ConfigureAwait(false);
        }
    }

    private static void Write(string path, ReadOnlyMemory<byte> lines, IReadOnlyList<int> ends, string digest, CancellationToken ct)
    {
        using var connection = CheckpointEngine.Connect();
        connection.Execute("CREATE TEMP TABLE actions (line VARCHAR)", ct);
        using (var appender = connection.Append("actions"))
        {
            var start = 0;
            foreach (var end in ends)
            {
                if (appender.Chunk.RowCount == appender.Chunk.Capacity)
                {
                    appender.AppendChunk();
                }

                var row = appender.Chunk.RowCount++;
                appender.Chunk[0].SetString(row, lines.Span[start..(end - 1)]);
                start = end;
            }

            appender.Close();
        }

        connection.Execute(
            $"COPY ({CheckpointColumns.FromLines("actions", "line")}) TO {Identifiers.Literal(path)} "
            + $"(FORMAT parquet, COMPRESSION snappy, USE_TMP_FILE false, KV_METADATA {{{Identifiers.Quote(CheckpointReader.DigestKey)}: {Identifiers.Literal(digest)}}})",
            ct);
    }
}
