using System.Globalization;
using Larder.Quality.Checks;

namespace Larder.Alerts;

/// <summary>Results of checks as a report of alerts. Values of rows are left out: alerts leave the machine.</summary>
public static class CheckAlerts
{
    /// <summary>The key of a suite that stopped the run before its checks.</summary>
    public const string Suite = "suite";

    /// <summary>What is wrong by the results of all checks of a suite: broken ones by their severity, those that could not run as errors. What was not evaluated stays as it is.</summary>
    /// <param name="subject">Whose rows they are.</param>
    /// <param name="scope">Which rows: <c>files</c>, <c>table</c>.</param>
    /// <param name="rows">The rows in words: a table's version or a path.</param>
    /// <param name="evidence">Where to look.</param>
    /// <param name="results">The results.</param>
    public static AlertReport Of(AlertSubject subject, string scope, string rows, string evidence, IReadOnlyList<CheckResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return new AlertReport(
            AlertKind.CheckFailed,
            subject,
            [.. results.Where(r => r.Outcome is CheckOutcome.Warn or CheckOutcome.Fail or CheckOutcome.Error).Select(r => Of(r, rows, evidence))])
        {
            Scope = scope,
            Undecided = [.. results.Where(r => r.Outcome == CheckOutcome.NotEvaluated).Select(r => r.Check.Name)],
        };
    }

    /// <summary>That a suite stopped the run, so that nothing is known of its checks.</summary>
    /// <param name="subject">Whose rows they are.</param>
    /// <param name="scope">Which rows.</param>
    /// <param name="message">Why.</param>
    /// <param name="evidence">Where to look.</param>
    /// <param name="checks">The checks that were not asked.</param>
    public static AlertReport Stopped(AlertSubject subject, string scope, string message, string evidence, IReadOnlyList<Check> checks) =>
        new(AlertKind.CheckFailed, subject, [new AlertCondition(Suite, AlertSeverity.Error, message) { Evidence = evidence }]) { Scope = scope, Undecided = [.. checks.Select(c => c.Name)] };

    private static AlertCondition Of(CheckResult result, string rows, string evidence)
    {
        var (check, tally) = (result.Check, result.Tally);
        var measured = result.Error is { } error ? $"could not run: {error.TrimEnd('.')}"
            : check is not AggregateCheck ? string.Create(CultureInfo.InvariantCulture, $"{tally.Bad:N0} of {tally.Tested:N0} rows are bad, allowed {check.Limit}")
            : tally.Value.IsNull ? $"has no value, allowed {check.Limit}"
            : $"is {tally.Value}, allowed {check.Limit}";
        return new AlertCondition(check.Name, result.Outcome == CheckOutcome.Warn ? AlertSeverity.Warn : AlertSeverity.Error, $"{measured}, in {rows}")
        {
            Facts = [new("rows", rows), new("check", check.Kind), new("groups", string.Create(CultureInfo.InvariantCulture, $"{result.Groups.Count(g => g.Outcome is not CheckOutcome.Pass)} of {result.Groups.Count}"))],
            Evidence = evidence,
        };
    }
}
