using System.Text.Json;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>
/// What a file's statistics say of one column: bounds that hold for every row, widened by what writers cut off. Timestamps are kept to the millisecond, by some writers
/// cut off and not rounded, so a bound may be up to a millisecond off; a long text may be a prefix; NaN is in no bound.
/// </summary>
/// <param name="Min">No row is below; null when unknown.</param>
/// <param name="Max">No row is above, NaN apart; null when unknown.</param>
/// <param name="IsMaxPrefix">Whether the maximum may be the beginning of a longer text.</param>
/// <param name="IsAllNull">Whether no row has a value.</param>
internal readonly record struct ColumnBounds(FeatureValue Min, FeatureValue Max, bool IsMaxPrefix, bool IsAllNull)
{
    private const long Millisecond = 1000;

    // Writers cut texts at this many characters or more.
    private const int ShortestCut = 32;

    /// <summary>Nothing known.</summary>
    public static ColumnBounds Unknown => new(FeatureValue.Null, FeatureValue.Null, false, false);

    /// <summary>Reads the statistics of a file.</summary>
    /// <param name="stats">The file's statistics.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="type">Its type.</param>
    public static ColumnBounds Read(JsonElement stats, string column, DeltaType type)
    {
        var (min, max) = (Value(stats, "minValues", column, type), Value(stats, "maxValues", column, type));
        if (type == DeltaType.Timestamp)
        {
            min = min.IsNull ? min : FeatureValue.From(new Instant(Math.Max(long.MinValue + Millisecond, min.Bits) - Millisecond));
            max = max.IsNull ? max : FeatureValue.From(new Instant(Math.Min(long.MaxValue - Millisecond, max.Bits) + Millisecond));
        }

        var isPrefix = type == DeltaType.String && !max.IsNull && max.AsString()!.Length >= ShortestCut;
        return new(min, max, isPrefix, IsEmpty(stats, column));
    }

    private static bool IsEmpty(JsonElement stats, string column) =>
        (!stats.TryGetProperty("tightBounds", out var tight) || tight.ValueKind != JsonValueKind.False)
        && stats.TryGetProperty("numRecords", out var rows) && rows.TryGetInt64(out var all)
        && stats.TryGetProperty("nullCount", out var counts) && counts.ValueKind == JsonValueKind.Object
        && counts.TryGetProperty(column, out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var nulls) && nulls == all;

    private static FeatureValue Value(JsonElement stats, string member, string column, DeltaType type) =>
        stats.TryGetProperty(member, out var bounds) && bounds.ValueKind == JsonValueKind.Object && bounds.TryGetProperty(column, out var value)
            ? ConstantReader.Read(value, type)
            : FeatureValue.Null;
}
