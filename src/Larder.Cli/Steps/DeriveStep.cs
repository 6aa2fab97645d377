using System.Text.Json.Nodes;
using Larder.Derived;
using Larder.Types;

namespace Larder.Cli.Steps;

/// <summary>Brings the tables of derived sources up to date, by itself or before a step that reads them.</summary>
internal static class DeriveStep
{
    /// <summary>Brings sources up to date, with the derived sources that they read. Says nothing where nothing had to be done.</summary>
    public static async Task<IReadOnlyList<DerivationReport>> RunAsync(StepContext context, IEnumerable<SourceDefinition> sources, CancellationToken cancellationToken)
    {
        SourceDefinition[] derived = [.. sources.Where(s => s.Derivation is not null).DistinctBy(s => s.Name)];
        if (derived.Length == 0)
        {
            return [];
        }

        var reports = await context.Report.StepAsync(
            $"derive {string.Join(", ", derived.Select(s => s.Name))}", progress => context.Runs.DeriveAsync(derived, () => new Deriver(context.Workspace, progress).RunAsync(derived, cancellationToken)));
        foreach (var report in reports)
        {
            context.Report.Line($"  {Text(report)}");
        }

        return reports;
    }

    public static JsonArray ToJson(IEnumerable<DerivationReport> reports) => new([.. reports.Select(r => (JsonNode)new JsonObject
    {
        ["source"] = r.Source,
        ["outcome"] = Names.ToSnakeCase(r.Outcome.ToString()),
        ["rows"] = r.Rows,
        ["table_version"] = r.TableVersion,
        ["reason"] = r.Reason,
    })]);

    private static string Text(DerivationReport report) => report.Outcome switch
    {
        DerivationOutcome.Appended => $"{report.Source}@{report.TableVersion}: {report.Rows:N0} rows added",
        DerivationOutcome.Rebuilt => $"{report.Source}@{report.TableVersion}: all {report.Rows:N0} rows made ({report.Reason})",
        DerivationOutcome.Waiting => $"{report.Source} waits: {report.Reason}",
        _ => $"{report.Source}@{report.TableVersion} is up to date",
    };
}
