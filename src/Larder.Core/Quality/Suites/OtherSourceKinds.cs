using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality.Suites;

/// <summary>Kinds of checks that compare with another source, which is named, or with the version before.</summary>
internal static class OtherSourceKinds
{
    private const int Most = int.MaxValue;

    public static IReadOnlyList<CheckKind> All { get; } =
    [
        CheckKind.Of<ForeignKeyCheck>(
            "foreign_key",
            "column other key other_when mostly",
            r =>
            {
                var (place, there) = (r.Place("column", ColumnsOfKind.Keys), r.Other(["key"]));
                return new(place.Index, there, Declared.Forms([place], there)[0]) { Name = $"{place.Column.Name}_foreign_key", Mostly = r.Mostly() };
            },
            (c, w) =>
            {
                w.Column("column", c.Column);
                w.Other(c.Keys, "key", c.Name);
                w.Mostly(c.Mostly);
            }),
        CheckKind.Of<KeySetCheck>(
            "key_set_equal",
            "column other key other_when relation counted",
            r =>
            {
                var (place, there) = (r.Place("column", ColumnsOfKind.Keys), r.Other(["key"]));
                return new(place.Index, there, r.Enum<SetRelation>("relation", SetRelation.Equal), r.Flag("counted", byDefault: true), Declared.Forms([place], there)[0]) { Name = $"{place.Column.Name}_key_set_equal" };
            },
            (c, w) =>
            {
                w.Column("column", c.Column);
                w.Other(c.There, "key", c.Name);
                w.Enum("relation", c.Relation, SetRelation.Equal);
                w.Flag("counted", c.IsCounted, byDefault: true);
            }),
        CheckKind.Of<RowsEqualCheck>(
            "rows_equal",
            "columns other keys other_when decimals",
            r =>
            {
                var (places, there) = (r.Places("columns", 2, Most, ColumnsOfKind.Keys), r.Other(null));
                var decimals = r.Value("decimals", ColumnType.Int32);
                return new([.. places.Select(p => p.Index)], there, Declared.Forms(places, there, decimals.IsNull ? null : decimals.AsInt32()))
                {
                    Name = $"{string.Join('_', places.Take(3).Select(p => p.Column.Name))}_rows_equal",
                };
            },
            (c, w) =>
            {
                w.Columns(c.Keys);
                w.Other(c.There, "keys", c.Name);
                w.Value("decimals", FeatureValue.From(c.Forms[0].Decimals));
            }),
        CheckKind.Of<RowCountRatioCheck>(
            "row_count_ratio",
            "other other_when at_least at_most",
            r =>
            {
                var there = r.TextOrNull("other") is null ? null : r.Other([]);
                return new(there, r.Bounds(ColumnType.Float64)) { Name = there is null ? "row_count_change" : $"row_count_ratio_{there.Source.Name}" };
            },
            (c, w) =>
            {
                if (c.There is { } there)
                {
                    w.Other(there, null, c.Name);
                }

                w.Bounds(c.Bounds);
            }),
    ];
}
