using System.Globalization;
using Larder.Alerts;
using Larder.Storage;
using Larder.Types;

namespace Larder.Pipelines.Runs;

/// <summary>
/// What is wrong with a pipeline's runs, as reports of alerts. Pure, and from what is stored alone: whoever asks says the same, and a run that never began is noticed as well as one that failed.
/// The pipeline is the subject of one alert of each kind.
/// </summary>
public static class RunAlerts
{
    private const string Key = "";

    /// <summary>How many runs have to be looked at.</summary>
    public const int Runs = 100;

    /// <summary>One report for each kind: run_failed, run_long, run_late, run_missing.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="runs">Its newest runs, the newest first.</param>
    /// <param name="isPaused">Whether its schedule makes no runs now: then nothing is said of its times.</param>
    /// <param name="watchedSince">Times of the schedule before this count only where an earlier scheduled run shows that there was a schedule.</param>
    /// <param name="now">Now.</param>
    public static IReadOnlyList<AlertReport> Of(PipelineDefinition pipeline, IReadOnlyList<RunRecord> runs, bool isPaused, Instant watchedSince, Instant now)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(runs);
        var overdue = isPaused ? null : Overdue(pipeline, runs, watchedSince, now);
        var awaited = overdue is { } due ? runs.Where(r => r.Interval.End >= due).MinBy(r => r.Interval.End) : null;
        var ended = runs.Where(r => r.State is RunState.Succeeded or RunState.Failed or RunState.Rejected).MaxBy(r => r.EndedAt);
        return
        [
            Report(AlertKind.RunFailed, ended is { State: not RunState.Succeeded } ? Failed(ended) : null, isDecided: ended is not null),
            Report(AlertKind.RunLong, Long(pipeline, runs, now), isDecided: true),
            Report(AlertKind.RunLate, awaited is not null ? Late(pipeline, overdue!.Value, awaited) : null, !isPaused),
            Report(AlertKind.RunMissing, overdue is not null && awaited is null ? Missing(pipeline, overdue.Value) : null, !isPaused),
        ];

        AlertReport Report(AlertKind kind, AlertCondition? condition, bool isDecided) =>
            new(kind, AlertSubject.Pipeline(pipeline.Name), condition is null ? [] : [condition]) { Undecided = isDecided ? [] : [Key] };
    }

    /// <summary>The newest time of the schedule whose deadline has passed, where no run about it or about a later one ended well; null where there is none.</summary>
    private static Instant? Overdue(PipelineDefinition pipeline, IReadOnlyList<RunRecord> runs, Instant watchedSince, Instant now)
    {
        if (pipeline.Schedule?.Previous(now - (pipeline.Deadline ?? TimeSpan.Zero) + TimeSpan.FromMicroseconds(1)) is not { } due || pipeline.Deadline is null)
        {
            return null;
        }

        var isScheduled = watchedSince <= due || runs.Any(r => r.Slot is not null && r.Interval.End <= due);
        return isScheduled && !runs.Any(r => r.State == RunState.Succeeded && r.Interval.End >= due) ? due : null;
    }

    private static AlertCondition Failed(RunRecord run) => new(
        Key,
        run.State == RunState.Rejected ? AlertSeverity.Warn : AlertSeverity.Error,
        run.State == RunState.Rejected ? $"run {run.RunId} was rejected by a gate or a person" : $"run {run.RunId} has failed")
    {
        Facts = [new("run", run.RunId), new("interval", run.Interval.ToString()), new("cause", run.Cause), new("ended_at", run.EndedAt!.Value.ToString())],
        Evidence = $"larder pipeline logs {run.RunId}",
    };

    private static AlertCondition? Long(PipelineDefinition pipeline, IReadOnlyList<RunRecord> runs, Instant now)
    {
        if (pipeline.ExpectedDuration is not { } expected
            || runs.Where(r => r.EndedAt is null && r.StartedAt + expected < now).MinBy(r => r.StartedAt) is not { } run)
        {
            return null;
        }

        return new(Key, AlertSeverity.Warn, $"run {run.RunId} goes on since {run.StartedAt}, longer than the {Span(expected)} expected")
        {
            Facts = [new("run", run.RunId), new("interval", run.Interval.ToString()), new("started_at", run.StartedAt!.Value.ToString()), new("expected", Span(expected))],
            Evidence = $"larder pipeline logs {run.RunId}",
        };
    }

    private static AlertCondition Late(PipelineDefinition pipeline, Instant due, RunRecord run) => new(
        Key,
        AlertSeverity.Error,
        $"the run due at {due} had not ended well by its deadline, {Span(pipeline.Deadline!.Value)} later; run {run.RunId} is {Names.ToSnakeCase(run.State.ToString())}")
    {
        Facts = [new("due", due.ToString()), new("deadline", (due + pipeline.Deadline.Value).ToString()), new("run", run.RunId), new("state", Names.ToSnakeCase(run.State.ToString()))],
        Evidence = $"larder pipeline logs {run.RunId}",
    };

    private static AlertCondition Missing(PipelineDefinition pipeline, Instant due) => new(
        Key, AlertSeverity.Error, $"there is no run for {due}, and its deadline, {Span(pipeline.Deadline!.Value)} later, has passed")
    {
        Facts = [new("due", due.ToString()), new("deadline", (due + pipeline.Deadline.Value).ToString())],
        Evidence = $"larder pipeline runs {pipeline.Name}",
    };

    private static string Span(TimeSpan span) => span.ToString("c", CultureInfo.InvariantCulture);
}
