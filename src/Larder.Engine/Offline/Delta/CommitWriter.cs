using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>Writes the lines of one commit file. The same actions give the same bytes.</summary>
internal sealed class CommitWriter
{
    public const string EnginePrefix = "Larder/";
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string Engine = EnginePrefix + typeof(CommitWriter).Assembly.GetName().Version!.ToString(3);
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>Version 0 of a table.</summary>
    public static ReadOnlyMemory<byte> Create(string id, DeltaSchema schema, IReadOnlyList<string> partitionColumns, Instant now)
    {
        var commit = new CommitWriter();
        commit.Line("commitInfo", json =>
        {
            json.WriteNumber("timestamp", Milliseconds(now));
            json.WriteString("operation", "CREATE TABLE");
            json.WriteStartObject("operationParameters");
            json.WriteString("partitionBy", Array(partitionColumns));
            json.WriteEndObject();
            json.WriteBoolean("isBlindAppend", true);
            json.WriteString("engineInfo", Engine);
        });
        commit.Line("protocol", json =>
        {
            json.WriteNumber("minReaderVersion", DeltaProtocol.Plain.MinReaderVersion);
            json.WriteNumber("minWriterVersion", DeltaProtocol.Plain.MinWriterVersion);
        });
        commit.Line("metaData", json => Metadata(json, id, schema, partitionColumns, now));
        return commit._buffer.WrittenMemory;
    }

    /// <summary>A blind append.</summary>
    public static ReadOnlyMemory<byte> Append(DeltaAppend append, IReadOnlyList<PreparedFile> files, IReadOnlyList<string> partitionColumns, Instant now)
    {
        var commit = new CommitWriter();
        commit.Info(append, files, partitionColumns, "Append", isBlindAppend: true, now);
        commit.Transaction(append, now);
        foreach (var file in files)
        {
            commit.Line("add", json => Add(json, file, now));
        }

        return commit._buffer.WrittenMemory;
    }

    /// <summary>Files in place of all those of a version, with its schema where that changes.</summary>
    public static ReadOnlyMemory<byte> Replace(DeltaAppend append, IReadOnlyList<PreparedFile> files, DeltaSnapshot before, DeltaSnapshot after, Instant now)
    {
        var commit = new CommitWriter();
        commit.Info(append, files, before.PartitionColumns, "Overwrite", isBlindAppend: false, now);
        if (before.Schema.Json != after.Schema.Json)
        {
            commit.Line("metaData", json => Metadata(json, before.Id, after.Schema, before.PartitionColumns, now));
        }

        commit.Transaction(append, now);
        foreach (var file in before.Files)
        {
            commit.Line("remove", json => Remove(json, file, now));
        }

        foreach (var file in files)
        {
            commit.Line("add", json => Add(json, file, now));
        }

        return commit._buffer.WrittenMemory;
    }

    private static void Metadata(Utf8JsonWriter json, string id, DeltaSchema schema, IReadOnlyList<string> partitionColumns, Instant now)
    {
        json.WriteString("id", id);
        json.WriteStartObject("format");
        json.WriteString("provider", "parquet");
        json.WriteStartObject("options");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("schemaString", schema.Json);
        json.WriteStartArray("partitionColumns");
        foreach (var column in partitionColumns)
        {
            json.WriteStringValue(column);
        }

        json.WriteEndArray();
        json.WriteStartObject("configuration");
        json.WriteEndObject();
        json.WriteNumber("createdTime", Milliseconds(now));
    }

    private static void Remove(Utf8JsonWriter json, DeltaFile file, Instant now)
    {
        json.WriteString("path", DeltaPath.Encode(file.Path));
        json.WriteNumber("deletionTimestamp", Milliseconds(now));
        json.WriteBoolean("dataChange", true);
        json.WriteBoolean("extendedFileMetadata", true);
        json.WriteStartObject("partitionValues");
        foreach (var (column, value) in file.PartitionValues.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            json.WriteString(column, value);
        }

        json.WriteEndObject();
        json.WriteNumber("size", file.Size);
    }

    private static void Add(Utf8JsonWriter json, PreparedFile file, Instant now)
    {
        json.WriteString("path", DeltaPath.Encode(file.Path));
        json.WriteStartObject("partitionValues");
        foreach (var (column, value) in file.PartitionValues)
        {
            json.WriteString(column, value);
        }

        json.WriteEndObject();
        json.WriteNumber("size", file.Size);
        json.WriteNumber("modificationTime", Milliseconds(now));
        json.WriteBoolean("dataChange", true);
        json.WriteString("stats", file.Stats);
        if (file.Tags.Count > 0)
        {
            json.WriteStartObject("tags");
            foreach (var (name, value) in file.Tags)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }
    }

    private void Info(
        DeltaAppend append, IReadOnlyList<PreparedFile> files, IReadOnlyList<string> partitionColumns, string mode, bool isBlindAppend, Instant now) =>
        Line("commitInfo", json =>
        {
            json.WriteNumber("timestamp", Milliseconds(now));
            json.WriteString("operation", "WRITE");
            json.WriteStartObject("operationParameters");
            json.WriteString("mode", mode);
            json.WriteString("partitionBy", Array(partitionColumns));
            json.WriteEndObject();
            json.WriteBoolean("isBlindAppend", isBlindAppend);
            json.WriteStartObject("operationMetrics");
            json.WriteString("numFiles", Text(files.Count));
            json.WriteString("numOutputRows", Text(files.Sum(file => file.Rows)));
            json.WriteString("numOutputBytes", Text(files.Sum(file => file.Size)));
            json.WriteEndObject();
            json.WriteString("engineInfo", Engine);
            if (append.UserMetadata is { } metadata)
            {
                json.WriteString("userMetadata", metadata);
            }
        });

    private void Transaction(DeltaAppend append, Instant now) =>
        Line("txn", json =>
        {
            json.WriteString("appId", append.AppId);
            json.WriteNumber("version", append.TransactionVersion);
            json.WriteNumber("lastUpdated", Milliseconds(now));
        });

    private void Line(string action, Action<Utf8JsonWriter> body)
    {
        using (var json = new Utf8JsonWriter(_buffer, Options))
        {
            json.WriteStartObject();
            json.WriteStartObject(action);
            body(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        _buffer.Write("\n"u8);
    }

    // Operation parameters are texts, also where they hold a list: that is what other engines' history views expect.
    private static string Array(IReadOnlyList<string> texts) => "[" + string.Join(',', texts.Select(text => JsonSerializer.Serialize(text))) + "]";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Milliseconds(Instant instant) => instant.Microseconds / 1000;
}
