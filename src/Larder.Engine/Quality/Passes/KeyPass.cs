using Larder.DuckDb;
using Larder.Engine;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality;

/// <summary>How often values occur, which needs a pass of its own for each list of columns: for <c>unique</c>, <c>unique_compound</c> and <c>once_ratio</c>.</summary>
internal sealed class KeyPass(CheckRelation rows, CheckContext context) : CheckPass(rows, context)
{
    private readonly RowCheckSql _sql = new(rows, context);

    public override bool Takes(Check check) => check is UniqueCheck or AggregateCheck { Measure: Measure.OnceRatio };

    /// <summary>Rows of a group that are left out for their nulls are still rows of it.</summary>
    public override CheckResult Run(DuckDbConnection connection, Check check, string? condition, CancellationToken cancellationToken)
    {
        var keys = string.Join(", ", check.Columns.Select(Rows.Name));
        var grouped = check.GroupBy is { } column ? Rows.Name(column) + ", " : string.Empty;
        var counted = check.GroupBy is null
            ? Select(check, And(condition, TestedOf(check)), "count(*) AS n") + $" GROUP BY {keys}"
            : Select(check, condition, $"count(*) FILTER (WHERE {TestedOf(check)}) AS n") + $" GROUP BY {grouped}{keys}";
        var result = Tallies(
            connection,
            check,
            $"SELECT coalesce(sum(n), 0)::BIGINT, coalesce(sum(n) FILTER (WHERE n > 1), 0)::BIGINT, count(*) FILTER (WHERE n > 1), count(*) FILTER (WHERE n = 1){IfGrouped(check, $", {Group}")} "
            + $"FROM ({counted}){IfGrouped(check, $" GROUP BY {Group}")}",
            4,
            (chunk, row) => TallyOf(check, [.. Enumerable.Range(0, 4).Select(i => Number(chunk, row, i))]),
            cancellationToken);
        return check is UniqueCheck unique && WantsSamples(result) ? result with { Samples = Samples(connection, unique, condition, cancellationToken) } : result;
    }

    private static CheckTally TallyOf(Check check, long[] counts) => check is UniqueCheck
        ? new(counts[0], counts[1], default, counts[2], counts[1] - counts[2])
        : new(counts[0], 0, Measures.Ratio(counts[3], counts[0]));

    private static string And(string? condition, string other) => condition is null ? other : $"({condition}) AND {other}";

    private string TestedOf(Check check) => _sql.NotSkipped(check.Columns, check is UniqueCheck unique ? unique.Nulls : NullRows.SkipIfAny);

    private List<CheckSample> Samples(DuckDbConnection connection, UniqueCheck check, string? condition, CancellationToken cancellationToken)
    {
        string[] keys = [.. check.Keys.Select(Rows.Name)];
        return Rows.Ask(
            connection,
            $"SELECT count(*) AS n, {string.Join(", ", keys)} FROM ({Rows.Sql}){Where(And(condition, TestedOf(check)))} GROUP BY {string.Join(", ", keys)} HAVING count(*) > 1 "
            + $"ORDER BY n DESC, {string.Join(", ", keys.Select(k => $"{k} NULLS FIRST"))} LIMIT {Context.Samples}",
            (chunk, row) => new CheckSample(Number(chunk, row, 0), [.. check.Keys.Select((k, i) => ValueOrder.Key(SqlTypes.Value(chunk[i + 1], row, Rows.Schema.Columns[k].Type)))]),
            cancellationToken);
    }
}
