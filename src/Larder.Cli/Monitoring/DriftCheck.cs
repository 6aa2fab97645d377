using Larder.Alerts;
using Larder.Catalog;
using Larder.Cli.Steps;
using Larder.Errors;
using Larder.Quality.Anomalies;
using Larder.Quality.Drift;
using Larder.Quality.Profiles;
using Larder.Storage;
using Larder.Types;

namespace Larder.Cli.Monitoring;

/// <summary>Brings profiles up to date, compares periods and keeps the evidence.</summary>
internal sealed class DriftCheck(StepContext context, DriftOptions options)
{
    private const string Previous = "the period before";
    private readonly SourceProfiles _profiles = new(context.Workspace, context.Monitoring.Profiles);

    /// <summary>A source's stored rows, by periods of event time.</summary>
    public async Task<DriftReport> OfTableAsync(SourceDefinition source, CancellationToken cancellationToken)
    {
        var update = await _profiles.UpdateTableAsync(source, cancellationToken);
        var periods = await PeriodsAsync(update.Subject, cancellationToken);
        var comparer = new PeriodComparer(source.Watch);
        var compared = options.Against is { } range ? comparer.WithFixed(await ReferenceAsync(update.Subject, range, cancellationToken), periods) : comparer.WithPrevious(periods);
        var report = await ReportAsync(
            $"source {source.Name}", Names.ToSnakeCase(options.Period.ToString()), options.Against?.ToString() ?? Previous, update, periods, compared, ColumnConsumers(source), cancellationToken);
        var (scope, command) = options.Against is { } days ? ($"{report.Period} against {days}", $" --against {days}") : (report.Period, string.Empty);
        return Watched(source, periods, report with { Scope = scope, Command = $"larder drift {source.Name} --period {report.Period}{command}" });
    }

    /// <summary>A source's files, each with the one before.</summary>
    public async Task<DriftReport> OfFilesAsync(SourceDefinition source, CancellationToken cancellationToken)
    {
        var update = await _profiles.UpdateFilesAsync(source, options.Input, cancellationToken);
        var files = await _profiles.ReadAsync(update.Subject, name => name, cancellationToken);
        var compared = new PeriodComparer(source.Watch, source.Schema.Columns[source.EventTime].Name).WithPrevious(files);
        var report = await ReportAsync($"the files of source {source.Name}", "file", "the file before", update, files, compared, ColumnConsumers(source), cancellationToken);
        return Watched(source, files, report with { Scope = "files", Command = $"larder drift {source.Name} --files" });
    }

    /// <summary>What a service served, with what its model was trained on.</summary>
    /// <param name="service">The service.</param>
    /// <param name="view">The only view whose features are compared; null for all.</param>
    /// <param name="log">The folder of the served log.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<DriftReport> OfServiceAsync(CompiledService service, string? view, string log, CancellationToken cancellationToken)
    {
        var (record, model) = await TrainingSetAsync(service, cancellationToken);
        var update = await new ServedProfiles(context.Monitoring.Profiles, log, service).UpdateAsync(cancellationToken);
        var periods = await PeriodsAsync(update.Subject, cancellationToken);
        var trained = await _profiles.UpdateTrainingSetAsync(record, cancellationToken);
        var columns = service.Features.Where(f => view is null || f.View.Name == view).ToDictionary(f => $"{f.View.Name}__{f.Feature.Name}", f => $"{f.View.Name}:{f.Feature.Name}", StringComparer.Ordinal);
        var tile = (await _profiles.ReadAsync(trained.Subject, name => name, cancellationToken)).Single().Whole.Renamed(columns.GetValueOrDefault);
        var against = model is null ? $"training set {record.DatasetVersion[..12]}" : $"training set {record.DatasetVersion[..12]} of {model.Name}@{model.Version}";
        var reference = new ProfiledPeriod(against, new Dictionary<string, ProfileTile>(StringComparer.Ordinal) { [string.Empty] = tile });
        var compared = new PeriodComparer(service.Watch).WithFixed(reference, periods);
        var report = await ReportAsync($"service {service.Name}", Names.ToSnakeCase(options.Period.ToString()), against, update, periods, compared, f => FeatureConsumer.OfFeature(context.Catalog, f), cancellationToken);
        return report with
        {
            Subject = view is null ? AlertSubject.Service(service.Name) : AlertSubject.View(view),
            Scope = view is null ? report.Period : $"{report.Period} in {service.Name}",
            Command = $"larder drift {view ?? service.Name} --period {report.Period}",
            Watched = [.. columns.Values.Where(f => service.Watch.LimitsOf(f) is not null)],
        };
    }

