using System.Text.Json;
using Larder.Types;

namespace Larder.Server.Json;

/// <summary>Writes values, statuses and times as the wire has them.</summary>
internal static class JsonValue
{
    private static readonly JsonEncodedText[] Statuses = [.. Enum.GetValues<FeatureStatus>().Order().Select(StatusText)];
    private static readonly JsonEncodedText NotANumber = JsonEncodedText.Encode("NaN");
    private static readonly JsonEncodedText Infinity = JsonEncodedText.Encode("Infinity");
    private static readonly JsonEncodedText NegativeInfinity = JsonEncodedText.Encode("-Infinity");

    public static JsonEncodedText NoTime { get; } = JsonEncodedText.Encode("1970-01-01T00:00:00Z");

    public static void Write(Utf8JsonWriter json, FeatureValue value)
    {
        switch (value.Type)
        {
            case 0: json.WriteNullValue(); break;
            case ColumnType.Boolean: json.WriteBooleanValue(value.AsBoolean()); break;
            case ColumnType.Int32 or ColumnType.Int64: json.WriteNumberValue(value.Bits); break;
            case ColumnType.Float32: WriteSingle(json, value.AsFloat32()); break;
            case ColumnType.Float64: WriteDouble(json, value.AsFloat64()); break;
            case ColumnType.Timestamp: Write(json, new Instant(value.Bits)); break;
            case ColumnType.String: json.WriteStringValue(value.AsString()); break;
            default: WriteComposite(json, value); break;
        }
    }

    public static void Write(Utf8JsonWriter json, FeatureStatus status) => json.WriteStringValue(Statuses[(int)status]);

    public static void Write(Utf8JsonWriter json, Instant? time)
    {
        if (time is not { } known)
        {
            json.WriteStringValue(NoTime);
            return;
        }

        Span<byte> text = stackalloc byte[InstantText.MaxLength];
        json.WriteStringValue(text[..InstantText.Format(known, text)]);
    }

    /// <summary>A join key.</summary>
    public static void Write(Utf8JsonWriter json, EntityKey key, ColumnType type)
    {
        if (type == ColumnType.String)
        {
            json.WriteStringValue(key.Bytes);
        }
        else
        {
            json.WriteNumberValue(key.ToValue(type).Bits);
        }
    }

    public static void WriteDouble(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(NonFinite(value));
        }
    }

    private static void WriteComposite(Utf8JsonWriter json, FeatureValue value)
    {
        switch (value.Type)
        {
            case ColumnType.Float32List: WriteList(json, value.As<float[]>()!, WriteSingle); break;
            case ColumnType.Int64List: WriteList(json, value.As<long[]>()!, WriteWhole); break;
            case ColumnType.Float64List: WriteList(json, value.As<double[]>()!, WriteDouble); break;
            case ColumnType.StringList: WriteList(json, value.As<string[]>()!, WriteText); break;
            case ColumnType.Int64Map: WriteMap(json, value.As<FeatureMap<long>>()!, WriteWhole); break;
            case ColumnType.Float64Map: WriteMap(json, value.As<FeatureMap<double>>()!, WriteDouble); break;
            case ColumnType.StringMap: WriteMap(json, value.As<FeatureMap<string>>()!, WriteText); break;
            case ColumnType.Int64ListMap: WriteMap(json, value.As<FeatureMap<long[]>>()!, (writer, list) => WriteList(writer, list, WriteWhole)); break;
            case ColumnType.Float64ListMap: WriteMap(json, value.As<FeatureMap<double[]>>()!, (writer, list) => WriteList(writer, list, WriteDouble)); break;
            default: WriteMap(json, value.As<FeatureMap<string[]>>()!, (writer, list) => WriteList(writer, list, WriteText)); break;
        }
    }

    private static void WriteList<T>(Utf8JsonWriter json, T[] list, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray();
        foreach (var element in list)
        {
            write(json, element);
        }

        json.WriteEndArray();
    }

    private static void WriteMap<T>(Utf8JsonWriter json, FeatureMap<T> map, Action<Utf8JsonWriter, T> write)
        where T : notnull
    {
        json.WriteStartObject();
        foreach (var (key, element) in map)
        {
            json.WritePropertyName(key);
            write(json, element);
        }

        json.WriteEndObject();
    }

    private static void WriteWhole(Utf8JsonWriter json, long value) => json.WriteNumberValue(value);

    private static void WriteText(Utf8JsonWriter json, string value) => json.WriteStringValue(value);

    private static void WriteSingle(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(NonFinite(value));
        }
    }

    private static JsonEncodedText NonFinite(double value) => double.IsNaN(value) ? NotANumber : value > 0 ? Infinity : NegativeInfinity;

    private static JsonEncodedText StatusText(FeatureStatus status) => JsonEncodedText.Encode(status.WireName());
}
