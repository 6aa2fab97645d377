using Larder.Aggregation;
using Larder.Reference;
using Larder.Types;

namespace Larder.Support;

/// <summary>What the views of <see cref="ClickRepository"/> yield, by the naive twins and the declarations written out once more.</summary>
internal static class NaiveClicks
{
    private static readonly ColumnType[] InputTypes = [ColumnType.Float64, ColumnType.Int64, ColumnType.String, ColumnType.Boolean];
    private static readonly Window Hour = Window.Hours(1);
    private static readonly Window TwoDays = Window.Days(2);

    private static readonly (string Name, AggregationSpec Spec)[] Activity =
    [
        ("clicks_1h", new(AggregationKind.Count, -1, -1, Hour)),
        ("clicks_2d", new(AggregationKind.Count, -1, -1, TwoDays)),
        ("amount_1h", new(AggregationKind.Sum, 0, -1, Hour)),
        ("amount_2d", new(AggregationKind.Sum, 0, -1, TwoDays)),
        ("amount_ever", new(AggregationKind.Sum, 0, -1, Window.Lifetime)),
        ("points_2d", new(AggregationKind.Sum, 1, -1, TwoDays)),
        ("mean_2d", new(AggregationKind.Mean, 0, -1, TwoDays)),
        ("least_2d", new(AggregationKind.Min, 0, -1, TwoDays)),
        ("greatest_2d", new(AggregationKind.Max, 0, -1, TwoDays)),
        ("least_points_2d", new(AggregationKind.Min, 1, -1, TwoDays)),
        ("greatest_points_ever", new(AggregationKind.Max, 1, -1, Window.Lifetime)),
        ("pages_2d", new(AggregationKind.CountDistinct, 2, -1, TwoDays)),
        ("distinct_points_2d", new(AggregationKind.CountDistinct, 1, -1, TwoDays)),
        ("recency_2d", new(AggregationKind.SecondsSinceLast, -1, -1, TwoDays)),
        ("mobile_amount_2d", new(AggregationKind.Sum, 0, 3, TwoDays)),
    ];

    private static readonly (string Name, AggregationSpec Spec)[] Clipped =
    [
        ("clicks_1h", new(AggregationKind.Count, -1, -1, Hour)),
        ("amount_2d", new(AggregationKind.Sum, 0, -1, TwoDays)),
        ("mean_2d", new(AggregationKind.Mean, 0, -1, TwoDays)),
        ("recency_ever", new(AggregationKind.SecondsSinceLast, -1, -1, Window.Lifetime)),
    ];

    private static readonly (string Name, AggregationSpec Spec)[] Hourly =
    [
        ("clicks_1h", new(AggregationKind.Count, -1, -1, Hour)),
        ("amount_2d", new(AggregationKind.Sum, 0, -1, Hour)),
        ("mean_2d", new(AggregationKind.Mean, 0, -1, Hour)),
        ("recency_ever", new(AggregationKind.SecondsSinceLast, -1, -1, Hour)),
    ];

    /// <summary>The cells of the service of_user for a user at a time, by column name.</summary>
    public static Dictionary<string, string> OfUser(IEnumerable<Told> history, string? user, Instant at)
    {
        var mine = history.Where(t => user is not null && t.Click.User == user).ToArray();
        var cells = new Dictionary<string, string>(StringComparer.Ordinal);
        Row(cells, "last_of_user", mine, at, null, Last);
        Row(cells, "fresh_of_user", mine.Where(t => t.Click.IsMobile == true), at, ClickRepository.Ttl, Fresh);
        Windows(cells, "activity", Activity, mine, at, new WindowEdges(false, false), TimeSpan.FromHours(1), TimeSpan.FromDays(1));
        Windows(cells, "clipped", Clipped, mine, at, new WindowEdges(true, true), TimeSpan.FromHours(1));
        return cells;
    }