    /// <summary>With what is watched of a source.</summary>
    private DriftReport Watched(SourceDefinition source, IReadOnlyList<ProfiledPeriod> periods, DriftReport report)
    {
        bool IsWatched(string feature) => source.Watch.LimitsOf(feature) is not null;
        return report with
        {
            Subject = AlertSubject.Source(source.Name),
            Watched = [.. source.Schema.Columns.Select(c => c.Name).Where(IsWatched)],
            Anomalies = source.Watch.Anomalies is { } expected ? [.. MetricAnomaly.Find(periods, expected, IsWatched).Where(a => IsWanted(a.Period))] : null,
            Metrics = source.Watch.Anomalies is { } strategy ? [.. MetricAnomaly.Watched(periods, strategy, IsWatched).Select(m => m with { IsJudged = m.IsJudged && IsWanted(m.Newest) })] : [],
        };
    }

    private async Task<(DatasetRecord Record, ModelVersion? Model)> TrainingSetAsync(CompiledService service, CancellationToken cancellationToken)
    {
        foreach (var model in context.Catalog.Models.Where(m => m.Service.Name == service.Name))
        {
            if (await context.Workspace.Models.ResolveAsync(model.Name, "champion", cancellationToken) is { } champion
                && await context.Workspace.Datasets.GetAsync(champion.DatasetVersion, cancellationToken) is { } trained)
            {
                return (trained, champion);
            }
        }

        var sets = await context.Workspace.Datasets.ListAsync(cancellationToken);
        return sets.FirstOrDefault(s => s.Service.Split('@')[0] == service.Name) is { } newest
            ? (newest, null)
            : throw new NotFoundException($"Service {service.Name} has no training set to compare with; run 'larder train' or 'larder training-set' first.");
    }

    private Task<IReadOnlyList<ProfiledPeriod>> PeriodsAsync(string subject, CancellationToken cancellationToken) =>
        _profiles.ReadAsync(subject, name => DriftPeriods.NameOf(options.Period, name), cancellationToken);

    private async Task<ProfiledPeriod> ReferenceAsync(string subject, DayRange range, CancellationToken cancellationToken)
    {
        const string Outside = "";
        var parts = await _profiles.ReadAsync(subject, name => range.Has(name) ? range.ToString() : Outside, cancellationToken);
        return parts.FirstOrDefault(p => p.Name != Outside) is { } reference && reference.Whole.Rows >= PeriodComparer.LeastRows
            ? reference
            : throw new NotFoundException($"There are fewer than {PeriodComparer.LeastRows} rows in {range}, too few to compare with; name days that have more with --against.");
    }

    private bool IsWanted(string period) => options.Since is null || string.CompareOrdinal(period, options.Since) >= 0;

    private Func<string, IReadOnlyList<FeatureConsumer>> ColumnConsumers(SourceDefinition source) => column => FeatureConsumer.OfColumn(context.Catalog, source.Name, column);

    private async Task<DriftReport> ReportAsync(
        string what,
        string period,
        string against,
        ProfileUpdate update,
        IReadOnlyList<ProfiledPeriod> periods,
        IReadOnlyList<PeriodComparison> compared,
        Func<string, IReadOnlyList<FeatureConsumer>> consumers,
        CancellationToken cancellationToken)
    {
        var wanted = compared.Where(c => IsWanted(c.Period)).ToArray();
        var evidence = new DriftEvidence(context.Monitoring.Profiles, context.Monitoring.Drift);
        await evidence.KeepAsync(update.Subject, update.DataVersion, wanted, Instant.From(context.Workspace.Clock.GetUtcNow()), cancellationToken);
        var models = await context.Workspace.Models.ListAsync(cancellationToken);
        return new DriftReport(what, period, against, update, wanted, PeriodComparer.TooSmall(periods), DriftingFeature.Of(wanted, consumers, models));
    }
}

/// <summary>What the command line asks for.</summary>
/// <param name="Period">What is compared.</param>
/// <param name="Against">The days that every period is compared with; null for the period before.</param>
/// <param name="Since">The first period that is judged, by its name; null for all.</param>
/// <param name="Input">Files instead of the source's own; null for those.</param>
internal sealed record DriftOptions(DriftPeriod Period, DayRange? Against, string? Since, string? Input);
