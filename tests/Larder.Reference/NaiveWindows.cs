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
        IEnumerable<NaiveEvent> events, IReadOnlyList<ColumnType> inputs, AggregationSpec spec, WindowEdges edges, IReadOnlyList<TimeSpan> tiles, Instant at) =>
        ComputeAll(events, inputs, [spec], edges, tiles, at)[0];

    /// <summary>The values of several aggregations at a time; those of one window look at its events once.</summary>
    /// <inheritdoc cref="Compute"/>
    public static FeatureValue[] ComputeAll(
        IEnumerable<NaiveEvent> events, IReadOnlyList<ColumnType> inputs, IReadOnlyList<AggregationSpec> specs, WindowEdges edges, IReadOnlyList<TimeSpan> tiles, Instant at)
    {
        var known = NaiveEvent.InTotalOrder(events.Where(e => IsKnown(e, at)));
        var windows = specs.Select(s => s.Window).Distinct().ToDictionary(w => w, w => In(w, known, edges, at));
        return [.. specs.Select(s => Fold([.. windows[s.Window].Where(e => Passes(s, e) && HasValue(s, e))], inputs, s, tiles, at))];
    }

    /// <summary>The newest event time that any window ending at a time may see; null when there is none.</summary>
    public static Instant? NewestEvent(IEnumerable<NaiveEvent> events, WindowEdges edges, Instant at) =>
        events.Where(e => IsBeforeEnd(e, edges, at) && IsKnown(e, at)).Max(e => (long?)e.Order.EventTime.Microseconds) is { } newest
            ? new Instant(newest)
            : null;

    private static FeatureValue Fold(IReadOnlyList<NaiveEvent> seen, IReadOnlyList<ColumnType> inputs, AggregationSpec spec, IReadOnlyList<TimeSpan> tiles, Instant at)
    {
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

    /// <summary>Those of the known events that lie in a window.</summary>
    private static NaiveEvent[] In(Window window, IReadOnlyList<NaiveEvent> known, WindowEdges edges, Instant at)
    {
        var form = window.ToString();
        var end = at.Microseconds;
        if (form == "lifetime")
        {
            return [.. known.Where(e => IsBeforeEnd(e, edges, at))];
        }

        if (form.StartsWith("session", StringComparison.Ordinal))
        {
            return Session(known, (long)(decimal.Parse(form["session ".Length..^1], System.Globalization.CultureInfo.InvariantCulture) * 1_000_000), edges, at);
        }

        if (window.TimeZone is { } name)
        {
            var zone = DateTimeZoneProviders.Tzdb[name];
            var (today, days) = (LocalDay(end, zone), window.Width!.Value.Days);
            var (first, isWhole) = (today.PlusDays(-days), form.Contains("whole", StringComparison.Ordinal));
            return [.. known.Where(e => LocalDay(e.Order.EventTime.Microseconds, zone) is var day && (isWhole ? day < today && day >= first : IsBeforeEnd(e, edges, at) && day > first))];
        }

        var width = window.Width!.Value.Ticks / TimeSpan.TicksPerMicrosecond;
        if (form.StartsWith("tumbling", StringComparison.Ordinal))
        {
            return [.. known.Where(e => NaiveTiles.TileOf(e.Order.EventTime.Microseconds, width) == NaiveTiles.TileOf(end, width) - 1)];
        }

        var start = end - width;
        return [.. known.Where(e => IsBeforeEnd(e, edges, at) && (edges.TrailingExclusive ? e.Order.EventTime.Microseconds > start : e.Order.EventTime.Microseconds >= start))];
    }

    /// <summary>Going back from the query time until a pause is too long.</summary>
    private static NaiveEvent[] Session(IReadOnlyList<NaiveEvent> known, long gap, WindowEdges edges, Instant at)
    {
        var (session, last) = (new List<NaiveEvent>(), at.Microseconds);
        foreach (var e in known.Where(e => IsBeforeEnd(e, edges, at)).Reverse())
        {
            if (last - e.Order.EventTime.Microseconds > gap)
            {
                break;
            }

            session.Add(e);
            last = e.Order.EventTime.Microseconds;
        }

        session.Reverse();
        return [.. session];
    }

    /// <summary>The local day that goes on at a time: once a day has begun, clocks that are put back over midnight do not bring back the day before.</summary>
    private static LocalDate LocalDay(long microseconds, DateTimeZone zone)
    {
        var time = NodaTime.Instant.FromUnixTimeTicks(microseconds * TimeSpan.TicksPerMicrosecond);
        var interval = zone.GetZoneInterval(time);
        var day = time.InZone(zone).Date;
        return interval.HasStart && (interval.Start - Duration.Epsilon).InZone(zone).Date is var before && before > day ? before : day;
    }

    private static bool IsBeforeEnd(NaiveEvent e, WindowEdges edges, Instant at) =>
        edges.LeadingInclusive ? e.Order.EventTime.Microseconds <= at.Microseconds : e.Order.EventTime.Microseconds < at.Microseconds;

    private static bool IsKnown(NaiveEvent e, Instant at) => e.Order.KnownAt.Microseconds <= at.Microseconds && !(e.RetractedAt?.Microseconds <= at.Microseconds);

    private static bool Passes(AggregationSpec spec, NaiveEvent e) => spec.Filter < 0 || e.Inputs[spec.Filter] == FeatureValue.From(true);

    private static bool HasValue(AggregationSpec spec, NaiveEvent e) => spec.Input < 0 || !e.Inputs[spec.Input].IsNull;
}
