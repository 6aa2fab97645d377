using System.Buffers;
using System.Text.Json;

namespace Larder.Offline.Delta;

/// <summary>The hint that names the newest checkpoint, so that a reader need not list a long log to begin.</summary>
internal static class LastCheckpoint
{
    /// <summary>The checkpoint it names; null when there is none, or with a warning when it cannot be understood.</summary>
    public static CheckpointFiles? Read(string table, ICollection<string> warnings)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(Path.Join(LogFolder.Of(table), LogFolder.HintName));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(content);
            var hint = document.RootElement;
            var isMultiPart = hint.TryGetProperty("parts", out var parts) && parts.ValueKind != JsonValueKind.Null;
            return isMultiPart ? null : CheckpointFiles.Single(hint.GetProperty("version").GetInt64());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            warnings.Add($"'{LogFolder.HintName}' of the Delta table '{table}' is damaged and was passed over; the next checkpoint writes it anew.");
            return null;
        }
    }

    /// <summary>Names a checkpoint, unless a newer one is named already.</summary>
    public static async Task WriteAsync(string table, CheckpointContent content, int actions, long bytes, CancellationToken ct)
    {
        if (Read(table, []) is { } named && named.Version > content.Version)
        {
            return;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ActionLines.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", content.Version);
            json.WriteNumber("size", actions);
            json.WriteNumber("sizeInBytes", bytes);
            json.WriteNumber("numOfAddFiles", content.Files.Count);
            json.WriteEndObject();
        }

        using var pending = PendingFile.Reserve(LogFolder.Of(table));
        await pending.WriteAsync(buffer.WrittenMemory, ct).ConfigureAwait(false);
        pending.Replace(LogFolder.HintName);
    }
}
