using Larder.Alerts;
using Larder.Errors;
using Larder.Pipelines;
using Larder.Pipelines.Runs;
using Larder.Pipelines.Schedules;
using Larder.Pipelines.Time;
using Larder.Storage;
using Larder.Types;

namespace Larder.Core.Tests.Pipelines.Runs;

/// <summary>A pipeline due each day at 02:00, awaited until 03:00, expected to take half an hour.</summary>
public class RunAlertsTests
{
    private static readonly PipelineDefinition Daily = new Nightly().Build().Pipeline("daily");

    [Fact]
    public void A_failed_run_is_an_error_and_a_rejected_one_a_warning_until_the_next_ends_well()
    {
        RunRecord[] runs = [Run(3, RunState.Running), Run(2, RunState.Failed), Run(1, RunState.Succeeded)];
        SaidOfRuns(runs, At(3, "02:10")).ShouldBe(["run_failed Error: run r2 has failed"]);
        Of(runs, At(3, "02:10"))[0].Conditions[0].ShouldSatisfyAllConditions(
            c => c.Facts.Select(f => $"{f.Name} {f.Value}").ShouldBe(["run r2", "interval [2024-03-01T02:00:00Z, 2024-03-02T02:00:00Z)", "cause schedule", "ended_at 2024-03-02T02:20:00Z"]),
            c => c.Evidence.ShouldBe("larder pipeline logs r2"));

        SaidOfRuns([Run(2, RunState.Rejected)], At(2, "02:30")).ShouldBe(["run_failed Warn: run r2 was rejected by a gate or a person"]);
        SaidOfRuns([Run(3, RunState.Succeeded), .. runs[1..]], At(3, "02:30")).ShouldBeEmpty();
        SaidOfRuns([Run(3, RunState.Cancelled), .. runs[1..]], At(3, "02:30")).ShouldBe(["run_failed Error: run r2 has failed"], "a run that was stopped says nothing");
        Of([Run(3, RunState.Cancelled)], At(3, "02:30"))[0].Undecided.ShouldBe([""]);
    }

    [Fact]
    public void A_run_that_goes_on_for_longer_than_expected_is_told_while_it_does()
    {
        SaidOfRuns([Run(2, RunState.Running)], At(2, "02:30")).ShouldBeEmpty();
        SaidOfRuns([Run(2, RunState.Running)], At(2, "02:31")).ShouldBe(["run_long Warn: run r2 goes on since 2024-03-02T02:00:00Z, longer than the 00:30:00 expected"]);
        SaidOfRuns([Run(2, RunState.Queued)], At(2, "02:59")).ShouldBeEmpty();
        SaidOfRuns([Run(2, RunState.Succeeded)], At(2, "02:31")).ShouldBeEmpty();
    }

    [Fact]
    public void A_time_of_the_schedule_without_a_run_that_ended_well_by_its_deadline_is_told()
    {
        Said([Run(1, RunState.Succeeded)], At(2, "02:59")).ShouldBeEmpty();
        Said([Run(1, RunState.Succeeded)], At(2, "03:00")).ShouldBe(["run_missing Error: there is no run for 2024-03-02T02:00:00Z, and its deadline, 01:00:00 later, has passed"]);
        Said([Run(2, RunState.Queued), Run(1, RunState.Succeeded)], At(2, "03:00")).ShouldBe(
            ["run_late Error: the run due at 2024-03-02T02:00:00Z had not ended well by its deadline, 01:00:00 later; run r2 is queued"]);
        Said([Run(2, RunState.Failed), Run(1, RunState.Succeeded)], At(2, "12:00")).ShouldBe(
        [
            "run_failed Error: run r2 has failed",
            "run_late Error: the run due at 2024-03-02T02:00:00Z had not ended well by its deadline, 01:00:00 later; run r2 is failed",
        ]);
    }

    [Fact]
    public void A_run_of_the_same_or_of_later_data_that_ends_well_ends_the_wait()
    {
        Said([Run(2, RunState.Succeeded) with { RunId = "again", Slot = null }, Run(2, RunState.Failed), Run(1, RunState.Succeeded)], At(2, "12:00")).ShouldBeEmpty();
        Said([Run(3, RunState.Succeeded), Run(1, RunState.Succeeded)], At(3, "02:40")).ShouldBeEmpty();
        Said([Run(3, RunState.Running), Run(2, RunState.Cancelled), Run(1, RunState.Succeeded)], At(3, "02:10")).ShouldHaveSingleItem().ShouldEndWith("; run r2 is cancelled");
        Said([Run(3, RunState.Running), Run(1, RunState.Succeeded)], At(3, "02:10")).ShouldHaveSingleItem().ShouldEndWith("; run r3 is running");
        Said([Run(1, RunState.Succeeded) with { RunId = "old data", EndedAt = At(2, "02:30") }], At(2, "03:00")).ShouldHaveSingleItem().ShouldStartWith("run_missing");
    }

