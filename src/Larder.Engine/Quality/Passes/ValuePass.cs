using Larder.DuckDb;
using Larder.Engine;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality;

/// <summary>What is measured of the different values of a column and how often they occur: <c>mode_in_set</c> and <c>one_letter_case</c>.</summary>
internal sealed class ValuePass(CheckRelation rows, CheckContext context) : CheckPass(rows, context)
{
    public override bool Takes(Check check) => check is ModeCheck or LetterCaseCheck;

    public override CheckResult Run(DuckDbConnection connection, Check check, string? condition, CancellationToken cancellationToken) => check is ModeCheck mode
        ? Mode(connection, mode, condition, cancellationToken)
        : LetterCase(connection, (LetterCaseCheck)check, condition, cancellationToken);

    private CheckResult Mode(DuckDbConnection connection, ModeCheck check, string? condition, CancellationToken cancellationToken)
    {
        const string IsMode = "_rows = _most AND _rows > 0";
        return Tallies(
            connection,
            check,
            $"SELECT coalesce(sum(_rows), 0)::BIGINT, count(*) FILTER (WHERE {IsMode}), count(*) FILTER (WHERE {IsMode} AND {RowCheckSql.In("_value", check.Values)}), min(_value) FILTER (WHERE {IsMode}){IfGrouped(check, $", {Group}")} "
            + $"FROM (SELECT *, max(_rows) OVER ({IfGrouped(check, $"PARTITION BY {Group}")}) AS _most FROM ({Counted(check, condition)})){IfGrouped(check, $" GROUP BY {Group}")}",
            4,
            (chunk, row) => check.TallyOf(Number(chunk, row, 0), Number(chunk, row, 1), Number(chunk, row, 2), ValueOrder.Key(SqlTypes.Value(chunk[3], row, Rows.Schema.Columns[check.Column].Type))),
            cancellationToken);
    }

    private CheckResult LetterCase(DuckDbConnection connection, LetterCaseCheck check, string? condition, CancellationToken cancellationToken)
    {
        var lower = $"SELECT count(_value) AS _texts{IfGrouped(check, $", {Group}")} FROM ({Counted(check, condition)}) GROUP BY lower(_value){IfGrouped(check, $", {Group}")}";
        var result = Tallies(
            connection,
            check,
            $"SELECT coalesce(sum(_texts), 0)::BIGINT, coalesce(sum(_texts) FILTER (WHERE _texts > 1), 0)::BIGINT, count(*) FILTER (WHERE _texts > 1){IfGrouped(check, $", {Group}")} FROM ({lower}){IfGrouped(check, $" GROUP BY {Group}")}",
            3,
            (chunk, row) => LetterCaseCheck.TallyOf(Number(chunk, row, 0), Number(chunk, row, 1), Number(chunk, row, 2)),
            cancellationToken);
        if (!WantsSamples(result))
        {
            return result;
        }

        var name = Rows.Name(check.Column);
        var samples = Rows.Ask(
            connection,
            $"SELECT _rows, _value FROM (SELECT *, count(*) OVER (PARTITION BY lower(_value)) AS _texts FROM (SELECT count(*) AS _rows, {name} AS _value FROM ({Rows.Sql}) WHERE {(condition is null ? "true" : $"({condition})")} AND {name} IS NOT NULL "
            + $"GROUP BY {name})) WHERE _texts > 1 ORDER BY lower(_value), _value LIMIT {Context.Samples}",
            (chunk, row) => new CheckSample(Number(chunk, row, 0), [FeatureValue.From(chunk[1].GetString(row))]),
            cancellationToken);
        return result with { Samples = samples };
    }

    /// <summary>The different values and how many rows have each, of null none, so that a group without any is one.</summary>
    private string Counted(Check check, string? condition)
    {
        var name = Rows.Name(check.Columns[0]);
        return $"{Select(check, condition, $"count({name}) AS _rows, {name} AS _value")} GROUP BY {name}{(check.GroupBy is { } group ? $", {Rows.Name(group)}" : string.Empty)}";
    }
}
