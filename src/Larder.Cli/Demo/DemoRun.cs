using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Cli.Steps;
using Larder.Cli.Verification;
using Larder.Materialization;
using Larder.Offline.TrainingSets;

namespace Larder.Cli.Demo;

/// <summary>The steps of the demo, one after the other, each timed.</summary>
internal sealed class DemoRun
{
    private readonly StepContext _context;
    private readonly CompiledModel _model;
    private readonly string _input;
    private readonly JsonObject _document = [];
    private readonly JsonObject _seconds = [];
    private readonly long _started;

    public DemoRun(StepContext context, CompiledModel model, string input)
    {
        _context = context;
        _model = model;
        _input = input;
        _started = context.Workspace.Clock.GetTimestamp();
    }

    /// <summary>Runs everything; stops at the first step that fails. Gates and parity that refuse are in the JSON document all the same.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var source = _model.Spine.Source;
        _context.Report.Heading($"Larder demo on {_input}");
        var rows = await TimeAsync("ingest", () => IngestStep.RunAsync(_context, source, _input, store: true, cancellationToken));
        _document["rows"] = IngestStep.ToJson(rows);
        var plan = await TimeAsync("apply", () => ApplyStep.RunAsync(_context, apply: true, cancellationToken));
        _document["definitions"] = ApplyStep.ToJson(plan);
        _document["features"] = _model.Service.Features.Count();
        var set = await TimeAsync("training_set", () => TrainingSetStep.RunAsync(
            _context, TrainingSetStep.Over(_model.Service, _model.Spine), new TrainingSetOptions(), cancellationToken));
        _document["training"] = TrainingSetStep.ToJson(set);
        var outcome = await TimeAsync("train", () => TrainStep.RunAsync(_context, _model, set, replacesChampion: false, cancellationToken));
        _document["model"] = TrainStep.ToJson(outcome);
        _document["gates"] = TrainStep.GatesToJson(outcome);
        EndUnless(outcome.Registered is not null);
        outcome.EnsureAccepted();

        var filled = DerivationOrder.DownstreamOf(source, _context.Catalog.Sources).Prepend(source).Select(s => s.Name).ToHashSet();
        CompiledSourceView[] views = [.. _context.Catalog.Views.OfType<CompiledSourceView>().Where(v => filled.Contains(v.Source.Name))];
        var materialized = await TimeAsync("materialize", () => MaterializeStep.RunAsync(_context, views, new MaterializationOptions(), cancellationToken));
        _document["online"] = MaterializeStep.ToJson(materialized);
        _document["served"] = await TimeAsync("serve", () => ServedCalls.RunAsync(_context, _model, set, materialized.Max(m => m.AsOf), cancellationToken));
        var parity = await TimeAsync("verify", () => VerifyStep.RunAsync(_context, _model.Service, new ParityOptions(), cancellationToken));
        _document["parity"] = ParityJson.Of(parity);
        EndUnless(parity.Different == 0);
        VerifyStep.Ensure(parity);
        End();
        DemoSummary.Print(_context, _document);
    }

    private void EndUnless(bool isGood)
    {
        if (!isGood)
        {
            End();
        }
    }

    private void End()
    {
        _seconds["total"] = Elapsed(_started);
        _document["seconds"] = _seconds;
        _document["state"] = _context.Workspace.Options.StatePath;
        _context.Report.Json(_document);
    }

    private async Task<T> TimeAsync<T>(string step, Func<Task<T>> run)
    {
        var started = _context.Workspace.Clock.GetTimestamp();
        var result = await run();
        _seconds[step] = Elapsed(started);
        return result;
    }

    private double Elapsed(long since) => Math.Round(_context.Workspace.Clock.GetElapsedTime(since).TotalSeconds, 3);
}
