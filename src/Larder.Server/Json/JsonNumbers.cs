using System.Text.Json;

namespace Larder.Server.Json;

/// <summary>Numbers of requests; NaN and the infinities are text.</summary>
internal static class JsonNumbers
{
    /// <summary>A whole number of 64 bits.</summary>
    public static bool TryWhole(ref readonly Utf8JsonReader reader, out long value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out value);
    }

    public static bool TryDouble(ref readonly Utf8JsonReader reader, out double value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number ? reader.TryGetDouble(out value) : TryNamed(in reader, out value);
    }

    /// <summary>Rounded once, from the digits: by way of a double some would be rounded twice.</summary>
    public static bool TrySingle(ref readonly Utf8JsonReader reader, out float value)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetSingle(out value);
        }

        var isNamed = TryNamed(in reader, out var number);
        value = (float)number;
        return isNamed;
    }

    private static bool TryNamed(ref readonly Utf8JsonReader reader, out double value)
    {
        value = 0;
        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        value = reader.ValueTextEquals("Infinity"u8) ? double.PositiveInfinity : reader.ValueTextEquals("-Infinity"u8) ? double.NegativeInfinity : double.NaN;
        return !double.IsNaN(value) || reader.ValueTextEquals("NaN"u8);
    }
}
