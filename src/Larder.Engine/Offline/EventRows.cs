namespace Larder.Offline;

/// <summary>Rows on their way into data files, wherever the engine finds them.</summary>
/// <param name="Select">The query for the files' columns of all rows that meet a condition, in the order of their numbers.</param>
/// <param name="Number">In a condition, the number of a row.</param>
/// <param name="Time">In a condition, its event time.</param>
/// <param name="Days">The days there are, in their order; each row is of one.</param>
internal sealed record EventRows(Func<string, string> Select, string Number, string Time, IReadOnlyList<DaySpan> Days)
{
    /// <summary>So many rows are read whenever one of them is wanted.</summary>
    public long Block { get; init; } = 2048;

    /// <summary>Whether rows are numbered in the order in which they are to lie in their files.</summary>
    public bool AreInOrder { get; init; } = true;

    /// <summary>A condition that rows of some numbers and one day meet.</summary>
    public string Within(DateOnly day, long first, long last)
    {
        var start = Types.Instant.From(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)).Microseconds;
        var end = start + (TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond);
        return $"{Number} BETWEEN {first} AND {last} AND {Time} >= make_timestamp({start}) AND {Time} < make_timestamp({end})";
    }
}
