using Larder.Alerts;
using Larder.Errors;
using Larder.Pipelines;
using Larder.Pipelines.Runs;
using Larder.Types;

namespace Larder.Orchestration;

/// <summary>Looks at the runs of pipelines and reports what is wrong with them. It goes on beside tasks and waits for none, so that a run that hangs or never began is told. Several processes may watch the same pipelines.</summary>
/// <param name="stores">Where runs are kept.</param>
/// <param name="pipelines">The pipelines.</param>
/// <param name="alerts">Takes the reports.</param>
/// <param name="clock">The only clock.</param>
public sealed class RunWatch(PipelineStores stores, IReadOnlyList<PipelineDefinition> pipelines, IAlerts alerts, TimeProvider clock)
{
    /// <summary>Pause between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>What did not change is reported again so often, in case a report was lost.</summary>
    private static readonly TimeSpan RepeatsAfter = TimeSpan.FromMinutes(1);

    private readonly Instant _since = Instant.From(clock.GetUtcNow());
    private readonly Dictionary<(AlertKind Kind, AlertSubject Subject), (string Text, Instant At)> _reported = [];
    private bool _isBroken;

    /// <summary>Told once, in one line, when runs cannot be read. Default: nobody.</summary>
    public Action<string>? OnProblem { get; init; }

    /// <summary>Looks again and again until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await LookAsync(stop).ConfigureAwait(false);
                await Task.Delay(Interval, clock, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var positions = await stores.Schedules.PositionsAsync(cancellationToken).ConfigureAwait(false);
            foreach (var pipeline in pipelines)
            {
                var runs = await stores.History.ListAsync(new(pipeline.Name, RunAlerts.Runs), cancellationToken).ConfigureAwait(false);
                var isPaused = positions.GetValueOrDefault(pipeline.Name)?.IsPaused == true;
                foreach (var report in RunAlerts.Of(pipeline, runs, isPaused, _since, Instant.From(clock.GetUtcNow())))
                {
                    await ReportAsync(report, cancellationToken).ConfigureAwait(false);
                }
            }

            _isBroken = false;
        }
        catch (LarderException failed)
        {
            if (!_isBroken)
            {
                OnProblem?.Invoke($"The runs of pipelines cannot be watched ({failed.Message.TrimEnd('.')}); it is tried again every {Interval.TotalSeconds} seconds.");
            }

            _isBroken = true;
        }
    }

    private async Task ReportAsync(AlertReport report, CancellationToken cancellationToken)
    {
        var now = Instant.From(clock.GetUtcNow());
        var text = string.Join('\n', [.. report.Conditions.Select(c => c.Message), .. report.Undecided]);
        var key = (report.Kind, report.Subject);
        if (!_reported.TryGetValue(key, out var before) || before.Text != text || before.At + RepeatsAfter <= now)
        {
            await alerts.ReportAsync(report, cancellationToken).ConfigureAwait(false);
            _reported[key] = (text, now);
        }
    }
}
