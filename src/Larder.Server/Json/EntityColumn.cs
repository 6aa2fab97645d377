using System.Text.Json;
using Larder.Errors;
using Larder.Types;

namespace Larder.Server.Json;

/// <summary>One column of a request's entities.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Utf8Name">Its name as it is compared.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="IsNullable">Whether it may be left out, and its values be null.</param>
internal sealed record EntityColumn(string Name, byte[] Utf8Name, ColumnType Type, bool IsNullable)
{
    /// <summary>A key. A null is refused: in a request it is a mistake of the caller's, and no entity could answer it.</summary>
    public EntityKey ReadKey(ref readonly Utf8JsonReader reader, int row)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            throw Wrong(in reader, row, $"; send the entity's {Name}, or leave the entity out of every list");
        }

        return Type != ColumnType.String
            ? EntityKey.From(ReadWhole(in reader, row))
            : reader.TokenType == JsonTokenType.String
                ? new EntityKey(JsonText.Utf8Of(in reader, Name, row))
                : throw Wrong(in reader, row, reader.TokenType == JsonTokenType.Number ? "; write it in quotes" : "");
    }

    /// <summary>A value of a request column.</summary>
    public FeatureValue ReadValue(ref Utf8JsonReader reader, int row)
    {
        var token = reader.TokenType;
        if (token == JsonTokenType.Null)
        {
            return IsNullable ? FeatureValue.Null : throw Wrong(in reader, row);
        }

        return Type switch
        {
            ColumnType.Boolean when token is JsonTokenType.True or JsonTokenType.False => FeatureValue.From(token == JsonTokenType.True),
            ColumnType.Int32 => FeatureValue.From((int)ReadWhole(in reader, row)),
            ColumnType.Int64 => FeatureValue.From(ReadWhole(in reader, row)),
            ColumnType.Float32 when JsonNumbers.TrySingle(in reader, out var number) => FeatureValue.From(number),
            ColumnType.Float64 when JsonNumbers.TryDouble(in reader, out var number) => FeatureValue.From(number),
            ColumnType.String when token == JsonTokenType.String => FeatureValue.From(JsonText.Of(in reader, At(row))),
            ColumnType.Timestamp when token == JsonTokenType.String && InstantText.TryParse(JsonText.Of(in reader, At(row)), out var time) => FeatureValue.From(time),
            ColumnType.Timestamp => throw Wrong(in reader, row, "; write RFC 3339 text such as \"2024-03-10T12:00:00Z\""),
            _ when Type.IsComposite() => JsonComposites.Read(ref reader, this, row),
            _ => throw Wrong(in reader, row),
        };
    }

    private long ReadWhole(ref readonly Utf8JsonReader reader, int row)
    {
        var isWhole = JsonNumbers.TryWhole(in reader, out var number) && (Type != ColumnType.Int32 || number is >= int.MinValue and <= int.MaxValue);
        return isWhole ? number : throw Wrong(in reader, row);
    }

    /// <summary>Where a value stands, for messages.</summary>
    internal string At(int row) => $"entities.{Name}[{row}]";

    /// <summary>The error of a value of another type.</summary>
    internal InvalidInputException Wrong(ref readonly Utf8JsonReader reader, int row, string hint = "")
    {
        var found = reader.TokenType == JsonTokenType.Number && Type is ColumnType.Int32 or ColumnType.Int64
            ? JsonKind.Number(in reader)
            : JsonKind.Of(reader.TokenType);
        return new($"{At(row)} is {found}, but {Name} is {Type.Name()}{hint}.");
    }
}
