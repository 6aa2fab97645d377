namespace Larder.Offline;

/// <summary>Where the rows of one day lie among all rows that are written.</summary>
/// <param name="Day">The day of their event times.</param>
/// <param name="Rows">How many there are.</param>
/// <param name="First">The number of the first one; see <see cref="EventRows.Number"/>.</param>
/// <param name="Last">The number of the last one. Rows of other days may lie in between.</param>
/// <param name="IsKnownAtOnce">Whether every event was known when it happened; null where the rows are no events.</param>
internal sealed record DaySpan(DateOnly Day, long Rows, long First, long Last, bool? IsKnownAtOnce);
