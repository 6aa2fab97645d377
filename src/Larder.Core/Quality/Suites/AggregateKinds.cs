using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality.Suites;

/// <summary>Kinds of checks on a number that all rows make together, and on the set of a column's values.</summary>
internal static class AggregateKinds
{
    private const string Bounded = "at_least at_most";
    private const string Strict = "at_least at_most above below";

    public static IReadOnlyList<CheckKind> All { get; } =
    [
        CheckKind.Of<AggregateCheck>("row_count", Bounded, r => new(Measure.RowCount, null, r.Bounds(ColumnType.Int64, byDefault: 1)) { Name = "row_count" }, (c, w) => w.Bounds(c.Bounds)),
        OfColumn("distinct_count", $"{Bounded} approximate", ColumnsOfKind.Keys, _ => Measure.DistinctCount, _ => ColumnType.Int64),
        OfColumn("distinct_ratio", Bounded, ColumnsOfKind.Keys, _ => Measure.DistinctRatio),
        OfColumn("once_ratio", Bounded, ColumnsOfKind.Keys, _ => Measure.OnceRatio),
        OfColumn("null_count", Bounded, ColumnsOfKind.Any, _ => Measure.NullCount, _ => ColumnType.Int64),
        OfColumn("null_ratio", Bounded, ColumnsOfKind.Any, _ => Measure.NullRatio),
        OfColumn("min", Strict, ColumnsOfKind.Keys, _ => Measure.Min, type => type),
        OfColumn("max", Strict, ColumnsOfKind.Keys, _ => Measure.Max, type => type),
        OfColumn("mean", Strict, ColumnsOfKind.Numbers, _ => Measure.Mean),
        OfColumn("sum", Strict, ColumnsOfKind.Numbers, _ => Measure.Sum),
        OfColumn("stddev", $"{Bounded} population", ColumnsOfKind.Numbers, r => r.Flag("population") ? Measure.StddevPopulation : Measure.Stddev),
        OfColumn("variance", $"{Bounded} population", ColumnsOfKind.Numbers, r => r.Flag("population") ? Measure.VariancePopulation : Measure.Variance),
        OfColumn("quantile", $"quantile {Bounded} continuous approximate", ColumnsOfKind.Numbers, r => r.Flag("continuous") ? Measure.QuantileContinuous : Measure.Quantile),
        CheckKind.Of<DistinctSetCheck>(
            "distinct_set",
            "column values relation",
            r =>
            {
                var place = r.Place("column", ColumnsOfKind.Keys);
                return new(place.Index, r.Set("values", place.Column.Type), r.Enum<SetRelation>("relation", SetRelation.Equal)) { Name = $"{place.Column.Name}_distinct_set" };
            },
            (c, w) =>
            {
                w.Column("column", c.Column);
                w.Values("values", c.Values);
                w.Enum("relation", c.Relation, SetRelation.Equal);
            }),
        CheckKind.Of<ModeCheck>(
            "mode_in_set",
            "column values ties",
            r =>
            {
                var place = r.Place("column", ColumnsOfKind.Keys);
                return new(place.Index, r.Set("values", place.Column.Type), r.Flag("ties")) { Name = $"{place.Column.Name}_mode_in_set" };
            },
            (c, w) =>
            {
                w.Column("column", c.Column);
                w.Values("values", c.Values);
                w.Flag("ties", c.AllowsTies);
            }),
        CheckKind.Of<CorrelationCheck>(
            "correlation",
            $"columns {Bounded}",
            r =>
            {
                var places = r.Places("columns", 2, 2, ColumnsOfKind.Numbers);
                return new(places[0].Index, places[1].Index, r.Bounds(ColumnType.Float64)) { Name = $"{places[0].Column.Name}_{places[1].Column.Name}_correlation" };
            },
            (c, w) =>
            {
                w.Columns(c.Columns);
                w.Bounds(c.Bounds);
            }),
    ];

    /// <summary>A measure of one column. Its bounds are numbers unless said otherwise.</summary>
    private static CheckKind OfColumn(string name, string keys, ColumnsOfKind columns, Func<EntryReader, Measure> measure, Func<ColumnType, ColumnType>? bounds = null) => CheckKind.Of<AggregateCheck>(
        name,
        $"column {keys}",
        r =>
        {
            var place = r.Place("column", columns);
            var limits = r.Bounds(bounds?.Invoke(place.Column.Type) ?? ColumnType.Float64);
            return new(measure(r), place.Index, limits) { Name = $"{place.Column.Name}_{name}", Quantile = name == "quantile" ? Declared.Share(r.Number("quantile") ?? 0.5) : 0, IsApproximate = Approximate(r) };
        },
        (c, w) =>
        {
            w.Column("column", c.Column!.Value);
            if (name == "quantile")
            {
                w.Number("quantile", c.Quantile);
            }

            w.Bounds(c.Bounds);
            w.Flag("population", c.Measure is Measure.StddevPopulation or Measure.VariancePopulation);
            w.Flag("continuous", c.Measure == Measure.QuantileContinuous);
            w.Flag("approximate", c.IsApproximate);
        });

    private static bool Approximate(EntryReader reader) => reader.Flag("approximate") && reader.Flag("continuous")
        ? throw new InvalidDefinitionException("a quantile is continuous or approximate; leave one of them out.")
        : reader.Flag("approximate");
}
