using Larder.Pipelines;
using Larder.Pipelines.Runs;
using Larder.Pipelines.Schedules;
using Larder.Storage;
using Larder.Types;

namespace Larder.Orchestration;

/// <summary>Makes the runs that schedules are due for. Any number of processes may do it at once: of each slot the store makes one run, and a position is moved only after its runs are there.</summary>
internal sealed class ScheduleTicker(PipelineStores stores, IReadOnlyList<PipelineDefinition> pipelines, string codeVersion)
{
    /// <summary>Looks at all schedules once.</summary>
    /// <returns>Whether runs were made.</returns>
    public async Task<bool> TickAsync(Instant now, CancellationToken cancellationToken)
    {
        PipelineDefinition[] scheduled = [.. pipelines.Where(p => p.Schedule is not null)];
        if (scheduled.Length == 0)
        {
            return false;
        }

        var positions = await stores.Schedules.PositionsAsync(cancellationToken).ConfigureAwait(false);
        var isMade = false;
        foreach (var pipeline in scheduled)
        {
            var position = positions.GetValueOrDefault(pipeline.Name) ?? new(null, false);
            if (position.IsPaused)
            {
                continue;
            }

            var (due, upTo) = DueTimes.Of(pipeline, position.UpTo, now);
            foreach (var interval in due)
            {
                isMade |= await MakeAsync(pipeline, new(RunIds.Scheduled(pipeline.Name, interval.End), pipeline.Name, interval, now)
                {
                    Slot = interval.End.ToString(),
                    Cause = "schedule",
                    CodeVersion = codeVersion,
                }, cancellationToken).ConfigureAwait(false);
            }

            if (upTo is { } looked)
            {
                await stores.Schedules.MoveAsync(pipeline.Name, looked, cancellationToken).ConfigureAwait(false);
            }
        }

        return isMade;
    }

    /// <summary>Makes a run as the overlap policy has it.</summary>
    private async Task<bool> MakeAsync(PipelineDefinition pipeline, RunRecord run, CancellationToken cancellationToken)
    {
        var open = pipeline.Overlap is OverlapPolicy.Allow or OverlapPolicy.BufferAll ? []
            : (await stores.History.ListAsync(new(pipeline.Name, int.MaxValue) { OnlyOpen = true }, cancellationToken).ConfigureAwait(false)).Where(r => r.RunId != run.RunId).ToArray();
        if (open.Length > 0 && pipeline.Overlap == OverlapPolicy.Skip)
        {
            return false;
        }

        var isMade = (await stores.Runs.CreateAsync([run], cancellationToken: cancellationToken).ConfigureAwait(false))[0];
        var replaced = pipeline.Overlap switch
        {
            OverlapPolicy.BufferOne => open.Where(r => r.State == RunState.Queued),
            OverlapPolicy.CancelOther => open,
            _ => [],
        };
        foreach (var other in isMade ? replaced : [])
        {
            await CancelAsync(other.RunId, run, cancellationToken).ConfigureAwait(false);
        }

        return isMade;
    }

    private async Task CancelAsync(string other, RunRecord run, CancellationToken cancellationToken)
    {
        try
        {
            await stores.Runs.RequestAsync(new(other, RunRequestKind.Cancel, null, $"run {run.RunId}, which takes its place", run.CreatedAt), cancellationToken).ConfigureAwait(false);
        }
        catch (Errors.ConflictException)
        {
            // It has ended meanwhile.
        }
    }
}
