using System.Collections;
using System.Security.Cryptography;
using System.Text.Json;
using Larder.Models;
using Larder.Pipelines;
using Larder.Pipelines.Runs;
using Larder.Pipelines.Tasks;
using Larder.Storage;

namespace Larder.Orchestration;

/// <summary>Runs attempts of tasks in this process: reads their inputs, calls the body, judges what it made. It never throws: whatever happens is the attempt's end.</summary>
internal sealed class AttemptRunner(IRunHistory history, OrchestratorOptions options, TimeProvider clock)
{
    /// <summary>Runs an attempt to its end.</summary>
    public async Task<AttemptEnd> RunAsync(AttemptStart start, CancellationToken stop)
    {
        var task = start.Pipeline.Tasks[start.Key.Task];
        using var log = new AttemptLogFile(AttemptFiles.Log(options.Folder, start.Run.RunId, task.Name, start.Key.Index, start.Attempt), clock);
        using var limit = new CancellationTokenSource(task.Limits.Attempt ?? Timeout.InfiniteTimeSpan, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            var context = new AttemptContext(start.Run, start.Pipeline, start.Key, start.Attempt, options, log, both.Token);
            var cacheKey = task.CachedFor is null ? null : CacheKey(start, task);
            if (cacheKey is not null && await history.CachedAsync(cacheKey, Types.Instant.From(clock.GetUtcNow()) - task.CachedFor!.Value, stop).ConfigureAwait(false) is { } made
                && await history.ResultAsync(made.Result!, stop).ConfigureAwait(false) is { } kept)
            {
                return new(TaskState.Succeeded) { Result = kept, Items = made.Items, Choice = made.Choice, IsReused = true, Reason = "made before from the same inputs" };
            }

            var inputs = await InputsAsync(start, task, stop).ConfigureAwait(false);
            var body = Task.Run(() => task.Body(context, inputs), CancellationToken.None);
            await Task.WhenAny(body, GivenUpAsync(both.Token)).ConfigureAwait(false);
            return !body.IsCompleted ? Stopped(task, limit.IsCancellationRequested, hasStopped: false)
                : await JudgeAsync(start, task, context, await body.ConfigureAwait(false)).ConfigureAwait(false) with { CacheKey = cacheKey };
        }
        catch (TaskSkippedException skipped)
        {
            return new(TaskState.Skipped) { Reason = log.Cleaned(skipped.Message) };
        }
        catch (GateRefusedException refused)
        {
            return new(TaskState.Rejected) { Reason = refused.Message };
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            return Stopped(task, limit.IsCancellationRequested, hasStopped: true);
        }
        catch (Exception failed)
        {
            log.Write(failed.ToString());
            return new(TaskState.Failed) { Exception = failed, Reason = log.Cleaned($"{failed.GetType().Name}: {failed.Message}") };
        }
    }

    private static AttemptEnd Stopped(TaskDefinition task, bool isLimit, bool hasStopped)
    {
        var rest = hasStopped ? string.Empty : " and it did not stop when it was asked to";
        return isLimit
            ? new(TaskState.Failed) { Reason = $"the attempt took longer than its limit of {task.Limits.Attempt}{rest}" }
            : new(TaskState.Cancelled) { Reason = $"it was stopped{rest}" };
    }

