using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Alerts;
using Larder.Catalog;
using Larder.Cli.Output;
using Larder.Errors;
using Larder.Ingestion;
using Larder.Quality;
using Larder.Quality.Checks;
using Larder.Quality.Suites;

namespace Larder.Cli.Steps;

/// <summary>Checks the rows of one source, files or the stored table, and says how each check came out.</summary>
internal static class ValidateStep
{
    private const int MostGroups = 10;
    internal const string Files = "files";
    internal const string Table = "table";

    /// <summary>Files are judged by the ingest's rules too. A suite from a file takes the place of the source's own, rules included.</summary>
    /// <exception cref="LarderException">A check failed or a rule on the whole input is broken (<see cref="ErrorKind.SuiteBreached"/>), or the rows cannot be read.</exception>
    public static async Task RunAsync(StepContext context, SourceDefinition source, SuiteDocument? suite, string? input, bool isStored, int samples, CancellationToken cancellationToken)
    {
        var json = new JsonObject();
        source = suite is null ? source : source with { Suite = Of(suite, source, context.Catalog) };
        if (!isStored && suite is null)
        {
            json["rows"] = IngestStep.ToJson(await RulesAsync(context, source, input, cancellationToken));
        }

        if (!isStored && suite is null && source.Suite.Checks.Count == 0)
        {
            await context.Workspace.Alerts.ReportAsync(CheckAlerts.Of(AlertSubject.Source(source.Name), Files, string.Empty, Evidence(source, isStored), []), cancellationToken);
            context.Report.Json(json);
            return;
        }

        var report = await context.Report.StepAsync($"check {source.Name}", _ => context.Runs.ValidateAsync(source, input, isStored, () => isStored
            ? SourceValidation.OfTableAsync(context.Workspace, source, samples, cancellationToken)
            : SourceValidation.OfFilesAsync(context.Workspace, source, input, samples, cancellationToken)));
        await context.Workspace.Alerts.ReportAsync(
            CheckAlerts.Of(AlertSubject.Source(source.Name), isStored ? Table : Files, report.Rows, Evidence(source, isStored), report.Results), cancellationToken);
        Print(context.Report, report);
        json["checked"] = report.Rows;
        json["passed"] = report.IsPassed;
        json["checks"] = new JsonArray([.. report.Results.Select(r => (JsonNode)ValidationJson.Of(report.Source, r))]);
        context.Report.Json(json);
        Ensure(report);
    }

    private static ExpectationSuite Of(SuiteDocument suite, SourceDefinition source, FeatureCatalog catalog) => suite.Source == source.Name
        ? ExpectationSuite.Empty with { Checks = suite.ChecksOf(source.Schema, name => catalog.Sources.FirstOrDefault(s => s.Name == name)) }
        : throw new InvalidInputException($"{suite.File} is a suite for source {suite.Source}, and not for {source.Name}; leave the source out, or give its own suite.");

    /// <summary>The ingest's rules over the files. A suite that stops the run fires an alert.</summary>
    private static async Task<IngestReport> RulesAsync(StepContext context, SourceDefinition source, string? input, CancellationToken cancellationToken)
    {
        try
        {
            return await IngestStep.RunAsync(context, source, input, store: false, cancellationToken);
        }
        catch (LarderException broken) when (broken.Kind == ErrorKind.SuiteBreached)
        {
            await context.Workspace.Alerts.ReportAsync(
                CheckAlerts.Stopped(AlertSubject.Source(source.Name), Files, broken.Message, Evidence(source, isStored: false), source.Suite.Checks), cancellationToken);
            throw;
        }
    }

    private static string Evidence(SourceDefinition source, bool isStored) => $"larder validate {source.Name}{(isStored ? " --stored" : string.Empty)}";

    /// <summary>Fails where a check did.</summary>
    private static void Ensure(ValidationReport report)
    {
        string[] broken = [.. report.Results.Where(r => r.Outcome is CheckOutcome.Fail or CheckOutcome.Error).Select(r => r.Check.Name)];
        if (broken.Length > 0)
        {
            throw new LarderException(
                ErrorKind.SuiteBreached,
                string.Create(CultureInfo.InvariantCulture, $"{broken.Length} of {report.Results.Count} checks of source {report.Source.Name} failed on {report.Rows}: {string.Join(", ", broken)}. Correct the rows, or the suite if they are right."));
        }
    }

    private static void Print(Reporter report, ValidationReport validation)
    {
        report.Table(
            ["outcome", "check", "kind", "columns", "tested", "bad", "share", "value", "limit"],
            validation.Results.Select(r => (IReadOnlyList<string>)
            [
                ValidationJson.Name(r.Outcome), r.Check.Name, r.Check.Kind, string.Join(", ", r.Check.Columns.Select(c => validation.Source.Schema.Columns[c].Name)),
                Number(r.Tally.Tested), r.Check.IsAggregate ? string.Empty : Number(r.Tally.Bad), Share(r), r.Tally.Value.IsNull ? string.Empty : r.Tally.Value.ToString(), r.Check.WarnLimit is { } warn ? $"{r.Check.Limit}, {warn}" : r.Check.Limit,
            ]));
        foreach (var result in validation.Results.Where(r => r.Outcome is not CheckOutcome.Pass))
        {
            Print(report, validation.Source, result);
        }

        report.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"  {validation.Rows}: {validation.Results.Count} checks, {validation.Count(CheckOutcome.Pass)} passed, {validation.Count(CheckOutcome.Warn)} warn, {validation.Count(CheckOutcome.Fail)} failed, {validation.Count(CheckOutcome.Error)} could not run, {validation.Count(CheckOutcome.NotEvaluated)} not evaluated"));
    }

    private static void Print(Reporter report, SourceDefinition source, CheckResult result)
    {
        if (result.Error is not null)
        {
            report.Line($"  {result.Check.Name} {(result.Outcome == CheckOutcome.Error ? "could not run" : "was not evaluated")}: {result.Error}");
        }

        if (result.Check.Description is { } description)
        {
            report.Line($"  {result.Check.Name}: {description}");
        }

        if (result.Tally.Repeated > 0)
        {
            report.Line($"  {result.Check.Name}: {Number(result.Tally.Repeated)} values repeat, {Number(result.Tally.Surplus)} surplus {(result.Check is LetterCaseCheck ? "texts" : "rows")}");
        }

        var broken = result.Groups.Where(g => g.Outcome is not CheckOutcome.Pass).ToArray();
        foreach (var group in broken.Take(MostGroups))
        {
            report.Line($"  {result.Check.Name}, {source.Schema.Columns[result.Check.GroupBy!.Value].Name} {group.Key}: {(group.Tally.Value.IsNull ? $"{Number(group.Tally.Bad)} of {Number(group.Tally.Tested)} bad" : $"{group.Tally.Value}")}");
        }

        if (broken.Length > MostGroups)
        {
            report.Line($"  {result.Check.Name}: and {Number(broken.Length - MostGroups)} more groups; --output json lists all");
        }

        foreach (var sample in result.Samples)
        {
            report.Line($"  {result.Check.Name}, {ValidationJson.Written(source, result.Check, sample)}");
        }
    }

    private static string Share(CheckResult result) => result.Check.IsAggregate ? string.Empty : result.Tally.Share?.ToString("P2", CultureInfo.InvariantCulture) ?? string.Empty;

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
