using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Cli.Output;
using Larder.Derived;
using Larder.Ingestion;
using Larder.Materialization;
using Larder.Models;
using Larder.Offline.TrainingSets;
using Larder.OnDemand;
using Larder.OpenLineage;
using Larder.Quality;
using Larder.Quality.Checks;
using Larder.Training;

namespace Larder.Cli.Lineage;

/// <summary>Tells of the runs of steps. Where events go nowhere, steps run as they are.</summary>
internal sealed class RunTeller(FeatureCatalog catalog, LineageRecorder? recorder)
{
    /// <summary>A table is made empty first, as version 0.</summary>
    private const long FirstVersion = 1;

    private readonly RunDatasets? _datasets = recorder is null ? null : new RunDatasets(catalog, recorder.Names);

    public Task<IngestReport> IngestAsync(SourceDefinition source, string? input, bool store, Func<Task<IngestReport>> work)
    {
        if (_datasets is null)
        {
            return work();
        }

        var from = _datasets.Input(source, input);
        var start = Of(store ? "ingest" : "validate_rules", source.Name, source.Notes) with { Inputs = [from], Outputs = store ? [_datasets.Table(source)] : [] };
        return recorder!.RunAsync(start, work, report => start with
        {
            Inputs =
            [
                RunDatasets.WithRun(
                    RunDatasets.WithRun(from, "inputStatistics", Facets.InputStatistics(report.Counts.RowsRead, report.FilesRead > 0 ? report.FilesRead : null)),
                    "dataQualityAssertions",
                    Facets.QualityAssertions(report.Counts.BrokenRules.Select(r => new Assertion(
                        "row_rule", r.Rule, r.Rows == 0, IsWarning: true, Expected: "0", Actual: r.Rows.ToString(CultureInfo.InvariantCulture))))),
            ],
            Outputs = store ? Stored(source, input, report) : [],
        });
    }

    public Task<IReadOnlyList<DerivationReport>> DeriveAsync(IReadOnlyList<SourceDefinition> sources, Func<Task<IReadOnlyList<DerivationReport>>> work)
    {
        if (_datasets is null)
        {
            return work();
        }

        SourceDefinition[] inputs = [.. sources.SelectMany(s => s.Derivation!.Upstream).DistinctBy(s => s.Name)];
        var start = Of("derive", sources.Count == 1 ? sources[0].Name : "all", sources.Count == 1 ? sources[0].Notes : DefinitionNotes.None) with
        {
            Inputs = [.. inputs.Select(s => _datasets.Table(s))],
            Outputs = [.. sources.Select(s => _datasets.Table(s))],
        };
        if (sources is [{ Derivation: SqlDerivation sql }])
        {
            start = start with { JobFacets = new Dictionary<string, JsonObject>(start.JobFacets) { ["sql"] = Facets.Sql(sql.Statement) } };
        }

        return recorder!.RunAsync(start, work, reports => start with
        {
            Outputs = [.. reports.Where(r => r.Outcome != DerivationOutcome.Waiting).Select(r => Derived(catalog.Source(r.Source), r))],
        });
    }

    public Task<TrainingSet> TrainingSetAsync(CompiledService service, CompiledSpine? spine, string? spineFile, Func<Task<TrainingSet>> work)
    {
        if (_datasets is null)
        {
            return work();
        }

        var tables = FeaturePlan.For(service).Sources.Select(v => v.Source).Concat(spine is null ? [] : [spine.Source]).DistinctBy(s => s.Name).ToArray();
        DatasetDescription[] files = spineFile is null ? [] : [new DatasetDescription(_datasets.Names.File(spineFile))];
        var start = Of("training_set", service.Name, service.Notes) with
        {
            Inputs = [.. tables.Select(t => _datasets.Table(t)), .. files],
            Outputs = [_datasets.TrainingSet(service, spine, null)],
        };
        return recorder!.RunAsync(start, work, set =>
        {
            var versions = set.Record.Tables.Select(t => t.Split('@')).Where(p => p.Length == 2).ToDictionary(p => p[0], p => p[1]);
            var output = RunDatasets.WithRun(_datasets.TrainingSet(service, spine, set.Record.DatasetVersion), "outputStatistics", Facets.OutputStatistics(set.Record.Rows));
            return start with
            {
                Inputs = [.. tables.Select(t => _datasets.Table(t, versions.GetValueOrDefault(t.Name))), .. files],
                Outputs = [set.IsReused ? output : RunDatasets.With(output, "lifecycleStateChange", Facets.Lifecycle("CREATE"))],
                RunFacets = new Dictionary<string, JsonObject> { ["nominalTime"] = Facets.NominalTime(set.Record.AsOf.ToString(), null) },
            };
        });
    }

