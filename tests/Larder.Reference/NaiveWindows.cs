using Larder.Aggregation;
using Larder.Types;
using NodaTime;
using Instant = Larder.Types.Instant;

namespace Larder.Reference;

/// <summary>
/// DESIGN 2.4, 2.5 and 2.8 word by word: look at every event for every question, keep those in the window and known, put them into
/// tiles, fold each tile in total order, merge the folds in time order.
/// </summary>
public static class NaiveWindows
{
    /// <summary>The value of one aggregation at a time.</summary>
    /// <param name="events">All events of the entity, in any order.</param>
    /// <param name="inputs">The types of their inputs.</param>
    /// <param name="spec">What is computed.</param>
    /// <param name="edges">Which ends of the window are inclusive.</param>
    /// <param name="tiles">The widths of the grid's tiles, ascending.</param>
    /// <param name="at">The query time.</param>
    public static FeatureValue Compute(
        IEnumerable<NaiveEvent> events, IReadOnlyList<ColumnType> inputs, AggregationSpec spec, WindowEdges edges, IReadOnlyList<TimeSpan> tiles, Instant at)
    {
        var seen = Seen(events, spec, edges, at);
        var type = spec.Input < 0 ? (ColumnType?)null : inputs[spec.Input];
        if (spec.Bucket < 0)
        {
            return NaiveAggregations.Compute(seen, type, spec, tiles, at);
        }

        var buckets = seen
            .Where(e => !e.Inputs[spec.Bucket].IsNull)
            .GroupBy(e => e.Inputs[spec.Bucket].AsString()!)
            .Select(b => (b.Key, Value: NaiveAggregations.Compute([.. b], type, spec, tiles, at)))
            .ToArray();
        if (buckets.Any(b => b.Value.IsInvalid))
        {
            return FeatureValue.Invalid;
        }

        var found = buckets.Where(b => !b.Value.IsNull).ToArray();
        return found.Length == 0 ? FeatureValue.Null
            : found[0].Value.Type switch
            {
                ColumnType.Float64 => FeatureValue.From(Map(v => v.AsFloat64())),
                ColumnType.Int64 => FeatureValue.From(Map(v => v.AsInt64())),
                ColumnType.String => FeatureValue.From(Map(v => v.AsString()!)),
                ColumnType.Int64List => FeatureValue.From(Map(v => v.As<long[]>()!)),
                ColumnType.Float64List => FeatureValue.From(Map(v => v.As<double[]>()!)),
                ColumnType.StringList => FeatureValue.From(Map(v => v.As<string[]>()!)),
                var other => throw new ArgumentOutOfRangeException(nameof(spec), other, "no map of it"),
            };

        FeatureMap<T> Map<T>(Func<FeatureValue, T> value)
            where T : notnull => new(found.Select(b => KeyValuePair.Create(b.Key, value(b.Value))));
    }

    /// <summary>The events that an aggregation folds at a time, in total order.</summary>
    public static IReadOnlyList<NaiveEvent> Seen(IEnumerable<NaiveEvent> events, AggregationSpec spec, WindowEdges edges, Instant at)
    {
        var known = NaiveEvent.InTotalOrder(events.Where(e => IsKnown(e, at)));
        var session = spec.Window.ToString().StartsWith("session", StringComparison.Ordinal) ? Session(known, spec.Window, edges, at) : null;
        return [.. known.Where(e => session?.Contains(e) ?? IsIn(spec.Window, edges, e, at)).Where(e => Passes(spec, e) && HasValue(spec, e))];
    }

    /// <summary>The newest event time that any window ending at a time may see; null when there is none.</summary>
    public static Instant? NewestEvent(IEnumerable<NaiveEvent> events, WindowEdges edges, Instant at) =>
        events.Where(e => IsIn(Window.Lifetime, edges, e, at) && IsKnown(e, at)).Max(e => (long?)e.Order.EventTime.Microseconds) is { } newest
            ? new Instant(newest)
            : null;

    private static bool IsIn(Window window, WindowEdges edges, NaiveEvent e, Instant at)
    {
        var (time, end) = (e.Order.EventTime.Microseconds, at.Microseconds);
        var beforeEnd = edges.LeadingInclusive ? time <= end : time < end;
        var form = window.ToString();
        if (form == "lifetime")
        {
            return beforeEnd;
        }

        if (window.TimeZone is { } zone)
        {
            var (day, today, days) = (LocalDay(time, zone), LocalDay(end, zone), window.Width!.Value.Days);
            return form.Contains("whole", StringComparison.Ordinal) ? day < today && day >= today.PlusDays(-days) : beforeEnd && day > today.PlusDays(-days);
        }

        var width = Microseconds(window.Width!.Value);
        if (form.StartsWith("tumbling", StringComparison.Ordinal))
        {
            return decimal.Floor(time / (decimal)width) == decimal.Floor(end / (decimal)width) - 1;
        }

        var start = end - width;
        return beforeEnd && (edges.TrailingExclusive ? time > start : time >= start);
    }

    /// <summary>Going back from the query time until a pause is too long.</summary>
    private static HashSet<NaiveEvent> Session(IReadOnlyList<NaiveEvent> known, Window window, WindowEdges edges, Instant at)
    {
        var gap = (long)(decimal.Parse(window.ToString()["session ".Length..^1], System.Globalization.CultureInfo.InvariantCulture) * 1_000_000);
        var (session, last) = (new HashSet<NaiveEvent>(ReferenceEqualityComparer.Instance), at.Microseconds);
        foreach (var e in known.Where(e => IsIn(Window.Lifetime, edges, e, at)).Reverse())
        {
            if (last - e.Order.EventTime.Microseconds > gap)
            {
                break;
            }

            session.Add(e);
            last = e.Order.EventTime.Microseconds;
        }

        return session;
    }

    private static LocalDate LocalDay(long microseconds, string zone) =>
        NodaTime.Instant.FromUnixTimeTicks(microseconds * 10).InZone(DateTimeZoneProviders.Tzdb[zone]).Date;

    private static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    private static bool IsKnown(NaiveEvent e, Instant at) => e.Order.KnownAt.Microseconds <= at.Microseconds && !(e.RetractedAt?.Microseconds <= at.Microseconds);

    private static bool Passes(AggregationSpec spec, NaiveEvent e) => spec.Filter < 0 || e.Inputs[spec.Filter] == FeatureValue.From(true);

    private static bool HasValue(AggregationSpec spec, NaiveEvent e) => spec.Input < 0 || !e.Inputs[spec.Input].IsNull;
}
