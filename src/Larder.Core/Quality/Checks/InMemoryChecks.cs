using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>Evaluates checks on rows in memory. The engine, which evaluates them over files and tables, says the same of the same rows.</summary>
public static class InMemoryChecks
{
    /// <summary>How each check came out, in their order. Rows are numbered from 1.</summary>
    public static IReadOnlyList<CheckResult> Evaluate(IReadOnlyList<Check> checks, IEnumerable<EventBatch> rows, CheckContext context)
    {
        ArgumentNullException.ThrowIfNull(checks);
        ArgumentNullException.ThrowIfNull(rows);
        CheckRun[] runs = [.. checks.Select(c => new CheckRun(c, context))];
        var before = 0L;
        foreach (var batch in rows)
        {
            long[] numbers = [.. Enumerable.Range(1, batch.Count).Select(n => before + n)];
            Array.ForEach(runs, run => run.Add(batch, numbers));
            before += batch.Count;
        }

        return [.. runs.Select(run => run.Result)];
    }
}
