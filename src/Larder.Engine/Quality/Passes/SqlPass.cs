using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality;

/// <summary>Checks whose SQL users write: a query each, so that one that fails takes no other check with it.</summary>
internal sealed class SqlPass(CheckRelation rows, CheckContext context) : CheckPass(rows, context)
{
    public override bool Takes(Check check) => check is MetricExpressionCheck or FailingRowsCheck;

    public override CheckResult Run(DuckDbConnection connection, Check check, string? condition, CancellationToken cancellationToken)
    {
        try
        {
            return check is MetricExpressionCheck metric ? Metric(connection, metric, condition, cancellationToken) : Failing(connection, (FailingRowsCheck)check, condition, cancellationToken);
        }
        catch (InvalidInputException refused)
        {
            return CheckResult.Failed(check, refused.Message);
        }
        catch (DuckDbException failed) when (failed.Kind is not (DuckDbErrorKind.OutOfMemory or DuckDbErrorKind.IO))
        {
            return CheckResult.Failed(check, $"The engine refuses its SQL: {failed.Message.Split('\n')[0]}. It sees the columns of the rows by their names in snake case; words of SQL such as at stand in double quotes.");
        }
        catch (DuckDbException failed)
        {
            throw Rows.Unreadable(failed);
        }
    }

    private CheckResult Metric(DuckDbConnection connection, MetricExpressionCheck check, string? condition, CancellationToken cancellationToken)
    {
        CheckQueryGuard.Check(connection, $"SELECT ({check.Sql}\n) FROM {CheckSql.Table}");
        var scan = new FusedScan(Rows with { Sql = $"SELECT * FROM ({Rows.Sql}){Where(condition)}", Unreadable = failed => failed });
        scan.Add(new(check, [CheckMeasures.AllRows, new($"({check.Sql}\n)", ColumnType.Float64)], v => new(v[0].Bits, 0, ValueOrder.Key(v[1]))), condition: null);
        return scan.Run(connection, check.GroupBy, cancellationToken).Single().Result!;
    }

    private CheckResult Failing(DuckDbConnection connection, FailingRowsCheck check, string? condition, CancellationToken cancellationToken)
    {
        var query = check.Sql.Replace(CheckSql.Rows, CheckSql.Table, StringComparison.Ordinal);
        CheckQueryGuard.Check(connection, query);
        var with = $"WITH {CheckSql.Table} AS NOT MATERIALIZED (SELECT * FROM ({Rows.Sql}){Where(condition)})";
        var sql = Rows with { Unreadable = failed => failed };
        var tally = sql.Ask(
            connection,
            $"{with} SELECT (SELECT count(*) FROM {CheckSql.Table}), (SELECT count(*) FROM (\n{query}\n))",
            (chunk, row) => new CheckTally(Number(chunk, row, 0), Number(chunk, row, 1)),
            cancellationToken)[0];
        var result = CheckResult.Of(check, tally);
        return WantsSamples(result) ? result with { Samples = Samples(connection, $"{with} SELECT COLUMNS(*)::VARCHAR FROM (\n{query}\n) LIMIT {Context.Samples}", cancellationToken) } : result;
    }

    private static List<CheckSample> Samples(DuckDbConnection connection, string sql, CancellationToken cancellationToken)
    {
        var samples = new List<CheckSample>();
        using var result = connection.Query(sql, cancellationToken);
        string[] names = [.. result.Columns.Select(c => c.Name)];
        while (true)
        {
            using var chunk = result.Read(cancellationToken);
            if (chunk is null)
            {
                return samples;
            }

            for (var row = 0; row < chunk.RowCount; row++)
            {
                samples.Add(new(samples.Count + 1, [.. names.Select((_, i) => SqlTypes.Value(chunk[i], row, ColumnType.String))]) { Names = names });
            }
        }
    }
}
