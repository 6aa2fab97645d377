using Larder.Quality.Checks;

namespace Larder.Quality.Suites;

/// <summary>Kinds of checks on several columns of a row, and on values that repeat.</summary>
internal static class SeveralColumnsKinds
{
    private const int Most = int.MaxValue;

    public static IReadOnlyList<CheckKind> All { get; } =
    [
        CheckKind.Of<PairCheck>(
            "pair_compare",
            "columns comparison nulls mostly",
            r =>
            {
                var places = Comparable(r.Places("columns", 2, 2, ColumnsOfKind.Keys));
                return new(places[0].Index, r.Enum<Comparison>("comparison"), places[1].Index, Nulls(r)) { Name = Named(places, "compare"), Mostly = r.Mostly() };
            },
            (c, w) =>
            {
                w.Columns(c.Columns);
                w.Enum("comparison", c.Comparison);
                Rest(w, c.Nulls, c.Mostly);
            }),
        CheckKind.Of<PairSetCheck>(
            "pair_in_set",
            "columns pairs nulls mostly",
            r =>
            {
                var places = r.Places("columns", 2, 2, ColumnsOfKind.Keys);
                var pairs = r.Pairs("pairs", places[0].Column.Type, places[1].Column.Type);
                return new(places[0].Index, places[1].Index, pairs, Nulls(r)) { Name = Named(places, "in_set"), Mostly = r.Mostly() };
            },
            (c, w) =>
            {
                w.Columns(c.Columns);
                w.Pairs("pairs", c.Pairs);
                Rest(w, c.Nulls, c.Mostly);
            }),
        CheckKind.Of<DistinctWithinRowCheck>(
            "distinct_within_row",
            "columns nulls mostly",
            r =>
            {
                var places = Comparable(r.Places("columns", 2, Most, ColumnsOfKind.Keys));
                return new(Indexes(places), Nulls(r)) { Name = Named(places, "distinct_within_row"), Mostly = r.Mostly() };
            },
            (c, w) =>
            {
                w.Columns(c.Listed);
                Rest(w, c.Nulls, c.Mostly);
            }),
        CheckKind.Of<RowSumCheck>(
            "row_sum_equals",
            "columns total tolerance nulls mostly",
            r =>
            {
                var places = r.Places("columns", 2, Most, ColumnsOfKind.Numbers);
                var total = r.Place("total", ColumnsOfKind.Numbers).Index;
                return new(Indexes(places), total, Declared.Tolerance(r.Number("tolerance") ?? 0), Nulls(r)) { Name = Named(places, "sum_equals"), Mostly = r.Mostly() };
            },
            (c, w) =>
            {
                w.Columns(c.Parts);
                w.Column("total", c.Total);
                w.Number("tolerance", c.Tolerance);
                Rest(w, c.Nulls, c.Mostly);
            }),
        CheckKind.Of<UniqueCheck>(
            "unique",
            "column mostly",
            r =>
            {
                var place = r.Place("column", ColumnsOfKind.Keys);
                return new([place.Index], NullRows.SkipIfAny) { Name = $"{place.Column.Name}_unique", Mostly = r.Mostly() };
            },
            (c, w) =>
            {
                w.Column("column", c.Keys[0]);
                w.Mostly(c.Mostly);
            }),
        CheckKind.Of<UniqueCheck>(
            "unique_compound",
            "columns nulls mostly",
            r =>
            {
                var places = r.Places("columns", 2, Most, ColumnsOfKind.Keys);
                return new(Indexes(places), Nulls(r)) { Name = Named(places, "unique"), Mostly = r.Mostly() };
            },
            (c, w) =>
            {
                w.Columns(c.Keys);
                Rest(w, c.Nulls, c.Mostly);
            }),
    ];

    private static NullRows Nulls(EntryReader reader) => reader.Enum<NullRows>("nulls", NullRows.SkipIfAll);

    private static void Rest(EntryWriter writer, NullRows nulls, double mostly)
    {
        writer.Enum("nulls", nulls, NullRows.SkipIfAll);
        writer.Mostly(mostly);
    }

    private static IReadOnlyList<ExpectedPlace> Comparable(IReadOnlyList<ExpectedPlace> places)
    {
        Declared.Comparable(places);
        return places;
    }

    private static int[] Indexes(IEnumerable<ExpectedPlace> places) => [.. places.Select(p => p.Index)];

    private static string Named(IEnumerable<ExpectedPlace> places, string kind) => $"{string.Join('_', places.Take(3).Select(p => p.Column.Name))}_{kind}";
}
