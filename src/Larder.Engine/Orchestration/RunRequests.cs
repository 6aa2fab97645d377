using Larder.Pipelines.Runs;
using Larder.Pipelines.Tasks;
using Larder.Storage;
using Larder.Types;

namespace Larder.Orchestration;

/// <summary>Does what is asked of a run.</summary>
internal static class RunRequests
{
    /// <summary>Does it, or leaves it where it does not apply; either way it is answered.</summary>
    public static void Answer(OwnedRun run, RunRequest request, Instant now)
    {
        run.Answer(request.Number);
        if (request.Kind == RunRequestKind.Cancel)
        {
            run.Add(new(RunEventKind.Cancelled, now) { By = request.By });
            run.StopAttempts();
        }
        else if (run.Run.PlaceOf(request.Task ?? string.Empty) is { } place && run.Run.Pipeline.Tasks[place].Kind == TaskKind.Approval && run.Run.Pending.Contains(new(place)))
        {
            var isApproved = request.Kind == RunRequestKind.Approve;
            var answer = StoredResult.Of(isApproved, typeof(bool));
            run.Add(run.Run.Decide(new(place), isApproved ? TaskState.Succeeded : TaskState.Rejected, isApproved ? "approved" : "refused", request.By, now) with { Result = answer.Digest }, answer);
        }
    }
}
