using Larder.DuckDb;
using Larder.Quality.Checks;

namespace Larder.Quality;

/// <summary>
/// Evaluates checks over rows that the engine can select: all row checks and simple aggregates in one query for all rows and one for each column of groups; one for samples of bad rows; queries of their own for checks that
/// compare rows with each other or with those of another source (<see cref="CheckPass"/>). What only C# can evaluate is, in one more scan. The results are those of <see cref="InMemoryChecks"/>; sums, means and variances of float
/// and double columns may differ in their last digits, because the engine adds in another order.
/// </summary>
internal sealed class SuiteScan(CheckRelation rows, CheckContext context, OtherTables others)
{
    private readonly CheckPass[] _passes =
    [
        new KeyPass(rows, context), new ValuePass(rows, context), new ApproximatePass(rows, context), new RelativePass(rows, context, others), new ReconciledPass(rows, context, others), new SqlPass(rows, context),
    ];

    /// <summary>How the checks came out, in their order.</summary>
    public IReadOnlyList<CheckResult> Run(DuckDbConnection connection, IReadOnlyList<Check> checks, CancellationToken cancellationToken)
    {
        var results = new Dictionary<Check, CheckResult>(ReferenceEqualityComparer.Instance);
        var conditions = new Dictionary<Check, string?>(ReferenceEqualityComparer.Instance);
        var sql = new ConditionSql(rows);
        foreach (var check in checks)
        {
            var condition = check.When is null ? null : sql.TryWrite(check.When);
            if (check.Other is { } other && others.Missing.TryGetValue(other.Source.Name, out var missing))
            {
                results.Add(check, CheckResult.Failed(check, missing));
            }
            else if ((check.When is null || condition is not null) && IsSql(check, sql))
            {
                conditions.Add(check, condition);
            }
        }

        Fuse(connection, checks, conditions, results, cancellationToken);
        foreach (var check in checks.Where(conditions.ContainsKey))
        {
            if (PassOf(check)?.Run(connection, check, conditions[check], cancellationToken) is { } result)
            {
                results.Add(check, result);
            }
        }

        Sample(connection, conditions, results, cancellationToken);
        Check[] rest = [.. checks.Where(c => !results.ContainsKey(c))];
        if (rest.Length > 0)
        {
            foreach (var result in new BatchPass(rows, others.Given(context, connection, cancellationToken)).Run(connection, rest, cancellationToken))
            {
                results.Add(result.Check, result);
            }
        }

        return [.. checks.Select(c => results[c])];
    }

    /// <summary>What a lambda says beyond comparisons, a class in C#, and whether text is JSON is not.</summary>
    private static bool IsSql(Check check, ConditionSql sql) => check switch
    {
        ExpressionCheck { Condition: var condition } => sql.TryWrite(condition) is not null,
        RowAggregateCheck or FormatCheck { Format.Rule: FormatRule.Json } => false,
        _ => true,
    };

    private CheckPass? PassOf(Check check) => Array.Find(_passes, p => p.Takes(check));

    private void Fuse(
        DuckDbConnection connection, IReadOnlyList<Check> checks, Dictionary<Check, string?> conditions, Dictionary<Check, CheckResult> results, CancellationToken cancellationToken)
    {
        var measurements = new CheckMeasures(rows, context);
        foreach (var together in checks.Where(c => conditions.ContainsKey(c) && PassOf(c) is null).GroupBy(c => c.GroupBy))
        {
            var scan = new FusedScan(rows);
            foreach (var check in together)
            {
                scan.Add(measurements.Of(check), conditions[check]);
            }

            foreach (var (check, result) in scan.Run(connection, together.Key, cancellationToken))
            {
                if (result is not null)
                {
                    results.Add(check, result);
                }
            }
        }
    }

    private void Sample(DuckDbConnection connection, Dictionary<Check, string?> conditions, Dictionary<Check, CheckResult> results, CancellationToken cancellationToken)
    {
        (RowCheck Check, string? Condition)[] broken =
        [
            .. results.Values.Where(r => r.Outcome is CheckOutcome.Fail or CheckOutcome.Warn).Select(r => r.Check).OfType<RowCheck>().Select(c => (c, conditions[c])),
        ];
        if (broken.Length == 0 || context.Samples == 0)
        {
            return;
        }

        var samples = new SampleQuery(rows, context).Run(connection, broken, cancellationToken);
        foreach (var (place, (check, _)) in broken.Index())
        {
            results[check] = results[check] with { Samples = [.. samples[place].Take(context.Samples)] };
        }
    }
}
