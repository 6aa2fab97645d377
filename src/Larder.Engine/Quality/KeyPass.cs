using Larder.DuckDb;
using Larder.Engine;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality;

/// <summary>How often values occur, which needs a pass of its own for each list of columns: for <c>unique</c>, <c>unique_compound</c> and <c>once_ratio</c>.</summary>
internal sealed class KeyPass(CheckRelation rows, CheckContext context)
{
    private readonly RowCheckSql _sql = new(rows, context);

    /// <summary>Whether a check is measured in this way.</summary>
    public static bool Takes(Check check) => check is UniqueCheck or AggregateCheck { Measure: Measure.OnceRatio };

    /// <summary>How a check came out.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="check">The check.</param>
    /// <param name="condition">Its condition as SQL; null for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public CheckResult Run(DuckDbConnection connection, Check check, string? condition, CancellationToken cancellationToken)
    {
        var group = check.GroupBy is { } column ? rows.Name(column) : null;
        var counts = rows.Ask(
            connection,
            $"SELECT coalesce(sum(n), 0)::BIGINT, coalesce(sum(n) FILTER (WHERE n > 1), 0)::BIGINT, count(*) FILTER (WHERE n > 1), count(*) FILTER (WHERE n = 1){(group is null ? string.Empty : ", g")} "
            + $"FROM ({Counted(check, condition, group)}){(group is null ? string.Empty : " GROUP BY g")}",
            (chunk, row) => (Tally: TallyOf(check, [.. Enumerable.Range(0, 4).Select(i => chunk[i].Values<long>()[row])]), Key: group is null ? default : ValueOrder.Key(SqlTypes.Value(chunk[4], row, rows.Schema.Columns[check.GroupBy!.Value].Type))),
            cancellationToken);
        var result = group is null ? CheckResult.Of(check, counts[0].Tally) : CheckResult.Of(check, counts.Select(c => (c.Key, c.Tally)));
        return check is UniqueCheck unique && result.Outcome is CheckOutcome.Fail or CheckOutcome.Warn
            ? result with { Samples = Samples(connection, unique, condition, cancellationToken) }
            : result;
    }

    private static CheckTally TallyOf(Check check, long[] counts) => check is UniqueCheck
        ? new(counts[0], counts[1], default, counts[2], counts[1] - counts[2])
        : new(counts[0], 0, Measures.Ratio(counts[3], counts[0]));

    /// <summary>Rows of a group that are left out for their nulls are still rows of it.</summary>
    private string Counted(Check check, string? condition, string? group)
    {
        var keys = string.Join(", ", check.Columns.Select(rows.Name));
        var tested = TestedOf(check);
        var where = condition is null ? string.Empty : $" WHERE {condition}";
        return group is null
            ? $"SELECT count(*) AS n FROM ({rows.Sql}) WHERE {(condition is null ? tested : $"({condition}) AND {tested}")} GROUP BY {keys}"
            : $"SELECT count(*) FILTER (WHERE {tested}) AS n, {group} AS g FROM ({rows.Sql}){where} GROUP BY {group}, {keys}";
    }

    private string TestedOf(Check check) => _sql.NotSkipped(check.Columns, check is UniqueCheck unique ? unique.Nulls : NullRows.SkipIfAny);

    private List<CheckSample> Samples(DuckDbConnection connection, UniqueCheck check, string? condition, CancellationToken cancellationToken)
    {
        string[] keys = [.. check.Keys.Select(rows.Name)];
        var tested = condition is null ? TestedOf(check) : $"({condition}) AND {TestedOf(check)}";
        return rows.Ask(
            connection,
            $"SELECT count(*) AS n, {string.Join(", ", keys)} FROM ({rows.Sql}) WHERE {tested} GROUP BY {string.Join(", ", keys)} HAVING count(*) > 1 "
            + $"ORDER BY n DESC, {string.Join(", ", keys.Select(k => $"{k} NULLS FIRST"))} LIMIT {context.Samples}",
            (chunk, row) => new CheckSample(chunk[0].Values<long>()[row], [.. check.Keys.Select((k, i) => ValueOrder.Key(SqlTypes.Value(chunk[i + 1], row, rows.Schema.Columns[k].Type)))]),
            cancellationToken);
    }
}
