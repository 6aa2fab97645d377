using System.Text.Json;
using System.Text.Json.Serialization;
using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>Ranges brought to a view as JSON: instants are microseconds, a range is a list of both ends.</summary>
internal static class StoredRanges
{
    public static string Write(MaterializedRanges ranges) => JsonSerializer.Serialize(
        new RangesJson(ranges.AsOf.Microseconds, ranges.Source, ranges.SourceFiles, [.. ranges.Done.Select(Ends)], ranges.Unfinished is { } begun ? Ends(begun) : null, ranges.LastKey),
        RangesJsonContext.Default.RangesJson);

    public static MaterializedRanges Read(string text)
    {
        try
        {
            var json = JsonSerializer.Deserialize(text, RangesJsonContext.Default.RangesJson)!;
            return new MaterializedRanges(new Instant(json.AsOf), json.Source, json.SourceFiles, [.. json.Done.Select(Range)])
            {
                Unfinished = json.Unfinished is { } begun ? Range(begun) : null,
                LastKey = json.LastKey,
            };
        }
        catch (Exception damaged) when (damaged is JsonException or NullReferenceException or ArgumentNullException or IndexOutOfRangeException)
        {
            throw new UnavailableException("The ranges of a view in the online store are damaged; materialize the view again into a new store.", innerException: damaged);
        }
    }

    private static long[] Ends(EventRange range) => [range.From.Microseconds, range.Before.Microseconds];

    private static EventRange Range(long[] ends) => new(new Instant(ends[0]), new Instant(ends[1]));
}

/// <summary>The stored form of ranges; names are never changed.</summary>
internal sealed record RangesJson(long AsOf, string Source, string SourceFiles, long[][] Done, long[]? Unfinished, string? LastKey);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RangesJson))]
internal sealed partial class RangesJsonContext : JsonSerializerContext;