    /// <summary>What a result follows from: the code (which has the definitions of views), the inputs by their bytes, the parameters and the data interval. Not its name alone, nor when it was made.</summary>
    private static string CacheKey(AttemptStart start, TaskDefinition task)
    {
        var parts = new[] { start.Run.CodeVersion, start.Pipeline.Name, task.Name, $"{start.Key.Index}", start.Run.ParametersJson, start.Run.Interval.ToString() }
            .Concat(start.Inputs.SelectMany(i => i.Append("|").Select(d => d ?? "-")));
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(parts)));
    }

    private static object? Lists(IReadOnlyList<StoredResult> results, Type item)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        foreach (var result in results)
        {
            list.Add(result.Read(item));
        }

        return list;
    }

    private static object? Default(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;

    private static object? Item(object list, int index) => list is IList items ? items[index] : ((IEnumerable)list).Cast<object?>().ElementAt(index);

    /// <summary>Ends the grace of an attempt that was asked to stop.</summary>
    private async Task GivenUpAsync(CancellationToken stop)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await Task.Delay(options.Grace, clock, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<object?>> InputsAsync(AttemptStart start, TaskDefinition task, CancellationToken stop)
    {
        var inputs = new List<object?>(task.Inputs.Count);
        foreach (var (input, digests) in task.Inputs.Zip(start.Inputs))
        {
            var from = start.Pipeline.Tasks[input.Task];
            var results = new List<StoredResult>();
            foreach (var digest in digests)
            {
                if (digest is not null)
                {
                    results.Add(await history.ResultAsync(digest, stop).ConfigureAwait(false) ?? throw new InvalidOperationException($"The result {digest} of task '{from.Name}' is not in the store."));
                }
            }

            object? value;
            if (input.IsOptional && (results.Count == 0 || results.Count < digests.Count))
            {
                value = Default(from.ResultType);
            }
            else
            {
                value = from.IsMapped ? Lists(results, from.ResultType) : results[0].Read(from.ResultType);
            }

            inputs.Add(input.IsItem ? Item(value!, start.Key.Index) : value);
        }

        return inputs;
    }

    private async Task<AttemptEnd> JudgeAsync(AttemptStart start, TaskDefinition task, AttemptContext context, object? value)
    {
        var end = new AttemptEnd(TaskState.Succeeded) { Rows = context.Rows, Bytes = context.Bytes };
        if (context.Rows is { } rows && await BrokenAsync(start, task, rows).ConfigureAwait(false) is { } broken)
        {
            return end with { State = TaskState.Failed, Reason = broken };
        }

        var result = StoredResult.Of(value, task.ResultType);
        return (task.Kind, value) switch
        {
            (TaskKind.Sensor, false) => end with { State = TaskState.Pending, Reason = "not there yet" },
            (TaskKind.Branch, _) => end with { Result = result, Choice = value!.ToString() },
            (TaskKind.Gate, GateResult { Verdict: not GateVerdict.Passed } refused) => end with { State = TaskState.Rejected, Result = result, Reason = $"{refused.Gate} is {refused.Verdict.WireName()}: {refused.Reason}" },
            (TaskKind.Gate, GateResult passed) => end with { Result = result, Reason = passed.Reason },
            (_, ICollection items) => end with { Result = result, Items = items.Count },
            (_, IEnumerable items) when value is not string => end with { Result = result, Items = items.Cast<object?>().Count() },
            _ => end with { Result = result },
        };
    }

    /// <summary>Why the rows break the task's contract, held against like partitions: those of the same weekday where the interval is a day long.</summary>
    private async Task<string?> BrokenAsync(AttemptStart start, TaskDefinition task, long rows)
    {
        var interval = start.Run.Interval;
        var isDay = interval.End - TimeSpan.FromHours(20) > interval.Start && interval.End - TimeSpan.FromHours(28) < interval.Start;
        var before = task.Contract.MaxFall is null || task.IsMapped ? [] : await history.RowsAsync(start.Pipeline.Name, task.Name, OutputContract.Partitions * 7, CancellationToken.None).ConfigureAwait(false);
        return task.Contract.Broken(rows, [.. before.Where(b => b.Interval.Start < interval.Start && (!isDay || Weekday(b.Interval.Start) == Weekday(interval.Start))).Select(b => b.Rows)]);
    }

    private static DayOfWeek Weekday(Types.Instant instant) => instant.ToDateTime().DayOfWeek;
}

/// <summary>What an attempt begins with.</summary>
/// <param name="Run">The run.</param>
/// <param name="Pipeline">Its pipeline.</param>
/// <param name="Key">What runs.</param>
/// <param name="Attempt">The attempt, from 1.</param>
/// <param name="Inputs">For each input the digests of the other's results, one for each instance.</param>
internal sealed record AttemptStart(RunRecord Run, PipelineDefinition Pipeline, TaskKey Key, int Attempt, IReadOnlyList<IReadOnlyList<string?>> Inputs);
