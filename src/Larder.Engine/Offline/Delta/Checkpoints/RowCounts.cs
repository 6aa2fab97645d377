using System.Buffers.Text;
using System.Text.Json;

namespace Larder.Offline.Delta;

/// <summary>Finds the number of rows in a file's statistics.</summary>
internal static class RowCounts
{
    /// <summary>By reading all of them; null when they do not say.</summary>
    /// <exception cref="JsonException">They are no JSON.</exception>
    /// <exception cref="InvalidOperationException">The number of rows is no number.</exception>
    /// <exception cref="FormatException">The number of rows is no integer.</exception>
    public static long? Read(ReadOnlySpan<byte> stats)
    {
        var reader = new Utf8JsonReader(stats);
        long? found = null;
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("numRecords"u8) && reader.Read() && reader.TokenType != JsonTokenType.Null)
            {
                found = reader.GetInt64();
            }
        }

        return found;
    }

    /// <summary>By their beginning, where they begin with it and nothing further on could be taken for it. What follows is not looked at, so it has to be known to be JSON.</summary>
    public static bool TryLeading(ReadOnlySpan<byte> stats, out long rows)
    {
        rows = 0;
        var start = "{\"numRecords\":"u8;
        if (!stats.StartsWith(start) || stats.Contains((byte)'\\'))
        {
            return false;
        }

        var rest = stats[start.Length..];
        return rest.IndexOf("numRecords"u8) < 0 && Utf8Parser.TryParse(rest, out rows, out var length) && length < rest.Length && rest[length] is (byte)',' or (byte)'}';
    }
}
