using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>Writes actions as lines of JSON, for commits and for checkpoints. The same actions give the same bytes.</summary>
internal sealed class ActionLines
{
    public const string EnginePrefix = "Larder/";
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>How commits name their writer.</summary>
    public static string Engine { get; } = EnginePrefix + typeof(ActionLines).Assembly.GetName().Version!.ToString(3);

    /// <summary>The lines so far, each with its line break.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public static long Milliseconds(Instant instant) => instant.Microseconds / 1000;

    /// <summary>Writes a map with its keys in ordinal order.</summary>
    public static void Map(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, string?>> map)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in map.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    public static void List(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    /// <summary>One action. Returns where its line ends.</summary>
    public int Line(string action, Action<Utf8JsonWriter> body)
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
        return _buffer.WrittenCount;
    }

    /// <summary>What the table demands, features only where the protocol's versions have them.</summary>
    public int Protocol(DeltaProtocol protocol) => Line("protocol", json =>
    {
        json.WriteNumber("minReaderVersion", protocol.MinReaderVersion);
        json.WriteNumber("minWriterVersion", protocol.MinWriterVersion);
        if (protocol.MinReaderVersion >= DeltaProtocol.ReaderFeaturesFrom)
        {
            List(json, "readerFeatures", protocol.ReaderFeatures);
        }

        if (protocol.MinWriterVersion >= DeltaProtocol.WriterFeaturesFrom)
        {
            List(json, "writerFeatures", protocol.WriterFeatures);
        }
    });

    public int Metadata(LogMetadata metadata) => Line("metaData", json =>
    {
        json.WriteString("id", metadata.Id);
        Optional(json, "name", metadata.Name);
        Optional(json, "description", metadata.Description);
        json.WriteStartObject("format");
        json.WriteString("provider", metadata.Provider);
        Map(json, "options", metadata.FormatOptions);
        json.WriteEndObject();
        json.WriteString("schemaString", metadata.SchemaString);
        List(json, "partitionColumns", metadata.PartitionColumns);
        Map(json, "configuration", metadata.Configuration);
        if (metadata.CreatedTime is { } created)
        {
            json.WriteNumber("createdTime", Milliseconds(created));
        }
    });

    public int Transaction(string appId, long version, Instant? lastUpdated, Action<Utf8JsonWriter>? more = null) => Line("txn", json =>
    {
        json.WriteString("appId", appId);
        json.WriteNumber("version", version);
        if (lastUpdated is { } time)
        {
            json.WriteNumber("lastUpdated", Milliseconds(time));
        }

        more?.Invoke(json);
    });

    public int Remove(LogTombstone file, bool dataChange) => Line("remove", json =>
    {
        json.WriteString("path", DeltaPath.Encode(file.Key.Path));
        if (file.DeletedAt is { } time)
        {
            json.WriteNumber("deletionTimestamp", Milliseconds(time));
        }

        json.WriteBoolean("dataChange", dataChange);
        json.WriteBoolean("extendedFileMetadata", file is { PartitionValues: not null, Size: not null });
        if (file.PartitionValues is { } values)
        {
            Map(json, "partitionValues", values);
        }

        if (file.Size is { } size)
        {
            json.WriteNumber("size", size);
        }
    });

    public int Add(DeltaFile file, bool dataChange, Action<Utf8JsonWriter>? more = null) => Line("add", json =>
    {
        json.WriteString("path", DeltaPath.Encode(file.Path));
        Map(json, "partitionValues", file.PartitionValues);
        json.WriteNumber("size", file.Size);
        json.WriteNumber("modificationTime", Milliseconds(file.ModificationTime));
        json.WriteBoolean("dataChange", dataChange);
        if (!file.Stats.IsEmpty)
        {
            json.WriteString("stats", file.Stats.Span);
        }

        more?.Invoke(json);
    });

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
