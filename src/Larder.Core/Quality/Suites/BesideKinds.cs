using Larder.Errors;
using Larder.Quality.Checks;

namespace Larder.Quality.Suites;

/// <summary>Kinds of checks on rows and values beside others of the same column or columns.</summary>
internal static class BesideKinds
{
    public static IReadOnlyList<CheckKind> All { get; } =
    [
        CheckKind.Of<ZScoreCheck>(
            "zscore_below",
            "column threshold one_sided mostly",
            r =>
            {
                var place = r.Place("column", ColumnsOfKind.Numbers);
                return new(place.Index, Declared.Deviations(r.NumberOf("threshold")), r.Flag("one_sided")) { Name = $"{place.Column.Name}_zscore_below", Mostly = r.Mostly() };
            },
            (c, w) =>
            {
                w.Column("column", c.Column);
                w.Number("threshold", c.Threshold);
                w.Flag("one_sided", c.IsOneSided);
                w.Mostly(c.Mostly);
            }),
        CheckKind.Of<SequentialCheck>("sequential", "column by rule step per mostly", Sequence, (c, w) =>
        {
            w.Column("column", c.Column);
            w.Column("by", c.OrderBy);
            w.Enum("rule", c.Rule);
            w.Step("step", c.Column, c.Step);
            Rest(w, c);
        }),
        CheckKind.Of<RangesCheck>(
            "ranges_disjoint",
            "columns gaps empty per mostly",
            r =>
            {
                var places = r.Places("columns", 2, 2, ColumnsOfKind.Keys);
                Declared.Comparable(places);
                return new(places[0].Index, places[1].Index, r.Enum<RangeGaps>("gaps", RangeGaps.Allowed), r.Flag("empty"))
                {
                    Name = $"{places[0].Column.Name}_{places[1].Column.Name}_ranges_disjoint",
                    Per = r.PlaceOrNull("per"),
                    Mostly = r.Mostly(),
                };
            },
            (c, w) =>
            {
                w.Columns(c.Needed);
                w.Enum("gaps", c.Gaps, RangeGaps.Allowed);
                w.Flag("empty", c.AllowsEmpty);
                Rest(w, c);
            }),
        CheckKind.Of<LetterCaseCheck>(
            "one_letter_case",
            "column mostly",
            r =>
            {
                var place = r.Place("column", ColumnsOfKind.Text);
                return new(place.Index) { Name = $"{place.Column.Name}_one_letter_case", Mostly = r.Mostly() };
            },
            (c, w) =>
            {
                w.Column("column", c.Column);
                w.Mostly(c.Mostly);
            }),
    ];

    private static SequentialCheck Sequence(EntryReader reader)
    {
        var place = reader.Place("column", ColumnsOfKind.Ordered);
        var rule = reader.Enum<SequenceRule>("rule");
        var step = reader.Step("step", place.Column);
        if (step.IsNull != (rule != SequenceRule.Step))
        {
            throw new InvalidDefinitionException(step.IsNull ? "the rule step needs the key 'step'." : "'step' goes with the rule step alone.");
        }

        return new(place.Index, reader.Place("by", ColumnsOfKind.Keys).Index, rule, step) { Name = $"{place.Column.Name}_sequential", Per = reader.PlaceOrNull("per"), Mostly = reader.Mostly() };
    }

    private static void Rest(EntryWriter writer, RelativeCheck check)
    {
        if (check.Per is { } column)
        {
            writer.Column("per", column);
        }

        writer.Mostly(check.Mostly);
    }
}
