using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Cli.Steps;
using Larder.Materialization;

namespace Larder.Cli.Demo;

/// <summary>The steps of the demo, one after the other, each timed.</summary>
internal sealed class DemoRun
{
    private readonly StepContext _context;
    private readonly CompiledModel _model;
    private readonly string _input;
    private readonly JsonObject _seconds = [];
    private readonly long _started;

    public DemoRun(StepContext context, CompiledModel model, string input)
    {
        _context = context;
        _model = model;
        _input = input;
        _started = context.Workspace.Clock.GetTimestamp();
    }

    /// <summary>Runs everything; stops at the first step that fails.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var source = _model.Spine.Source;
        _context.Report.Heading($"Larder demo on {_input}");
        var rows = await TimeAsync("ingest", () => IngestStep.RunAsync(_context, source, _input, store: true, cancellationToken));
        var plan = await TimeAsync("apply", () => ApplyStep.RunAsync(_context, apply: true, cancellationToken));
        var set = await TimeAsync("training_set", () => TrainStep.BuildSetAsync(_context, _model.Service, _model.Spine, null, rebuild: false, cancellationToken));
        var outcome = await TimeAsync("train", () => TrainStep.TrainAsync(_context, _model, set, cancellationToken));
        outcome.EnsureAccepted();
        var views = _context.Catalog.Views.OfType<CompiledSourceView>().Where(v => v.Source.Name == source.Name);
        var materialized = await TimeAsync(
            "materialize", () => MaterializeStep.RunAsync(_context, views.ToArray(), null, MaterializationOptions.DefaultLookback, cancellationToken));
        var served = await TimeAsync("serve", () => ServedCalls.RunAsync(_context, _model, set, materialized.Max(m => m.AsOf), cancellationToken));
        var parity = await TimeAsync("verify", () => VerifyStep.RunAsync(_context, _model.Service, VerifyStep.DefaultPairs, seed: 1, cancellationToken));
        VerifyStep.Ensure(parity);

        _seconds["total"] = Elapsed(_started);
        var document = new JsonObject
        {
            ["rows"] = IngestStep.ToJson(rows),
            ["definitions"] = ApplyStep.ToJson(plan),
            ["features"] = _model.Service.Features.Count(),
            ["training"] = TrainStep.ToJson(set),
            ["model"] = TrainStep.ToJson(outcome),
            ["gates"] = TrainStep.GatesToJson(outcome),
            ["online"] = MaterializeStep.ToJson(materialized),
            ["served"] = served,
            ["parity"] = VerifyStep.ToJson(parity),
            ["seconds"] = _seconds,
            ["state"] = _context.Workspace.Options.StatePath,
        };
        DemoSummary.Print(_context, document);
        _context.Report.Json(document);
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
