using System.Text.Json;
using Larder.Errors;
using Larder.Types;

namespace Larder.Server.Json;

/// <summary>Reads lists and maps of request columns; what is wrong is named by column, row and element.</summary>
internal static class JsonComposites
{
    private delegate bool TryElement<T>(ref readonly Utf8JsonReader reader, out T value);

    /// <summary>Reads the list or map that the reader stands on, up to its end.</summary>
    /// <exception cref="InvalidInputException">It is something else, or an element is.</exception>
    public static FeatureValue Read(ref Utf8JsonReader reader, EntityColumn column, int row) => column.Type switch
    {
        ColumnType.Float32List => FeatureValue.From(List<float>(ref reader, column, row, JsonNumbers.TrySingle)),
        ColumnType.Int64List => FeatureValue.From(List<long>(ref reader, column, row, JsonNumbers.TryWhole)),
        ColumnType.Float64List => FeatureValue.From(List<double>(ref reader, column, row, JsonNumbers.TryDouble)),
        ColumnType.StringList => FeatureValue.From(List<string>(ref reader, column, row, TryText)),
        ColumnType.Int64Map => FeatureValue.From(Map<long>(ref reader, column, row, JsonNumbers.TryWhole)),
        _ => FeatureValue.From(Map<double>(ref reader, column, row, JsonNumbers.TryDouble)),
    };

    private static T[] List<T>(ref Utf8JsonReader reader, EntityColumn column, int row, TryElement<T> read)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw column.Wrong(in reader, row);
        }

        var list = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            list.Add(Element(in reader, column, row, list.Count, null, read));
        }

        return [.. list];
    }

    private static FeatureMap<T> Map<T>(ref Utf8JsonReader reader, EntityColumn column, int row, TryElement<T> read)
        where T : unmanaged
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw column.Wrong(in reader, row);
        }

        var entries = new Dictionary<string, T>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = JsonText.Of(in reader, $"A key of {column.At(row)}");
            reader.Read();
            if (!entries.TryAdd(key, Element(in reader, column, row, 0, key, read)))
            {
                throw new InvalidInputException($"{column.At(row)} has the key '{key}' twice; send it once.");
            }
        }

        return new FeatureMap<T>(entries);
    }

    private static T Element<T>(ref readonly Utf8JsonReader reader, EntityColumn column, int row, int index, string? key, TryElement<T> read)
    {
        try
        {
            return read(in reader, out var value)
                ? value
                : throw new InvalidInputException($"{At(column, row, index, key)} is {Found<T>(in reader)}, but {column.Name} is {column.Type.Name()}.");
        }
        catch (InvalidOperationException invalid)
        {
            throw JsonText.NotText(At(column, row, index, key), invalid);
        }
    }

    private static string At(EntityColumn column, int row, int index, string? key) => key is null ? $"{column.At(row)}[{index}]" : $"{column.At(row)}.{key}";

    private static string Found<T>(ref readonly Utf8JsonReader reader) => typeof(T) == typeof(long) && reader.TokenType == JsonTokenType.Number
        ? JsonKind.Number(in reader)
        : JsonKind.Of(reader.TokenType);

    private static bool TryText(ref readonly Utf8JsonReader reader, out string value)
    {
        value = reader.TokenType == JsonTokenType.String ? reader.GetString()! : string.Empty;
        return reader.TokenType == JsonTokenType.String;
    }
}
