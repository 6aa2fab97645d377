using System.Text.Json;
using Larder.Types;

namespace Larder.Client.Wire;

/// <summary>Lists and maps as bare JSON.</summary>
internal static class CompositeJson
{
    private const string Shape = "A feature's value must be null, a bool, a number, text, a list of numbers or texts, or an object of numbers, texts or lists.";

    public static FeatureValue Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartArray => ReadList(ref reader),
        JsonTokenType.StartObject => ReadMap(ref reader),
        _ => throw new JsonException(Shape),
    };

    /// <summary>A number: int64 where it is whole, else float64, as the negative zero.</summary>
    public static FeatureValue Number(ref Utf8JsonReader reader) => reader.TryGetInt64(out var whole) && !(whole == 0 && double.IsNegative(reader.GetDouble()))
        ? FeatureValue.From(whole)
        : FeatureValue.From(reader.GetDouble());

    public static void Write(Utf8JsonWriter writer, FeatureValue value)
    {
        switch (value.Type)
        {
            case ColumnType.Float32List: WriteList(writer, value.As<float[]>()!.Select(v => FeatureValue.From(v))); break;
            case ColumnType.Int64List: WriteList(writer, value.As<long[]>()!.Select(v => FeatureValue.From(v))); break;
            case ColumnType.Float64List: WriteList(writer, value.As<double[]>()!.Select(v => FeatureValue.From(v))); break;
            case ColumnType.StringList: WriteList(writer, value.As<string[]>()!.Select(v => FeatureValue.From(v))); break;
            case ColumnType.Int64Map: WriteMap(writer, value.As<FeatureMap<long>>()!.Select(e => (e.Key, FeatureValue.From(e.Value)))); break;
            case ColumnType.Float64Map: WriteMap(writer, value.As<FeatureMap<double>>()!.Select(e => (e.Key, FeatureValue.From(e.Value)))); break;
            case ColumnType.StringMap: WriteMap(writer, value.As<FeatureMap<string>>()!.Select(e => (e.Key, FeatureValue.From(e.Value)))); break;
            case ColumnType.Int64ListMap: WriteMap(writer, value.As<FeatureMap<long[]>>()!.Select(e => (e.Key, FeatureValue.From(e.Value)))); break;
            case ColumnType.Float64ListMap: WriteMap(writer, value.As<FeatureMap<double[]>>()!.Select(e => (e.Key, FeatureValue.From(e.Value)))); break;
            default: WriteMap(writer, value.As<FeatureMap<string[]>>()!.Select(e => (e.Key, FeatureValue.From(e.Value)))); break;
        }
    }

    private static FeatureValue ReadList(ref Utf8JsonReader reader)
    {
        var elements = new List<FeatureValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            elements.Add(Element(ref reader));
        }

        return elements.TrueForAll(e => e.Type == ColumnType.Int64) ? FeatureValue.From(elements.ConvertAll(e => e.AsInt64()).ToArray())
            : elements.TrueForAll(e => e.Type == ColumnType.String) ? FeatureValue.From(elements.ConvertAll(e => e.AsString()!).ToArray())
            : FeatureValue.From(elements.ConvertAll(Number).ToArray());
    }

    private static FeatureValue ReadMap(ref Utf8JsonReader reader)
    {
        var entries = new Dictionary<string, FeatureValue>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (!entries.TryAdd(key, reader.TokenType == JsonTokenType.StartArray ? ReadList(ref reader) : Element(ref reader)))
            {
                throw new JsonException($"An object has the key '{key}' twice.");
            }
        }

        return JsonMaps.Of(entries) is { IsNull: false } map ? map : throw new JsonException(Shape);
    }

    private static FeatureValue Element(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => FeatureValue.From(reader.GetString()),
        JsonTokenType.Number => Number(ref reader),
        _ => throw new JsonException(Shape),
    };

    private static double Number(FeatureValue element) => FeatureValueExtensions.Number(element) ?? throw new JsonException(Shape);

    private static void WriteList(Utf8JsonWriter writer, IEnumerable<FeatureValue> elements)
    {
        writer.WriteStartArray();
        foreach (var element in elements)
        {
            WriteElement(writer, element);
        }

        writer.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter writer, IEnumerable<(string Key, FeatureValue Value)> entries)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in entries)
        {
            writer.WritePropertyName(key);
            if (value.Type.IsComposite())
            {
                Write(writer, value);
            }
            else
            {
                WriteElement(writer, value);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteElement(Utf8JsonWriter writer, FeatureValue element)
    {
        switch (element.Type)
        {
            case ColumnType.Int64: writer.WriteNumberValue(element.AsInt64()); break;
            case ColumnType.Float32 when float.IsFinite(element.AsFloat32()): writer.WriteNumberValue(element.AsFloat32()); break;
            case ColumnType.Float64 when double.IsFinite(element.AsFloat64()): writer.WriteNumberValue(element.AsFloat64()); break;
            default: writer.WriteStringValue(element.ToString()); break;
        }
    }
}
