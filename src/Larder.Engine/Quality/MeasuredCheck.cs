using System.Globalization;
using System.Numerics;
using Larder.Engine;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality;

/// <summary>How a check is measured in a query that others share: what it selects, and what its tally is from that.</summary>
/// <param name="Check">The check.</param>
/// <param name="Selected">Aggregates.</param>
/// <param name="Tally">The tally from their values; null where the engine cannot say it.</param>
internal sealed record MeasuredCheck(Check Check, IReadOnlyList<SelectedValue> Selected, Func<FeatureValue[], CheckTally?> Tally);

/// <summary>An aggregate that is selected.</summary>
/// <param name="Sql">It, without its filter.</param>
/// <param name="Type">The type it is read in; text for whole numbers of any size.</param>
/// <param name="Filter">Which rows it takes; null for all.</param>
internal sealed record SelectedValue(string Sql, ColumnType Type, string? Filter = null)
{
    /// <summary>It as SQL, of the rows that meet a condition.</summary>
    public string Where(string? condition)
    {
        var filter = (Filter, condition) switch
        {
            (null, null) => null,
            ({ } one, null) => one,
            (null, { } one) => one,
            _ => $"({condition}) AND ({Filter})",
        };
        return $"CAST({Sql}{(filter is null ? string.Empty : $" FILTER (WHERE {filter})")} AS {SqlTypes.NameOf(Type)})";
    }
}

/// <summary>Makes the measurements of checks.</summary>
internal sealed class CheckMeasures(CheckRelation rows, CheckContext context)
{
    /// <summary>Numbers whose squares would leave the range of the engine's variance.</summary>
    private const string Huge = "1e150";

    private readonly RowCheckSql _sql = new(rows, context);

    /// <summary>All rows, counted.</summary>
    public static SelectedValue AllRows { get; } = new("count(*)", ColumnType.Int64);

    /// <summary>The measurement of a check that needs no pass of its own.</summary>
    public MeasuredCheck Of(Check check) => check switch
    {
        NullCheck { IsNull: var isNull } c => new(check, [AllRows, Values(c.Column)], v => new(v[0].Bits, isNull ? v[1].Bits : v[0].Bits - v[1].Bits)),
        RowCheck c => new(check, [Tested(c), new("count(*)", ColumnType.Int64, _sql.Bad(c))], v => new(v[0].Bits, v[1].Bits)),
        DistinctSetCheck c => new(
            check,
            [Values(c.Column), Distinct(c.Column), Distinct(c.Column) with { Filter = RowCheckSql.In(rows.Name(c.Column), c.Values) }],
            v => c.TallyOf(v[0].Bits, v[1].Bits, v[2].Bits)),
        AggregateCheck c => Of(c),
        CorrelationCheck c => Of(c),
        _ => throw new InvalidOperationException($"Check {check.Name} of kind {check.Kind} needs a pass of its own."),
    };

    private static SelectedValue None { get; } = new("count(NULL)", ColumnType.Int64);

    private SelectedValue Tested(RowCheck check) => check is ColumnCheck or EventTimeCheck ? Values(check.Columns[0]) : new("count(*)", ColumnType.Int64, _sql.Applies(check));

    private SelectedValue Values(int column) => new($"count({rows.Name(column)})", ColumnType.Int64);

    private SelectedValue Distinct(int column) => new($"count(DISTINCT {rows.Name(column)})", ColumnType.Int64);

