using System.Globalization;
using Larder.DuckDb;
using Larder.Offline.Delta;

namespace Larder.Offline;

/// <summary>
/// How the rows of a data file of events lie, where that saves readers a column. It is known of files whose rows were written in order, or found by reading a file once, and kept
/// as tags of the file in the table's log; of a file without them nothing is known.
/// </summary>
/// <param name="IsKnownAtOnce">Whether every event was known when it happened.</param>
/// <param name="Sequences">The first and the last sequence of rows that lie in the order of their sequence; null where they do not.</param>
/// <param name="EventTimes">The earliest and the latest event time, microseconds; null for a file without rows.</param>
internal sealed record RowOrder(bool IsKnownAtOnce, (long First, long Last)? Sequences, (long First, long Last)? EventTimes)
{
    private const string KnownAtTag = "larder.known_at";
    private const string EventTime = "event_time";
    private const string SequencesTag = "larder.sequences";
    private const string EventTimesTag = "larder.event_times";
    private const string Between = "..";

    /// <summary>Looks at a file.</summary>
    public static RowOrder Of(DuckDbConnection connection, string path, CancellationToken cancellationToken)
    {
        var (isKnownAtOnce, ascends) = (true, true);
        var (sequences, times) = (default((long First, long Last)?), default((long First, long Last)?));
        using var result = connection.Query(
            $"SELECT {string.Join(", ", EventReader.OrderColumns)} FROM read_parquet({Identifiers.Literal(path)}, hive_partitioning = false)", cancellationToken);
        while (result.Read(cancellationToken) is { } chunk)
        {
            using (chunk)
            {
                isKnownAtOnce = isKnownAtOnce && chunk[0].Values<long>().SequenceEqual(chunk[1].Values<long>());
                foreach (var time in chunk[0].Values<long>())
                {
                    times = times is { } range ? (Math.Min(range.First, time), Math.Max(range.Last, time)) : (time, time);
                }

                foreach (var sequence in chunk[2].Values<long>())
                {
                    ascends &= sequences is not { } before || sequence > before.Last;
                    sequences = (sequences?.First ?? sequence, sequence);
                }
            }
        }

        return new RowOrder(isKnownAtOnce, ascends ? sequences : null, times);
    }

    /// <summary>
    /// What is known of a file whose rows were written in the order of their sequence: its bounds are those that the engine returned. Null where it returned none.
    /// </summary>
    /// <param name="isKnownAtOnce">Whether every event was known when it happened.</param>
    /// <param name="columns">The bounds.</param>
    public static RowOrder? Of(bool isKnownAtOnce, IReadOnlyList<DeltaColumnStats> columns) =>
        BoundsOf(columns, "_sequence") is { } sequences && BoundsOf(columns, "_event_time") is { } times ? new RowOrder(isKnownAtOnce, sequences, times) : null;

    /// <summary>What a file's tags say.</summary>
    public static RowOrder Of(DeltaFile file) => new(file.Tags.GetValueOrDefault(KnownAtTag) == EventTime, RangeOf(file, SequencesTag), RangeOf(file, EventTimesTag));

    /// <summary>As tags of the file.</summary>
    public IReadOnlyDictionary<string, string> ToTags()
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        if (IsKnownAtOnce)
        {
            tags.Add(KnownAtTag, EventTime);
        }

        AddRange(SequencesTag, Sequences);
        AddRange(EventTimesTag, EventTimes);
        void AddRange(string tag, (long First, long Last)? range)
        {
            if (range is { } known)
            {
                tags.Add(tag, string.Create(CultureInfo.InvariantCulture, $"{known.First}{Between}{known.Last}"));
            }
        }

        return tags;
    }

    /// <summary>Whether files read one after the other give the events of each instant in the order of their sequence: an instant's events lie in the files of one day.</summary>
    public static bool IsInSequence(IEnumerable<DeltaFile> files, string dayColumn)
    {
        var last = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (RangeOf(file, SequencesTag) is not { } range || !file.PartitionValues.TryGetValue(dayColumn, out var day) || day is null
                || (last.TryGetValue(day, out var before) && range.First <= before))
            {
                return false;
            }

            last[day] = range.Last;
        }

        return true;
    }

    private static (long First, long Last)? BoundsOf(IReadOnlyList<DeltaColumnStats> columns, string name) =>
        columns.FirstOrDefault(c => c.Column == name) is { Min.IsNull: false, Max.IsNull: false } bounds ? (bounds.Min.Bits, bounds.Max.Bits) : null;

    private static (long First, long Last)? RangeOf(DeltaFile file, string tag)
    {
        var parts = file.Tags.GetValueOrDefault(tag)?.Split(Between) ?? [];
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var first)
            && long.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var last)
            && first <= last
            ? (first, last)
            : null;
    }
}
