using Larder.Aggregation;
using Larder.Reference;
using Larder.Support;
using Larder.Types;

namespace Larder.Derived;

/// <summary>What <see cref="ScoreRepository"/> derives and serves, by looking through all of history for every event and every question.</summary>
internal sealed class NaiveScores
{
    private static readonly Window TwoDays = Window.Days(2);
    private static readonly TimeSpan[] Tiles = [TimeSpan.FromHours(1), TimeSpan.FromDays(1)];

    public NaiveScores(IReadOnlyList<Told> history)
    {
        Scores = [.. history.Where(t => t.Click.IsMobile != false).Select(t => (t.Order, Score(history, t.Click, t.Order.EventTime)))];
        Rises = [.. Scores.Select(s => (s.Order, new Rise(s.Row.User, Greatest(s.Row.User, s.Order.EventTime).AsNullable(), s.Row.UserAmount)))];
    }

    public IReadOnlyList<(EventOrder Order, Score Row)> Scores { get; }

    public IReadOnlyList<(EventOrder Order, Rise Row)> Rises { get; }

    /// <summary>The features of the service of_user, by column name.</summary>
    public Dictionary<string, FeatureValue> OfUser(string? user, Instant at)
    {
        var scores = Scores.Where(s => user is not null && s.Row.User == user).ToArray();
        var rises = Rises.Where(r => user is not null && r.Row.User == user).ToArray();
        var last = NaivePointInTime.Lookup(scores, at, null).Row;
        return new(StringComparer.Ordinal)
        {
            ["score_stats__greatest_over_mean_2d"] = Greatest(user, at),
            ["score_stats__user_amount_2d"] = Windowed(scores, s => FeatureValue.From(s.UserAmount), AggregationKind.Sum, at),
            ["score_stats__user_clicks_2d"] = Windowed(scores, s => FeatureValue.From(s.UserClicks), AggregationKind.Sum, at, ColumnType.Int64),
            ["score_stats__pages_2d"] = Windowed(scores, s => FeatureValue.From(s.Page), AggregationKind.CountDistinct, at, ColumnType.String),
            ["last_score__over_mean"] = FeatureValue.From(last?.OverMean),
            ["last_score__page"] = FeatureValue.From(last?.Page),
            ["last_score__per_click"] = FeatureValue.From(last?.PerClick),
            ["rise_stats__greatest_before_2d"] = Windowed(rises, r => FeatureValue.From(r.Before), AggregationKind.Max, at),
            ["rise_stats__amount_2d"] = Windowed(rises, r => FeatureValue.From(r.Amount), AggregationKind.Sum, at),
        };
    }

    private static Score Score(IReadOnlyList<Told> history, Click click, Instant at)
    {
        var mine = history.Where(t => click.User is not null && t.Click.User == click.User).Select(t => (t.Order, t.Click)).ToArray();
        var shop = NaivePointInTime.Lookup(history.Where(t => click.Shop is not null && t.Click.Shop == click.Shop).Select(t => (t.Order, t.Click)), at, ScoreRepository.Ttl).Row;
        var amount = Windowed(mine, c => FeatureValue.From(c.Amount), AggregationKind.Sum, at).AsFloat64();
        var clicks = Windowed(mine, _ => FeatureValue.From(1L), AggregationKind.Count, at, ColumnType.Int64).AsInt64();
        return new Score
        {
            User = click.User,
            OverMean = OneForm(click.Amount / Windowed(mine, c => FeatureValue.From(c.Amount), AggregationKind.Mean, at).AsNullable()),
            UserClicks = clicks,
            UserAmount = amount + 0d,
            Page = shop?.Page,
            ShopAmount = OneForm(shop?.Amount),
            PerClick = clicks == 0 ? null : OneForm(amount / clicks),
            Points = click.Points,
        };
    }

    private static FeatureValue Windowed<T>(
        IEnumerable<(EventOrder Order, T Row)> rows, Func<T, FeatureValue> input, AggregationKind kind, Instant at, ColumnType type = ColumnType.Float64) => NaiveWindows.Compute(
            rows.Select(r => new NaiveEvent(r.Order, [input(r.Row)])), [type], new AggregationSpec(kind, kind == AggregationKind.Count ? -1 : 0, -1, TwoDays), new WindowEdges(false, false), Tiles, at);

    private static double? OneForm(double? value) => value is { } given ? double.IsNaN(given) ? double.NaN : given + 0d : null;

    private FeatureValue Greatest(string? user, Instant at) =>
        Windowed(Scores.Where(s => user is not null && s.Row.User == user), s => FeatureValue.From(s.OverMean), AggregationKind.Max, at);
}

internal static class FeatureValues
{
    /// <summary>The number; null where the value is.</summary>
    public static double? AsNullable(this FeatureValue value) => value.IsNull ? null : value.AsFloat64();
}
