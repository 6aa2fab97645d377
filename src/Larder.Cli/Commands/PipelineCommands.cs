using System.CommandLine;
using Larder.Cli.Steps;
using Larder.Storage;
using Larder.Types;

namespace Larder.Cli.Commands;

/// <summary><c>pipeline</c>: runs pipelines and tells of them.</summary>
internal static class PipelineCommands
{
    private const int MostRuns = 100_000;

    public static Command Create(CommandContext app) => new("pipeline", "Run pipelines by hand or by their schedules, and look after their runs")
    {
        List(app),
        Show(app),
        Run(app),
        Trigger(app),
        Schedule(app),
        Runs(app),
        Logs(app),
        Resume(app),
        Request(app, "cancel", "Stop a run", RunRequestKind.Cancel),
        Request(app, "approve", "Let an approval of a run pass", RunRequestKind.Approve),
        Request(app, "refuse", "Refuse an approval of a run", RunRequestKind.Refuse),
        Pause(app, "pause", "Stop a schedule from making runs", isPaused: true),
        Pause(app, "unpause", "Let a schedule make runs again; times that passed count as missed", isPaused: false),
    };

    private static Command List(CommandContext app)
    {
        var command = new Command("list", "List the pipelines: schedule, next time, last run");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.Open(parsed);
            await PipelineListStep.RunAsync(context, cancellationToken);
            return 0;
        });
        return command;
    }

    private static Command Show(CommandContext app)
    {
        var name = Pipeline();
        var next = Arguments.Whole("--next", 0, MostRuns, byDefault: 5, "Show so many of the next times of its schedule");
        var command = new Command("show", "Show a pipeline: its tasks as a graph, its limits, the next times of its schedule") { name, next };
        command.SetAction((parsed, _) =>
        {
            PipelineShowStep.Run(app.Catalog.Pipeline(parsed.GetValue(name)!), Instant.From(app.Options.Clock.GetUtcNow()), parsed.GetValue(next), Output.Reporter.OnConsole(GlobalOptions.IsJson(parsed)));
            return Task.FromResult(0);
        });
        return command;
    }

    private static Command Run(CommandContext app)
    {
        var (name, start, end, parameters) = (Pipeline(), Start(), End(), Parameters());
        var command = new Command("run", "Run a pipeline here, to its end, without its schedule") { name, start, end, parameters };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.Open(parsed);
            var run = PipelineRunStep.New(context, parsed.GetValue(name)!, parsed.GetValue(start), parsed.GetValue(end), parsed.GetValue(parameters) ?? []);
            return await PipelineRunStep.RunAsync(context, run, cancellationToken);
        });
        return command;
    }

    private static Command Trigger(CommandContext app)
    {
        var (name, start, end, parameters) = (Pipeline(), Start(), End(), Parameters());
        var command = new Command("trigger", "Make a run for the process that runs schedules") { name, start, end, parameters };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.Open(parsed);
            var run = PipelineRunStep.New(context, parsed.GetValue(name)!, parsed.GetValue(start), parsed.GetValue(end), parsed.GetValue(parameters) ?? []);
            await PipelineRunStep.TriggerAsync(context, run, cancellationToken);
            return 0;
        });
        return command;
    }

    private static Command Schedule(CommandContext app)
    {
        var command = new Command("schedule", "Make the runs that schedules are due for and run them, until interrupted; several may do it at once");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.Open(parsed);
            await PipelineRunStep.ScheduleAsync(context, cancellationToken);
            return 0;
        });
        return command;
    }

    private static Command Runs(CommandContext app)
    {
        var name = Arguments.Name("pipeline", "Runs of this pipeline only");
        var atMost = Arguments.Whole("--limit", 1, MostRuns, byDefault: 20, "How many runs to list");
        var command = new Command("runs", "List runs, newest first") { name, atMost };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.Open(parsed);
            await PipelineRunsStep.ListAsync(context, parsed.GetValue(name), parsed.GetValue(atMost), cancellationToken);
            return 0;
        });
        return command;
    }

    private static Command Logs(CommandContext app)
    {
        var run = RunId();
        var task = Arguments.Name("task", "Attempts of this task only");
        var command = new Command("logs", "Show what happened in a run, and the logs of its attempts") { run, task };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.Open(parsed);
            await PipelineRunsStep.LogsAsync(context, parsed.GetValue(run)!, parsed.GetValue(task), cancellationToken);
            return 0;
        });
        return command;
    }

    private static Command Resume(CommandContext app)
    {
        var run = RunId();
        var from = Arguments.Text("--from", "task", "Run this task and what comes behind it again, also where it ended well", "give a task's name");
        var command = new Command("resume", "Run a pipeline here again, from where a run failed: what ended well there is taken over") { run, from };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.Open(parsed);
            return await PipelineRunStep.RunAsync(context, await PipelineRunStep.ResumedAsync(context, parsed.GetValue(run)!, parsed.GetValue(from), cancellationToken), cancellationToken);
        });
        return command;
    }

    private static Command Request(CommandContext app, string name, string description, RunRequestKind kind)
    {
        var run = RunId();
        var command = new Command(name, description) { run };
        var task = new Argument<string>("task") { Description = "The approval" };
        if (kind != RunRequestKind.Cancel)
        {
            command.Add(task);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.Open(parsed);
            await PipelineRunsStep.RequestAsync(context, parsed.GetValue(run)!, kind, kind == RunRequestKind.Cancel ? null : parsed.GetValue(task), cancellationToken);
            return 0;
        });
        return command;
    }

    private static Command Pause(CommandContext app, string name, string description, bool isPaused)
    {
        var pipeline = Pipeline();
        var command = new Command(name, description) { pipeline };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.Open(parsed);
            await PipelineListStep.PauseAsync(context, parsed.GetValue(pipeline)!, isPaused, cancellationToken);
            return 0;
        });
        return command;
    }

    private static Argument<string> Pipeline() => new("pipeline") { Description = "The pipeline" };

    private static Argument<string> RunId() => new("run") { Description = "The run" };

    private static Option<Instant?> Start() => Arguments.Time("--start", "Start of the data interval, its logical date; default where the schedule's time before was due");

    private static Option<Instant?> End() => Arguments.Time("--end", "End of the data interval, the run's clock; default the schedule's last time, without a schedule now");

    private static Option<string[]> Parameters() => new("--param") { HelpName = "name=value", Description = "A parameter of the pipeline; may be given several times", Arity = ArgumentArity.OneOrMore };
}