    /// <summary>The cells of the service of_user_late: to two of its views a click is known once the lag is over, or later.</summary>
    public static Dictionary<string, string> OfUserLate(IEnumerable<Told> history, string? user, Instant at)
    {
        var mine = history.Where(t => user is not null && t.Click.User == user).ToArray();
        var late = mine.Select(t => t with { Order = t.Order with { KnownAt = Later(t.Order.KnownAt, t.Order.EventTime + ClickRepository.Lag) } }).ToArray();
        var cells = new Dictionary<string, string>(StringComparer.Ordinal);
        Row(cells, "published_of_user", late, at, ClickRepository.Ttl, Fresh);
        Windows(cells, "published", Clipped, late, at, new WindowEdges(true, true), TimeSpan.FromHours(1));
        Windows(cells, "clipped", Clipped, mine, at, new WindowEdges(true, true), TimeSpan.FromHours(1));
        return cells;

        static Instant Later(Instant left, Instant right) => left > right ? left : right;
    }

    public static Dictionary<string, string> OfShop(IEnumerable<Told> history, int? shop, Instant at)
    {
        var cells = new Dictionary<string, string>(StringComparer.Ordinal);
        Row(cells, "fresh_of_shop", history.Where(t => (t.Click.Shop ?? 0) == shop), at, ClickRepository.Ttl, Fresh);
        return cells;
    }

    public static Dictionary<string, string> OfDevice(IEnumerable<Told> history, long? device, Instant at)
    {
        var mine = history.Where(t => (t.Click.Device ?? 0) == device).ToArray();
        var cells = new Dictionary<string, string>(StringComparer.Ordinal);
        Row(cells, "last_of_device", mine, at, null, Fresh);
        Windows(cells, "hourly", Hourly, mine, at, new WindowEdges(false, false), TimeSpan.FromHours(1), TimeSpan.FromDays(1));
        return cells;
    }

    public static string Cell(FeatureValue value) => Sql.Cell(value.Type switch
    {
        0 => null,
        ColumnType.Boolean => value.AsBoolean(),
        ColumnType.Int32 => value.AsInt32(),
        ColumnType.Int64 => value.AsInt64(),
        ColumnType.Float32 => value.AsFloat32(),
        ColumnType.Float64 => value.AsFloat64(),
        ColumnType.String => value.AsString(),
        _ => value.AsDateTime(),
    });

    private static (string, object?)[] Last(Click? c) =>
    [
        ("amount", c?.Amount),
        ("points", c?.Points),
        ("page", c?.Page),
        ("is_mobile", c?.IsMobile),
        ("weight", c?.Weight),
        ("due", c?.Due),
        ("shop", c?.Shop),
        ("amount_per_point", c?.Amount / c?.Points),
    ];

    private static (string, object?)[] Fresh(Click? c) => [("page", c?.Page), ("amount", c?.Amount)];

    private static void Row(Dictionary<string, string> cells, string view, IEnumerable<Told> mine, Instant at, TimeSpan? ttl, Func<Click?, (string, object?)[]> features)
    {
        var all = mine.Select(t => (t.Order, t.Click)).ToArray();
        var found = NaivePointInTime.Lookup(all, at, ttl);
        foreach (var (name, value) in features(found.Row))
        {
            cells.Add($"{view}__{name}", Sql.Cell(value));
        }

        // A row that is too old still says how old it is.
        var newest = NaivePointInTime.Lookup(all, at, null).Order;
        cells.Add($"{view}__event_time", Sql.Cell(newest?.EventTime.ToDateTime()));
        cells.Add($"{view}__status", found.Status.WireName());
    }

    private static void Windows(
        Dictionary<string, string> cells, string view, (string Name, AggregationSpec Spec)[] features, Told[] mine, Instant at, WindowEdges edges, params TimeSpan[] tiles)
    {
        var events = mine.Select(t => new NaiveEvent(t.Order, Inputs(t.Click))).ToArray();
        foreach (var (name, spec) in features)
        {
            cells.Add($"{view}__{name}", Cell(NaiveWindows.Compute(events, InputTypes, spec, edges, tiles, at)));
        }

        var newest = NaiveWindows.NewestEvent(events, edges, at);
        cells.Add($"{view}__event_time", Sql.Cell(newest?.ToDateTime()));
        cells.Add($"{view}__status", newest is null ? "NOT_FOUND" : "PRESENT");
    }

    private static FeatureValue[] Inputs(Click c) =>
        [FeatureValue.From(c.Amount), FeatureValue.From(c.Points), FeatureValue.From(c.Page), FeatureValue.From(c.IsMobile ?? false)];
}