    private MeasuredCheck Of(AggregateCheck check)
    {
        if (check.Column is not { } column)
        {
            return new(check, [AllRows], v => new(v[0].Bits, 0, v[0]));
        }

        var (name, type, values) = (rows.Name(column), rows.Schema.Columns[column].Type, Values(column));
        MeasuredCheck One(SelectedValue selected, Func<FeatureValue, long, FeatureValue> value) => new(check, [values, selected], v => new(v[0].Bits, 0, value(v[1], v[0].Bits)));
        switch (check.Measure)
        {
            case Measure.NullCount:
                return new(check, [AllRows, values], v => new(v[0].Bits, 0, FeatureValue.From(v[0].Bits - v[1].Bits)));
            case Measure.NullRatio:
                return new(check, [AllRows, values], v => new(v[0].Bits, 0, Measures.Ratio(v[0].Bits - v[1].Bits, v[0].Bits)));
            case Measure.DistinctCount:
                return One(Distinct(column), (distinct, _) => distinct);
            case Measure.DistinctRatio:
                return One(Distinct(column), (distinct, count) => Measures.Ratio(distinct.Bits, count));
            case Measure.Min:
                return One(new($"min({name})", type), (least, _) => ValueOrder.Key(least));
            case Measure.Max:
                return One(new($"max({name})", type), (greatest, _) => ValueOrder.Key(greatest));
            case Measure.Quantile:
                return One(new($"quantile_disc({name}, {Number(check.Quantile)})", type), (found, _) => ValueOrder.Key(found));
            case Measure.QuantileContinuous:
                return One(new($"quantile_cont({name}::DOUBLE, {Number(check.Quantile)})", ColumnType.Float64), (found, _) => ValueOrder.Key(found));
            case Measure.Sum or Measure.Mean when ValueOrder.IsFloating(type):
                return One(new($"sum({name}::DOUBLE)", ColumnType.Float64), (sum, count) => check.Measure == Measure.Sum || sum.IsNull ? ValueOrder.Key(sum) : Measures.Mean(sum.AsFloat64(), count));
            case Measure.Sum or Measure.Mean:
                return One(new($"sum({name})", ColumnType.String), (sum, count) => Whole(check.Measure, sum, count));
            default:
                return Spread(check, name, type, values);
        }
    }

    private static FeatureValue Whole(Measure measure, FeatureValue sum, long count)
    {
        var whole = sum.IsNull ? BigInteger.Zero : BigInteger.Parse(sum.AsString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return measure == Measure.Sum ? Measures.Sum(whole, count) : Measures.Mean(whole, count);
    }

    private static MeasuredCheck Spread(AggregateCheck check, string name, ColumnType type, SelectedValue values)
    {
        var number = $"{name}::DOUBLE";
        var isFloating = ValueOrder.IsFloating(type);
        return new(
            check,
            [
                values,
                new($"var_pop({number})", ColumnType.Float64, isFloating ? $"abs({number}) < {Huge}" : null),
                isFloating ? new("count(*)", ColumnType.Int64, $"NOT isfinite({number})") : None,
                isFloating ? new("count(*)", ColumnType.Int64, $"isfinite({number}) AND abs({number}) >= {Huge}") : None,
            ],
            v => v[2].Bits > 0 ? new(v[0].Bits, 0, Measures.Spread(check.Measure, double.NaN, v[0].Bits))
                : v[3].Bits > 0 ? null
                : new(v[0].Bits, 0, v[0].Bits == 0 ? FeatureValue.Null : Measures.Spread(check.Measure, v[1].AsFloat64() * v[0].Bits, v[0].Bits)));
    }

    /// <summary>Of the rows that have both numbers. The engine's spreads of huge numbers leave their range.</summary>
    private MeasuredCheck Of(CorrelationCheck check)
    {
        var (left, right) = ($"{rows.Name(check.Left)}::DOUBLE", $"{rows.Name(check.Right)}::DOUBLE");
        var both = $"{left} IS NOT NULL AND {right} IS NOT NULL";
        var tame = $"abs({left}) < {Huge} AND abs({right}) < {Huge}";
        SelectedValue Of(string sql) => new(sql, ColumnType.Float64, tame);
        return new(
            check,
            [
                new("count(*)", ColumnType.Int64, both),
                new("count(*)", ColumnType.Int64, $"{both} AND NOT (isfinite({left}) AND isfinite({right}))"),
                new("count(*)", ColumnType.Int64, $"isfinite({left}) AND isfinite({right}) AND NOT ({tame})"),
                Of($"covar_pop({left}, {right})"), Of($"var_pop({left})"), Of($"var_pop({right})"), Of($"min({left})"), Of($"max({left})"), Of($"min({right})"), Of($"max({right})"),
            ],
            v => v[1].Bits > 0 ? new(v[0].Bits, 0, FeatureValue.From(double.NaN))
                : v[2].Bits > 0 ? null
                : new(v[0].Bits, 0, v[0].Bits == 0 || v[6].AsFloat64() == v[7].AsFloat64() || v[8].AsFloat64() == v[9].AsFloat64() ? FeatureValue.Null : CorrelationCheck.Of(v[3].AsFloat64(), v[4].AsFloat64(), v[5].AsFloat64())));
    }

    private static string Number(double number) => string.Create(CultureInfo.InvariantCulture, $"'{number:R}'::DOUBLE");
}
