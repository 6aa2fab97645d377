using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Larder.Cli.Commands;
using Larder.Cli.Output;
using Larder.Engine;
using Larder.Errors;
using Larder.Orchestration;
using Larder.Pipelines;
using Larder.Pipelines.Runs;
using Larder.Pipelines.Schedules;
using Larder.Pipelines.Time;
using Larder.Storage;
using Larder.Types;

namespace Larder.Cli.Steps;

/// <summary>Runs pipelines.</summary>
internal static class PipelineRunStep
{
    // A process id comes again, in containers at once: a name of its own, so that nobody renews what a dead one of the same id held.
    private static readonly string Owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";

    /// <summary>A run on demand, with its interval and checked parameters.</summary>
    public static RunRecord New(StepContext context, string name, Instant? start, Instant? end, IReadOnlyList<string> parameters)
    {
        var pipeline = context.Catalog.Pipeline(name);
        var now = Instant.From(context.Workspace.Clock.GetUtcNow());
        var due = end ?? pipeline.Schedule?.Previous(now + TimeSpan.FromMicroseconds(1)) ?? now;
        var interval = pipeline.Schedule is { } schedule ? DueTimes.IntervalOf(pipeline, schedule, due) : DataInterval.At(due);
        interval = interval with { Start = start ?? interval.Start };
        return interval.Start <= interval.End
            ? new(RunIds.Manual(name, now), name, interval, now) { ParametersJson = Parameters(pipeline, parameters), CodeVersion = context.Catalog.CodeVersion }
            : throw new InvalidInputException($"The data interval ends at {interval.End}, before its start at {interval.Start}; give --start and --end in order.");
    }

    /// <summary>A run that goes on from another.</summary>
    public static async Task<RunRecord> ResumedAsync(StepContext context, string runId, string? from, CancellationToken cancellationToken)
    {
        var origin = (await context.Pipelines.History.ListAsync(new RunQuery { RunId = runId }, cancellationToken)) is [var found] ? found : throw StoreErrors.NoSuchRun(runId);
        if (origin.EndedAt is null)
        {
            throw new ConflictException($"Run '{runId}' has not ended; wait for it, or stop it with 'larder pipeline cancel {runId}'.");
        }

        var pipeline = context.Catalog.Pipeline(origin.Pipeline);
        if (from is not null && pipeline.Tasks.All(t => t.Name != from))
        {
            throw new NotFoundException($"Pipeline {pipeline.Name} has no task '{from}'; it has {string.Join(", ", pipeline.Tasks.Select(t => t.Name))}.");
        }

        var now = Instant.From(context.Workspace.Clock.GetUtcNow());
        return new(RunIds.Manual(origin.Pipeline, now), origin.Pipeline, origin.Interval, now)
        {
            ParametersJson = origin.ParametersJson,
            CodeVersion = context.Catalog.CodeVersion,
            Cause = $"resumes {runId}",
            Resumes = runId,
            ResumesFrom = from,
        };
    }

    /// <summary>Runs one run here to its end; Ctrl-C cancels it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(StepContext context, RunRecord run, CancellationToken cancellationToken)
    {
        await context.Pipelines.Runs.CreateAsync([run], new(Owner, TimeSpan.FromSeconds(30)), cancellationToken);
        context.Report.Line($"run {run.RunId}, {run.Interval}");
        var (seen, ended) = (0, (RunState?)null);
        var pipeline = context.Catalog.Pipeline(run.Pipeline);
        await WatchedAsync(context, [pipeline], () => Create(context, [pipeline], takesOthers: false).RunAsync(
            async () =>
            {
                foreach (var happened in await context.Pipelines.History.EventsAsync(run.RunId, seen, CancellationToken.None))
                {
                    (seen, ended) = (seen + 1, happened.RunState);
                    context.Report.Line($"  {RunLines.Of(happened)}");
                }

                return ended is not null;
            },
            isScheduling: false,
            cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        context.Report.Json(new JsonObject { ["run"] = PipelineRunsStep.ToJson((await context.Pipelines.History.ListAsync(new RunQuery { RunId = run.RunId }, cancellationToken))[0]) });
        return ended switch
        {
            RunState.Succeeded => 0,
            RunState.Rejected => ErrorCodes.ExitCode(ErrorKind.GateRefused),
            _ => ErrorCodes.ExitCode(ErrorKind.UserCode),
        };
    }

    /// <summary>Makes a run for the process that runs schedules.</summary>
    public static async Task TriggerAsync(StepContext context, RunRecord run, CancellationToken cancellationToken)
    {
        await context.Pipelines.Runs.CreateAsync([run], cancellationToken: cancellationToken);
        context.Report.Line($"  {run.RunId} waits for 'larder pipeline schedule' to take it up");
        context.Report.Json(new JsonObject { ["run"] = PipelineRunsStep.ToJson(run) });
    }

    /// <summary>Makes due runs and runs them until it is interrupted.</summary>
    public static async Task ScheduleAsync(StepContext context, CancellationToken cancellationToken)
    {
        context.Report.Line($"running the schedules of {context.Catalog.Pipelines.Count} pipelines (Ctrl-C stops; what runs then is given back)");
        await WatchedAsync(
            context, context.Catalog.Pipelines, () => Create(context, context.Catalog.Pipelines, takesOthers: true).RunAsync(isDone: null, isScheduling: true, cancellationToken));
        context.Report.Line("stopped");
    }

    /// <summary>Works while somebody else looks at the runs; at the end once more, for what ended last.</summary>
    private static async Task WatchedAsync(StepContext context, IReadOnlyList<PipelineDefinition> pipelines, Func<Task> work)
    {
        var watch = new RunWatch(context.Pipelines, pipelines, context.Workspace.Alerts, context.Workspace.Clock) { OnProblem = context.Report.Warning };
        using var stop = new CancellationTokenSource();
        var watching = watch.RunAsync(stop.Token);
        try
        {
            await work();
        }
        finally
        {
            await stop.CancelAsync();
            await watching;
        }

        await watch.LookAsync();
    }

    private static Orchestrator Create(StepContext context, IReadOnlyList<PipelineDefinition> pipelines, bool takesOthers) => new(
        context.Pipelines,
        pipelines,
        context.Catalog.CodeVersion,
        new OrchestratorOptions
        {
            Folder = RunFiles.Folder(context.Workspace.Options.StatePath),
            Owner = Owner,
            TakesOthers = takesOthers,
            Secrets = name => StateSettings.Configuration()[$"Larder:Secrets:{name}"],
            Services = type => type == typeof(Workspace) ? context.Workspace : type == typeof(StepContext) ? context : null,
        },
        context.Workspace.Clock);

    private static string Parameters(PipelineDefinition pipeline, IReadOnlyList<string> given)
    {
        var json = new JsonObject();
        foreach (var text in given)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            var parameter = at > 0 ? pipeline.Parameters.FirstOrDefault(p => p.Name == text[..at]) : null;
            if (parameter is null)
            {
                var known = pipeline.Parameters.Count == 0 ? "it has none" : $"it has {string.Join(", ", pipeline.Parameters.Select(p => p.Name))}";
                throw new InvalidInputException($"'{text}' is no parameter of pipeline {pipeline.Name}; write name=value, {known}.");
            }

            json[parameter.Name] = parameter.Write(parameter.Read(text[(at + 1)..], pipeline.Name));
        }

        return json.ToJsonString(JsonSerializerOptions.Default);
    }
}
