using System.Globalization;
using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality.Suites;

/// <summary>Kinds of checks on the rows of one column, and <c>row_expression</c>.</summary>
internal static class ColumnKinds
{
    private static readonly TextFormat[] Formats =
        [TextFormat.Email, TextFormat.Uuid, TextFormat.Url, TextFormat.Ipv4, TextFormat.Ipv6, TextFormat.Json, TextFormat.IsoDate, TextFormat.IsoTimestamp, TextFormat.WholeNumber, TextFormat.DecimalNumber];

    private static readonly TextFormat[] Types =
        [.. new[] { ColumnType.Boolean, ColumnType.Int32, ColumnType.Int64, ColumnType.Float32, ColumnType.Float64, ColumnType.Timestamp }.Select(t => TextFormat.Of(t)!)];

    public static IReadOnlyList<CheckKind> All { get; } =
    [
        OfColumn("not_null", "", ColumnsOfKind.Any, (_, place) => new NullCheck(place.Index, IsNull: false) { Name = "" }),
        OfColumn("is_null", "", ColumnsOfKind.Any, (_, place) => new NullCheck(place.Index, IsNull: true) { Name = "" }),
        OfColumn("in_set", "values", ColumnsOfKind.Keys, (r, place) => Set(r, place, negate: false), (c, w) => w.Values("values", c.Values)),
        OfColumn("not_in_set", "values", ColumnsOfKind.Keys, (r, place) => Set(r, place, negate: true), (c, w) => w.Values("values", c.Values)),
        OfColumn("between", "at_least at_most above below", ColumnsOfKind.Keys, (r, place) => new BetweenCheck(place.Index, r.Bounds(place.Column.Type)) { Name = "" }, (c, w) => w.Bounds(c.Bounds)),
        OfColumn("length_between", "at_least at_most", ColumnsOfKind.Text, Length, (c, w) => w.Bounds(new Bounds(FeatureValue.From(c.AtLeast), FeatureValue.From(c.AtMost)))),
        OfColumn(
            "matches_regex",
            "pattern anchored negate",
            ColumnsOfKind.Text,
            (r, place) => new RegexCheck(place.Index, TextPattern.Parse(r.Text("pattern"), r.Flag("anchored")), r.Flag("negate")) { Name = "" },
            (c, w) =>
            {
                w.Quoted("pattern", c.Pattern.Text);
                w.Flag("anchored", c.Pattern.IsAnchored);
                w.Flag("negate", c.Negate);
            }),
        OfColumn(
            "matches_like",
            "pattern escape negate",
            ColumnsOfKind.Text,
            (r, place) => new LikeCheck(place.Index, new LikePattern(r.Text("pattern"), Escape(r)), r.Flag("negate")) { Name = "" },
            (c, w) =>
            {
                w.Quoted("pattern", c.Pattern.Text);
                w.Quoted("escape", c.Pattern.Escape?.ToString());
                w.Flag("negate", c.Negate);
            }),
        OfColumn(
            "matches_format",
            "format",
            ColumnsOfKind.Text,
            (r, place) => new FormatCheck(place.Index, r.Word("format", Formats, f => f.Name)) { Name = "" },
            (c, w) => w.Text("format", c.Format.Name)),
        OfColumn(
            "castable",
            "type",
            ColumnsOfKind.Text,
            (r, place) => new FormatCheck(place.Index, r.Word("type", Types, f => f.Name)) { Name = "" },
            (c, w) => w.Text("type", c.Format.Name)),
        OfColumn("not_blank", "", ColumnsOfKind.Text, (_, place) => new NotBlankCheck(place.Index) { Name = "" }),
        OfColumn("finite", "", ColumnsOfKind.Floating, (_, place) => new FiniteCheck(place.Index) { Name = "" }),
        OfColumn("event_time_sane", "floor skew created_at", ColumnsOfKind.Times, Time, (c, w) =>
        {
            w.Value("floor", c.Floor is { } floor ? FeatureValue.From(floor) : FeatureValue.Null);
            w.Quoted("skew", c.Skew.ToString("c", CultureInfo.InvariantCulture));
            if (c.CreatedAt is { } created)
            {
                w.Column("created_at", created);
            }
        }),
        CheckKind.Of<ExpressionCheck>(
            "row_expression",
            "expression mostly",
            r => new(r.Condition("expression", r.Text("name"))) { Name = r.Text("name"), Mostly = r.Mostly() },
            (c, w) =>
            {
                w.Condition("expression", c.Condition, c.Name);
                w.Mostly(c.Mostly);
            }),
    ];

    /// <summary>A kind with the keys <c>column</c> and <c>mostly</c>, named after both.</summary>
    private static CheckKind OfColumn<TCheck>(string name, string keys, ColumnsOfKind columns, Func<EntryReader, ExpectedPlace, TCheck> read, Action<TCheck, EntryWriter>? write = null)
        where TCheck : RowCheck => CheckKind.Of<TCheck>(
            name,
            $"column {keys} mostly",
            reader =>
            {
                var place = reader.Place("column", columns);
                return read(reader, place) with { Name = $"{place.Column.Name}_{name}", Mostly = reader.Mostly() };
            },
            (check, writer) =>
            {
                writer.Column("column", check.Columns[0]);
                write?.Invoke(check, writer);
                writer.Mostly(check.Mostly);
            });

    private static SetCheck Set(EntryReader reader, ExpectedPlace place, bool negate) => new(place.Index, reader.Set("values", place.Column.Type), negate) { Name = "" };

    private static LengthCheck Length(EntryReader reader, ExpectedPlace place)
    {
        var bounds = reader.Bounds(ColumnType.Int32, byDefault: 0);
        return new(place.Index, bounds.AtLeast.AsInt32(), bounds.AtMost.IsNull ? null : bounds.AtMost.AsInt32()) { Name = "" };
    }

    private static char? Escape(EntryReader reader) => reader.TextOrNull("escape") switch
    {
        null => null,
        { Length: 1 } text => text[0],
        _ => throw new InvalidDefinitionException("'escape' takes one character."),
    };

    private static EventTimeCheck Time(EntryReader reader, ExpectedPlace place)
    {
        var floor = reader.Value("floor", ColumnType.Timestamp);
        var skew = TimeSpan.FromMinutes(5);
        if (reader.TextOrNull("skew") is { } text && (!TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out skew) || skew < TimeSpan.Zero))
        {
            throw new InvalidDefinitionException($"'skew' takes a span of time such as 00:05:00, and here is '{text}'.");
        }

        int? created = reader.TextOrNull("created_at") is null ? null : reader.Place("created_at", ColumnsOfKind.Times).Index;
        return new(place.Index, floor.IsNull ? null : new Instant(floor.Bits), skew, created) { Name = "" };
    }
}
