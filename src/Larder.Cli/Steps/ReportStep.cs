using System.Text;
using System.Text.Json.Nodes;
using Larder.Alerts;
using Larder.Catalog;
using Larder.Cli.Monitoring;
using Larder.Cli.Reporting;
using Larder.Errors;
using Larder.Quality;
using Larder.Quality.Checks;
using Larder.Quality.Profiles;
using Larder.Types;

namespace Larder.Cli.Steps;

/// <summary>Gathers what a report says, and writes its page.</summary>
internal sealed class ReportStep(StepContext context, ReportOptions options)
{
    private const int Samples = 5;
    private readonly DriftCheck _drift = new(context, new DriftOptions(options.Period, null, null, options.Input));
    private readonly SourceProfiles _profiles = new(context.Workspace, context.Monitoring.Profiles);

    /// <summary>Looks at the sources and writes the page, whole or not at all. What is broken is reported and no error.</summary>
    /// <exception cref="LarderException">Rows cannot be read, or the page cannot be written.</exception>
    public async Task RunAsync(string repository, IReadOnlyList<SourceDefinition> sources, CancellationToken cancellationToken)
    {
        var now = Instant.From(context.Workspace.Clock.GetUtcNow());
        var reports = new List<SourceReport>();
        foreach (var source in sources)
        {
            reports.Add(await context.Report.StepAsync($"report {source.Name}", _ => OfAsync(source, now, cancellationToken)));
        }

        var report = new QualityReport(repository, now, options.ShowsValues, reports);
        var path = Path.GetFullPath(options.Out);
        var page = Encoding.UTF8.GetBytes(ReportPage.Write(report));
        await WriteAsync(path, page, cancellationToken);
        var findings = Finding.Of(report);
        context.Report.Line($"  {path}: {ShownText.Count(reports.Count)} sources, {ShownText.Count(reports.Sum(r => r.Checks.Count))} checks, {ShownText.Count(findings.Count)} findings, {ShownText.Count(page.Length)} bytes");
        context.Report.Json(new JsonObject
        {
            ["path"] = path,
            ["bytes"] = page.Length,
            ["sources"] = reports.Count,
            ["without_rows"] = reports.Count(r => r.Missing is not null),
            ["checks"] = new JsonObject(Enum.GetValues<CheckOutcome>().Select(o => KeyValuePair.Create(Names.ToSnakeCase(o.ToString()), (JsonNode?)reports.SelectMany(r => r.Checks).Count(c => c.Outcome == o)))),
            ["drifting"] = reports.Sum(r => r.Drift?.Drifting.Count ?? 0),
            ["anomalies"] = reports.Sum(r => r.Drift?.Anomalies?.Count ?? 0),
            ["findings"] = findings.Count,
        });
    }

    private async Task<SourceReport> OfAsync(SourceDefinition source, Instant now, CancellationToken cancellationToken)
    {
        try
        {
            var validation = options.IsFiles
                ? await SourceValidation.OfFilesAsync(context.Workspace, source, options.Input, Samples, cancellationToken)
                : await SourceValidation.OfTableAsync(context.Workspace, source, Samples, cancellationToken);
            var drift = options.IsFiles ? await _drift.OfFilesAsync(source, cancellationToken) : await _drift.OfTableAsync(source, cancellationToken);
            var all = await _profiles.ReadAsync(drift.Update.Subject, _ => string.Empty, cancellationToken);
            return new SourceReport(source, validation.Rows)
            {
                Checks = validation.Results,
                Firing = await FiringAsync(source, now, cancellationToken),
                Profile = all.SingleOrDefault()?.Whole ?? new ProfileTile(),
                Drift = drift,
                Consumers = source.Schema.Columns.ToDictionary(c => c.Name, c => FeatureConsumer.OfColumn(context.Catalog, source.Name, c.Name), StringComparer.Ordinal),
                Models = await context.Workspace.Models.ListAsync(cancellationToken),
            };
        }
        catch (NotFoundException nothing) when (!options.IsFiles)
        {
            return new SourceReport(source, string.Empty) { Missing = nothing.Message };
        }
    }

    private async Task<IReadOnlyDictionary<string, Instant>> FiringAsync(SourceDefinition source, Instant now, CancellationToken cancellationToken)
    {
        var scope = options.IsFiles ? ValidateStep.Files : ValidateStep.Table;
        var overview = await context.AlertStore.ReadAsync(now, cancellationToken);
        return overview.Book.Alerts
            .Where(a => a.State == AlertState.Firing && a.Id.Kind == AlertKind.CheckFailed && a.Id.Subject == AlertSubject.Source(source.Name) && a.Id.Scope == scope)
            .ToDictionary(a => a.Id.Key, a => a.Since, StringComparer.Ordinal);
    }

    /// <summary>Under a temporary name beside it first.</summary>
    private static async Task WriteAsync(string path, byte[] page, CancellationToken cancellationToken)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(temporary, page, cancellationToken);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            Drop(temporary);
            if (failed is OperationCanceledException)
            {
                throw;
            }

            throw new InvalidInputException($"The report cannot be written to {path}: {failed.Message.TrimEnd('.')}. Give another file with --out.", failed);
        }
    }

    /// <summary>Where the folder could not be made there is nothing to drop.</summary>
    private static void Drop(string temporary)
    {
        if (File.Exists(temporary))
        {
            File.Delete(temporary);
        }
    }
}

/// <summary>What the command line asks for.</summary>
/// <param name="Out">The file.</param>
/// <param name="Period">What is compared over time.</param>
/// <param name="ShowsValues">Whether values of rows are shown.</param>
/// <param name="IsFiles">Whether the files that an ingest would read are looked at instead of stored rows.</param>
/// <param name="Input">Files instead of the source's own; null for those.</param>
internal sealed record ReportOptions(string Out, DriftPeriod Period, bool ShowsValues, bool IsFiles, string? Input);