    [Fact]
    public void Times_before_anybody_watched_count_only_where_there_was_a_schedule()
    {
        Said([], At(2, "03:00"), watchedSince: At(2, "02:01")).ShouldBeEmpty();
        Said([], At(2, "03:00"), watchedSince: At(2, "02:00")).ShouldHaveSingleItem().ShouldStartWith("run_missing");
        Said([Run(1, RunState.Succeeded)], At(2, "03:00"), watchedSince: At(2, "02:59")).ShouldHaveSingleItem().ShouldStartWith("run_missing");
    }

    [Fact]
    public void Of_a_paused_schedule_nothing_is_said_and_without_a_declaration_nobody_waits()
    {
        var paused = RunAlerts.Of(Daily, [Run(1, RunState.Succeeded)], isPaused: true, At(1, "00:00"), At(2, "12:00"));
        paused.Select(r => $"{AlertNames.Of(r.Kind)} {r.Conditions.Count} {r.Undecided.Count}").ShouldBe(["run_failed 0 0", "run_long 0 0", "run_late 0 1", "run_missing 0 1"]);

        var plain = Daily with { Deadline = null, ExpectedDuration = null };
        RunAlerts.Of(plain, [Run(1, RunState.Running)], isPaused: false, At(1, "00:00"), At(9, "12:00")).ShouldAllBe(r => r.Conditions.Count == 0);
    }

    [Fact]
    public void A_time_that_is_not_positive_is_refused()
    {
        Should.Throw<InvalidDefinitionException>(() => new Nightly().Daily.WithDeadline(TimeSpan.Zero)).Message
            .ShouldBe("Pipeline daily: no run can end by a deadline of 00:00:00 after it was due; give a positive time.");
        Should.Throw<InvalidDefinitionException>(() => new Nightly().Daily.WithExpectedDuration(-TimeSpan.FromHours(1))).Message
            .ShouldBe("Pipeline daily: a run cannot be expected to take -01:00:00; give a positive time.");
    }

    private static string[] Said(RunRecord[] runs, Instant now, Instant? watchedSince = null) =>
        [.. Of(runs, now, watchedSince).SelectMany(r => r.Conditions.Select(c => $"{AlertNames.Of(r.Kind)} {c.Severity}: {c.Message}"))];

    /// <summary>Without a deadline.</summary>
    private static string[] SaidOfRuns(RunRecord[] runs, Instant now) =>
        [.. RunAlerts.Of(Daily with { Deadline = null }, runs, isPaused: false, At(1, "00:00"), now).SelectMany(r => r.Conditions.Select(c => $"{AlertNames.Of(r.Kind)} {c.Severity}: {c.Message}"))];

    private static IReadOnlyList<AlertReport> Of(RunRecord[] runs, Instant now, Instant? watchedSince = null) => RunAlerts.Of(Daily, runs, isPaused: false, watchedSince ?? At(1, "00:00"), now);

    /// <summary>The run that is due on a day of March 2024; it begins then and takes 20 minutes.</summary>
    private static RunRecord Run(int day, RunState state)
    {
        var due = At(day, "02:00");
        return new($"r{day}", "daily", new DataInterval(due - TimeSpan.FromDays(1), due), due)
        {
            Slot = due.ToString(),
            Cause = "schedule",
            State = state,
            StartedAt = state == RunState.Queued ? null : due,
            EndedAt = state is RunState.Queued or RunState.Running ? null : due + TimeSpan.FromMinutes(20),
        };
    }

    private static Instant At(int day, string time) => Instant.TryParse($"2024-03-{day:00}T{time}:00Z", out var instant) ? instant : throw new FormatException(time);

    private sealed class Nightly : FeatureRepository
    {
        public Pipeline Daily { get; } = Pipeline(p => p.Task("load", _ => Task.FromResult(1)))
            .WithSchedule(Schedule.Cron("0 2 * * *"))
            .WithDeadline(TimeSpan.FromHours(1))
            .WithExpectedDuration(TimeSpan.FromMinutes(30));
    }
}
