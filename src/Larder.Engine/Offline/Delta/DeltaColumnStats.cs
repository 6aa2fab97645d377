using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>The extremes of one column in one file. A date is given as text, <c>yyyy-MM-dd</c>.</summary>
/// <param name="Column">The column; not a partition column.</param>
/// <param name="Min">A value no row is below; null when unknown. NaN, infinities and booleans are not stored.</param>
/// <param name="Max">A value no row is above; null when unknown.</param>
/// <param name="NullCount">Rows without a value; null when unknown.</param>
internal sealed record DeltaColumnStats(string Column, FeatureValue Min, FeatureValue Max, long? NullCount = null);
