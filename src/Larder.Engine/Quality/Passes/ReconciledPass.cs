using Larder.DuckDb;
using Larder.Engine;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality;

/// <summary>Checks against the rows of another source as a whole: how often values occur here and there, in one query for the tally and one for samples; and the numbers of rows.</summary>
internal sealed class ReconciledPass(CheckRelation rows, CheckContext context, OtherTables others) : CheckPass(rows, context)
{
    public override bool Takes(Check check) => check is ReconciledCheck or RowCountRatioCheck;

    public override CheckResult? Run(DuckDbConnection connection, Check check, string? condition, CancellationToken cancellationToken) => check is RowCountRatioCheck ratio
        ? Ratio(connection, ratio, condition, cancellationToken)
        : Compare(connection, (ReconciledCheck)check, condition, cancellationToken);

    private CheckResult? Compare(DuckDbConnection connection, ReconciledCheck check, string? condition, CancellationToken cancellationToken)
    {
        var there = others.Tables[check.There.Source.Name];
        string[] here = [.. check.Keys.Select(Rows.Name)];
        string[] names = [.. check.There.Columns.Select(there.Name)];
        string Keys(string[] columns) => string.Join(", ", columns.Select((name, i) => $"{KeySql.Of(check.Forms[i], name)} AS _k{i}"));
        string Valued(string[] columns) => check.SkipsNulls ? string.Join(" AND ", columns.Select(name => $"{name} IS NOT NULL")) : "true";
        if (others.TrySelect(check.There, $"{Keys(names)}, false AS _is_here", Valued(names)) is not { } theirs)
        {
            return null;
        }

        var keys = string.Join(", ", here.Select((_, i) => $"_k{i}"));
        var all = $"SELECT {Keys(here)}, true AS _is_here FROM ({Rows.Sql}) WHERE {(condition is null ? "true" : $"({condition})")} AND {Valued(here)} UNION ALL {theirs}";
        var counted = $"SELECT {keys}, count(*) FILTER (WHERE _is_here) AS _here, count(*) FILTER (WHERE NOT _is_here) AS _there FROM ({all}) GROUP BY {keys}";
        var (tested, bad) = check is KeySetCheck set ? ("1", Differs(set)) : ("_here + _there", "abs(_here - _there)");
        var result = Tallies(
            connection,
            check,
            $"SELECT coalesce(sum({tested}), 0)::BIGINT, coalesce(sum({bad}), 0)::BIGINT FROM ({counted})",
            2,
            (chunk, row) => new(Number(chunk, row, 0), Number(chunk, row, 1)),
            cancellationToken);
        if (!WantsSamples(result))
        {
            return result;
        }

        ColumnType[] types = [.. check.Keys.Select((c, i) => KeySql.TypeOf(check.Forms[i], Rows.Schema.Columns[c].Type))];
        var samples = Rows.Ask(
            connection,
            $"SELECT _here, _there, {keys} FROM ({counted}) WHERE {bad} > 0 ORDER BY {string.Join(", ", here.Select((_, i) => $"_k{i} NULLS FIRST"))} LIMIT {Context.Samples}",
            (chunk, row) => new CheckSample(Number(chunk, row, 0), [.. types.Select((type, i) => ValueOrder.Key(SqlTypes.Value(chunk[i + 2], row, type)))]) { There = Number(chunk, row, 1) },
            cancellationToken);
        return result with { Samples = samples };
    }

    private static string Differs(KeySetCheck check)
    {
        var differs = check.IsCounted ? "_here <> _there" : "(_here > 0) <> (_there > 0)";
        return $"({differs}{check.Relation switch { SetRelation.Subset => " AND _here > 0", SetRelation.Superset => " AND _there > 0", _ => string.Empty }})::INTEGER";
    }

    private CheckResult? Ratio(DuckDbConnection connection, RowCountRatioCheck check, string? condition, CancellationToken cancellationToken)
    {
        var there = check.There is null ? others.RowsBefore is > 0 and var before ? before.ToString(System.Globalization.CultureInfo.InvariantCulture) : null : others.TrySelect(check.There, "count(*)");
        return there is null
            ? check.There is null ? CheckResult.NotEvaluated(check, RowCountRatioCheck.NothingBefore) : null
            : Tallies(
                connection,
                check,
                $"SELECT count(*), ({there})::BIGINT FROM ({Rows.Sql}){Where(condition)}",
                2,
                (chunk, row) => new(Number(chunk, row, 0), 0, Measures.Ratio(Number(chunk, row, 0), Number(chunk, row, 1))),
                cancellationToken);
    }
}