    public Task<RegistrationOutcome> TrainAsync(CompiledModel model, TrainingSet set, Func<Task<RegistrationOutcome>> work)
    {
        if (_datasets is null)
        {
            return work();
        }

        var start = Of("train", model.Name, model.Notes) with
        {
            Inputs = [_datasets.TrainingSet(model.Service, model.Spine, set.Record.DatasetVersion)],
            Outputs = [_datasets.Model(model, null)],
            RunFacets = new Dictionary<string, JsonObject> { ["nominalTime"] = Facets.NominalTime(set.Record.AsOf.ToString(), null) },
        };
        return recorder!.RunAsync(
            start,
            work,
            outcome => outcome.Registered is not { } version ? start : start with
            {
                Outputs =
                [
                    RunDatasets.With(
                        _datasets.Model(model, version.Version.ToString(CultureInfo.InvariantCulture)),
                        "larder_modelVersion",
                        Facets.ModelVersion(model.Name, version.Version, version.DatasetVersion, [ModelIdentity.Champion])),
                ],
            },
            outcome => outcome.Registered is not null ? null
                : $"refused by gate {string.Join(", ", outcome.Verdict.Gates.Where(g => g.Verdict != GateVerdict.Passed).Select(g => g.Gate))}");
    }

    public Task<MaterializationReport> MaterializeAsync(CompiledSourceView view, Func<Task<MaterializationReport>> work)
    {
        if (_datasets is null)
        {
            return work();
        }

        var start = Of("materialize", view.Name, view.Notes) with { Inputs = [_datasets.Table(view.Source)], Outputs = [_datasets.Online(view, null)] };
        return recorder!.RunAsync(start, work, report => start with
        {
            Outputs = [RunDatasets.WithRun(_datasets.Online(view, report.OnlineView.Split("@v")[^1]), "outputStatistics", Facets.OutputStatistics(report.Written))],
            RunFacets = new Dictionary<string, JsonObject>
            {
                ["nominalTime"] = report.Range is { } range ? Facets.NominalTime(range.Range.From.ToString(), range.Range.Before.ToString()) : Facets.NominalTime(report.AsOf.ToString(), null),
            },
        });
    }

    public Task<ValidationReport> ValidateAsync(SourceDefinition source, string? input, bool isStored, Func<Task<ValidationReport>> work)
    {
        if (_datasets is null)
        {
            return work();
        }

        var checkedRows = isStored ? _datasets.Table(source) : _datasets.Input(source, input);
        var start = Of("validate", source.Name, source.Notes) with { Inputs = [checkedRows] };
        return recorder!.RunAsync(
            start,
            work,
            report => start with { Inputs = [Judged(checkedRows, report)] },
            report => report.IsPassed ? null : $"{report.Count(CheckOutcome.Fail) + report.Count(CheckOutcome.Error)} of {report.Results.Count} checks failed");
    }

    /// <summary>Waits for events a moment and says what became of those that could not be sent.</summary>
    public async Task CloseAsync(Reporter report)
    {
        if (recorder is null)
        {
            return;
        }

        var (sender, spool) = (recorder.Sender, recorder.Sender.Spool);
        await recorder.DisposeAsync();
        if (sender.Lost > 0)
        {
            report.Line($"  lineage: {sender.Lost:N0} events were lost: {sender.Trouble}");
        }
        else if (sender.Trouble is { } trouble)
        {
            report.Line($"  lineage: {trouble}; {spool.Count:N0} events wait in {spool.Folder}, {spool.Dropped:N0} were dropped so far");
        }
    }

