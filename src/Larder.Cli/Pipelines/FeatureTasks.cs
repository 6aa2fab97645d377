using Larder.Catalog;
using Larder.Cli.Steps;
using Larder.Errors;
using Larder.Models;

namespace Larder;

/// <summary>Tasks that do what the commands <c>ingest</c>, <c>materialize-incremental</c>, <c>training-set</c> and <c>train</c> do.</summary>
public static class FeatureTasks
{
    /// <summary>Ingests a source's files; a suite that stops the ingest fails the task. Files that were ingested before add nothing, which is no failure.</summary>
    /// <typeparam name="T">The event type.</typeparam>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="source">The source.</param>
    /// <param name="input">Path or glob that replaces the source's own; null for that.</param>
    /// <returns>The version of the source's table.</returns>
    public static PipelineTask<long> Ingest<T>(this PipelineBuilder pipeline, EventSource<T> source, string? input = null)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(source);
        return pipeline.Task($"ingest_{source.Name}", async context =>
        {
            var step = context.Get<StepContext>();
            var report = await IngestStep.RunAsync(step, step.Catalog.Source(source.Name), input, store: true, context.Cancellation).ConfigureAwait(false);
            context.Log($"{report.Counts.RowsRead} rows read, {report.Counts.RowsStored} stored, {report.Counts.RowsQuarantined} quarantined, table version {report.TableVersion}{(report.IsRepeat ? ", the same files as before" : string.Empty)}");
            if (!report.IsRepeat)
            {
                context.Produced(report.Counts.RowsStored);
            }

            return report.TableVersion!.Value;
        });
    }

    /// <summary>Brings what came since the last run into the online store.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="view">The view.</param>
    /// <returns>How many entities the view has online.</returns>
    public static PipelineTask<long> Materialize(this PipelineBuilder pipeline, FeatureView view)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(view);
        return pipeline.Task($"materialize_{view.Name}", async context =>
        {
            var step = context.Get<StepContext>();
            var compiled = step.Catalog.View(view.Name) as CompiledSourceView
                ?? throw new InvalidDefinitionException($"View {view.Name} is computed at request time and needs no materialization; materialize its inputs.");
            var reports = await MaterializeStep.RunAsync(step, [compiled], new() { Incremental = true }, context.Cancellation).ConfigureAwait(false);
            context.Log($"{reports[0].OnlineView}: {reports[0].Written} entities written as of {reports[0].AsOf}");
            return reports[0].Rows;
        });
    }

    /// <summary>Builds the training set of a model, as of now in the tables.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="model">The model.</param>
    /// <returns>The dataset version.</returns>
    public static PipelineTask<string> TrainingSet(this PipelineBuilder pipeline, Model model)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(model);
        return pipeline.Task($"training_set_{model.Name}", async context =>
        {
            var step = context.Get<StepContext>();
            var compiled = step.Catalog.Model(model.Name);
            var set = await TrainingSetStep.RunAsync(step, TrainingSetStep.Over(compiled.Service, compiled.Spine), new(), context.Cancellation).ConfigureAwait(false);
            context.Log($"{set.Record.Rows} rows as of {set.Record.AsOf}");
            context.Produced(set.Record.Rows);
            return set.Record.DatasetVersion;
        });
    }

    /// <summary>Fits a model on its training set and lets the gates decide: if all pass it is registered and becomes champion; else the task is rejected, and the champion stays.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="model">The model.</param>
    /// <param name="trainingSet">What <see cref="TrainingSet"/> built.</param>
    /// <returns>The version that is champion.</returns>
    public static PipelineTask<int> Train(this PipelineBuilder pipeline, Model model, ITaskInput<string> trainingSet)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(model);
        return pipeline.Task($"train_{model.Name}", trainingSet, async (context, dataset) =>
        {
            var step = context.Get<StepContext>();
            var compiled = step.Catalog.Model(model.Name);
            var record = await step.Workspace.Datasets.GetAsync(dataset, context.Cancellation).ConfigureAwait(false)
                ?? throw new NotFoundException($"Training set {dataset} is not in the registry; run the task that builds it again.");
            var set = await TrainingSetStep.RunAsync(step, TrainingSetStep.Over(compiled.Service, compiled.Spine), new() { AsOf = record.AsOf }, context.Cancellation).ConfigureAwait(false);
            var outcome = await TrainStep.RunAsync(step, compiled, set, replacesChampion: false, context.Cancellation).ConfigureAwait(false);
            foreach (var gate in outcome.Verdict.Gates)
            {
                context.Log($"gate {gate.Gate}: {gate.Verdict.WireName()} ({gate.Reason})");
            }

            outcome.EnsureAccepted();
            return outcome.Registered!.Version;
        });
    }
}
