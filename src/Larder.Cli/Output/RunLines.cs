using System.Globalization;
using Larder.Pipelines.Runs;
using Larder.Types;

namespace Larder.Cli.Output;

/// <summary>What happens in runs, in lines for people.</summary>
internal static class RunLines
{
    public static string Of(RunEvent happened)
    {
        var task = happened.Index > 0 ? $"{happened.Task} [{happened.Index}]" : happened.Task;
        return happened.Kind switch
        {
            RunEventKind.Taken => $"{happened.At}  taken up by {happened.By}",
            RunEventKind.AttemptStarted => $"{happened.At}  {task}: attempt {happened.Attempt}",
            RunEventKind.AttemptEnded => $"{happened.At}  {task}: {State(happened)}{Rest(happened)}",
            RunEventKind.TaskDecided => $"{happened.At}  {task}: {State(happened)} by {happened.By}{Rest(happened)}",
            RunEventKind.Cancelled => $"{happened.At}  cancelled by {happened.By}{Rest(happened)}",
            _ => $"{happened.At}  {happened.RunState.ToString()!.ToLowerInvariant()}",
        };
    }

    /// <summary>How long something took.</summary>
    public static string Took(Instant began, Instant ended) => string.Create(CultureInfo.InvariantCulture, $"{(ended.Microseconds - began.Microseconds) / 1e6:0.###} s");

    private static string State(RunEvent happened) =>
        $"{(happened.IsLoss ? "lost" : happened.State.ToString()!.ToLowerInvariant())}{(happened.IsReused ? ", taken over" : string.Empty)}";

    private static string Rest(RunEvent happened)
    {
        var rows = happened.Rows is { } made ? $", {made:N0} rows" : string.Empty;
        var reason = happened.Reason is { } why ? $" ({why})" : string.Empty;
        return $"{rows}{reason}{(happened.NextAt is { } next ? $", again from {next}" : string.Empty)}";
    }
}