    private static RunDescription Of(string kind, string name, DefinitionNotes notes)
    {
        var facets = new Dictionary<string, JsonObject>();
        if (notes.Description is { } description)
        {
            facets["documentation"] = Facets.JobDocumentation(description);
        }

        if (notes.Owner is { } owner)
        {
            facets["ownership"] = Facets.JobOwnership(owner);
        }

        return new RunDescription(kind, name) { JobFacets = facets };
    }

    private IReadOnlyList<DatasetDescription> Stored(SourceDefinition source, string? input, IngestReport report)
    {
        var table = RunDatasets.With(_datasets!.Table(source, report.TableVersion?.ToString(CultureInfo.InvariantCulture)), "columnLineage", _datasets.InputLineage(source, input));
        table = RunDatasets.WithRun(table, "outputStatistics", Facets.OutputStatistics(report.IsRepeat ? 0 : report.Counts.RowsStored));
        table = report switch
        {
            { IsRepeat: true } => table,
            { TableVersion: FirstVersion } => RunDatasets.With(table, "lifecycleStateChange", Facets.Lifecycle("CREATE")),
            { ChangedColumns.Count: > 0 } => RunDatasets.With(table, "lifecycleStateChange", Facets.Lifecycle("ALTER")),
            _ => table,
        };
        return report.Counts.RowsQuarantined == 0 || report.IsRepeat
            ? [table]
            : [table, RunDatasets.WithRun(_datasets.Quarantine(source), "outputStatistics", Facets.OutputStatistics(report.Counts.RowsQuarantined))];
    }

    private DatasetDescription Derived(SourceDefinition source, DerivationReport report)
    {
        var table = RunDatasets.With(_datasets!.Table(source, report.TableVersion?.ToString(CultureInfo.InvariantCulture)), "columnLineage", _datasets.DerivedLineage(source));
        table = RunDatasets.WithRun(table, "outputStatistics", Facets.OutputStatistics(report.Rows));
        return report.Outcome == DerivationOutcome.Rebuilt ? RunDatasets.With(table, "lifecycleStateChange", Facets.Lifecycle("OVERWRITE")) : table;
    }

    private static DatasetDescription Judged(DatasetDescription rows, ValidationReport report)
    {
        var columns = report.Source.Schema.Columns;
        string? Column(Check check) => check.Columns.Count == 1 ? columns[check.Columns[0]].Name : null;
        var assertions = report.Results.Where(r => r.Outcome != CheckOutcome.NotEvaluated).Select(r => new Assertion(
            r.Check.Kind,
            r.Check.Name,
            r.Outcome == CheckOutcome.Pass,
            r.Check.Severity == CheckSeverity.Warn,
            Column(r.Check),
            r.Check.Limit,
            r.Tally.Value.IsNull ? $"{r.Tally.Bad} of {r.Tally.Tested} bad" : r.Tally.Value.ToString(),
            r.Error));
        var nulls = report.Results.Where(r => r.Check.Kind == "not_null" && r.Check.When is null && Column(r.Check) is not null && r.Error is null)
            .GroupBy(r => Column(r.Check)!).ToDictionary(g => g.Key, g => new JsonObject { ["nullCount"] = g.First().Tally.Bad });
        var count = report.Results.FirstOrDefault(r => r.Check is AggregateCheck { Measure: Measure.RowCount, When: null, GroupBy: null });
        return RunDatasets.WithRun(
            RunDatasets.WithRun(rows, "dataQualityAssertions", Facets.QualityAssertions(assertions)),
            "dataQualityMetrics",
            Facets.QualityMetrics(count?.Tally.Tested, nulls));
    }
}
