using System.Globalization;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality;

/// <summary>Rows that are judged beside others: each gets what it is judged by, from a window, from a pass before or from another source, and then a verdict. One query for the tally, one for samples.</summary>
internal sealed class RelativePass(CheckRelation rows, CheckContext context, OtherTables others) : CheckPass(rows, context)
{
    public override bool Takes(Check check) => check is RelativeCheck;

    public override CheckResult? Run(DuckDbConnection connection, Check check, string? condition, CancellationToken cancellationToken)
    {
        if (Judged(connection, (RelativeCheck)check, condition, cancellationToken) is not { } judged)
        {
            return null;
        }

        var result = Tallies(
            connection,
            check,
            $"SELECT count(*) FILTER (WHERE _tested), count(*) FILTER (WHERE _bad){IfGrouped(check, $", {Group}")} FROM ({judged}){IfGrouped(check, $" GROUP BY {Group}")}",
            2,
            (chunk, row) => new(Number(chunk, row, 0), Number(chunk, row, 1)),
            cancellationToken);
        return WantsSamples(result) ? result with { Samples = Samples(connection, judged, cancellationToken) } : result;
    }

    private List<CheckSample> Samples(DuckDbConnection connection, string judged, CancellationToken cancellationToken) => Rows.Ask(
        connection,
        $"SELECT {CheckRelation.Number}, {string.Join(", ", Rows.Schema.Columns.Select(c => Identifiers.Quote(c.Name)))} FROM ({judged}) WHERE _bad ORDER BY 1 LIMIT {Context.Samples}",
        (chunk, row) => new CheckSample(Number(chunk, row, 0), [.. Rows.Schema.Columns.Select((c, i) => ValueOrder.Key(SqlTypes.Value(chunk[i + 1], row, c.Type)))]),
        cancellationToken);

    /// <summary>The rows with <c>_tested</c> and <c>_bad</c>, which are never null.</summary>
    private string? Judged(DuckDbConnection connection, RelativeCheck check, string? condition, CancellationToken cancellationToken)
    {
        var tested = string.Join(" AND ", check.Needed.Select(c => $"{Rows.Name(c)} IS NOT NULL"));
        var parts = string.Join(", ", new[] { check.GroupBy, check.Per }.OfType<int>().Select(Rows.Name).Append($"({tested})"));
        string Beside(string window, params string[] order) =>
            Select(check, condition, $"*, {window} OVER (PARTITION BY {parts} ORDER BY {string.Join(", ", order)}, {CheckRelation.Number}) AS _beside");
        var (from, good) = check switch
        {
            SequentialCheck c => (Beside($"lag({Rows.Name(c.Column)})", Rows.Name(c.OrderBy)), $"_beside IS NULL OR {Follows(c)}"),
            RangesCheck c => (Beside($"lead({Rows.Name(c.Lower)})", Rows.Name(c.Lower), Rows.Name(c.Upper)), Disjoint(c)),
            ZScoreCheck c => (Prior(connection, c, condition, cancellationToken), $"_spread > 0 AND {(c.IsOneSided ? string.Empty : "abs")}({Rows.Name(c.Column)}::DOUBLE - _mean) / _spread < {Number(c.Threshold)}"),
            ForeignKeyCheck c => (Select(check, condition, "*"), others.TrySelect(c.Keys, KeySql.Of(c.Form, NameThere(c.Keys)), $"{NameThere(c.Keys)} IS NOT NULL") is { } keys ? $"{KeySql.Of(c.Form, Rows.Name(c.Column))} IN ({keys})" : null),
            _ => throw new InvalidOperationException($"Check {check.Name} of kind {check.Kind} has no SQL."),
        };
        return from is null || good is null ? null : $"SELECT *, ({tested}) AS _tested, ({tested}) AND NOT coalesce({good}, false) AS _bad FROM ({from})";
    }

    private string NameThere(OtherRows there) => others.Tables[there.Source.Name].Name(there.Columns[0]);

    private string Follows(SequentialCheck check)
    {
        var name = Rows.Name(check.Column);
        var type = Rows.Schema.Columns[check.Column].Type;
        string As(string value) => ValueOrder.IsFloating(type) ? $"{value}::DOUBLE" : type == ColumnType.Timestamp ? $"epoch_us({value})::HUGEINT" : $"{value}::HUGEINT";
        return check.Rule == SequenceRule.Step
            ? $"{As(name)} - {As("_beside")} = {RowCheckSql.Constant(check.Step)}"
            : Compare(name, check.Rule switch { SequenceRule.Increasing => ">=", SequenceRule.StrictlyIncreasing => ">", SequenceRule.Decreasing => "<=", _ => "<" }, "_beside", check.Column);
    }

    private string Disjoint(RangesCheck check)
    {
        var (lower, upper) = (Rows.Name(check.Lower), Rows.Name(check.Upper));
        var next = check.Gaps switch { RangeGaps.None => "=", RangeGaps.Required => "<", _ => "<=" };
        return $"{Compare(lower, check.AllowsEmpty ? "<=" : "<", upper, check.Lower, check.Upper)} AND (_beside IS NULL OR {Compare(upper, next, "_beside", check.Lower, check.Upper)})";
    }

    /// <summary>NaN compares with nothing. Where one side is a float, both are compared as doubles.</summary>
    private string Compare(string left, string sign, string right, params int[] columns)
    {
        var isFloating = columns.Any(c => ValueOrder.IsFloating(Rows.Schema.Columns[c].Type));
        return isFloating ? $"({left}::DOUBLE {sign} {right}::DOUBLE AND NOT isnan({left}::DOUBLE) AND NOT isnan({right}::DOUBLE))" : $"({left} {sign} {right})";
    }

    /// <summary>The rows with mean and deviation of their group; null where the engine cannot say these.</summary>
    private string? Prior(DuckDbConnection connection, ZScoreCheck check, string? condition, CancellationToken cancellationToken)
    {
        var scan = new FusedScan(Rows);
        foreach (var prior in check.Prior)
        {
            scan.Add(new CheckMeasures(Rows, Context).Of(prior), condition);
        }

        CheckResult?[] results = [.. scan.Run(connection, check.GroupBy, cancellationToken).Select(r => r.Result)];
        if (results is not [{ } means, { } spreads])
        {
            return null;
        }

        if (check.GroupBy is not { } group)
        {
            return Select(check, condition, $"*, {Number(means.Tally.Value.ToNumber())} AS _mean, {Number(spreads.Tally.Value.ToNumber())} AS _spread");
        }

        var type = SqlTypes.NameOf(Rows.Schema.Columns[group].Type);
        var values = means.Groups.Zip(spreads.Groups, (mean, spread) =>
            $"({(mean.Key.IsNull ? $"NULL::{type}" : RowCheckSql.Constant(mean.Key))}, {Number(mean.Tally.Value.ToNumber())}, {Number(spread.Tally.Value.ToNumber())})");
        return means.Groups.Count == 0
            ? Select(check, condition, "*, NULL::DOUBLE AS _mean, NULL::DOUBLE AS _spread")
            : $"SELECT * FROM ({Select(check, condition, "*")}) JOIN (VALUES {string.Join(", ", values)}) AS prior(_key, _mean, _spread) ON {Group} IS NOT DISTINCT FROM _key";
    }

    private static string Number(double? number) => number is { } n ? string.Create(CultureInfo.InvariantCulture, $"'{n:R}'::DOUBLE") : "NULL::DOUBLE";
}
