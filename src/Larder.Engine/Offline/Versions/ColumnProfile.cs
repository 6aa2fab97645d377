namespace Larder.Offline.Versions;

/// <summary>Statistics of a column. Of lists and maps only the nulls are counted.</summary>
/// <param name="Column">The column.</param>
/// <param name="Nulls">Rows without a value.</param>
/// <param name="Min">The least value as text, times in RFC 3339; null where there is none. NaN is the greatest number.</param>
/// <param name="Max">The greatest value as text.</param>
/// <param name="Distinct">About how many values there are: within a few hundredths; null for lists and maps.</param>
/// <param name="Mean">The mean of numbers to nine digits, of booleans the part that is true; null for others, and where there is no value.</param>
public sealed record ColumnProfile(string Column, long Nulls, string? Min, string? Max, long? Distinct, double? Mean);
