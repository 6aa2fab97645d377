using Larder.Errors;
using Larder.Functions;

namespace Larder.Pipelines.Tasks;

/// <summary>When a failed attempt is tried again. Immutable; every method gives a copy.</summary>
/// <param name="Count">How many more attempts there are after the first one failed.</param>
public sealed record RetryPolicy(int Count)
{
    /// <summary>What a task has of which nothing was said: no second attempt after an error of its own, three after the loss of what ran it.</summary>
    public static RetryPolicy None { get; } = new(0);

    /// <summary>Pause before the second attempt. Default a second.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>By what each further pause is longer than the one before. Default 2.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>The longest pause. Default ten minutes.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The greatest share of a pause that is taken off it, so that tasks that failed together do not come back together; from 0 to 1. Default 0.1. The share follows from run, task and attempt.</summary>
    public double Jitter { get; init; } = 0.1;

    /// <summary>How many more attempts there are after the loss of the worker, the node or the executor; counted on their own, never against <see cref="Count"/>. Default 3.</summary>
    public int InfrastructureCount { get; init; } = 3;

    /// <summary>The only exceptions after which another attempt makes sense, with what derives from them; empty for all.</summary>
    public IReadOnlyList<Type> Only { get; init; } = [];

    /// <summary>Exceptions after which no other attempt makes sense, with what derives from them; they win over <see cref="Only"/>.</summary>
    public IReadOnlyList<Type> Never { get; init; } = [];

    /// <summary>A copy that tries again only after such exceptions, and those named before.</summary>
    public RetryPolicy On<TException>()
        where TException : Exception => this with { Only = [.. Only, typeof(TException)] };

    /// <summary>A copy that never tries again after such exceptions.</summary>
    public RetryPolicy NotOn<TException>()
        where TException : Exception => this with { Never = [.. Never, typeof(TException)] };

    /// <summary>Whether an attempt that failed with an exception is followed by another.</summary>
    /// <param name="failures">How many attempts failed by errors of their own, this one included.</param>
    /// <param name="exception">What was thrown; null for a program that failed or a time limit.</param>
    public bool Allows(int failures, Exception? exception) => failures <= Count
        && (exception is null ? Only.Count == 0 : !Never.Any(t => t.IsInstanceOfType(exception)) && (Only.Count == 0 || Only.Any(t => t.IsInstanceOfType(exception))));

    /// <summary>Whether an attempt that was lost with what ran it is followed by another.</summary>
    /// <param name="losses">How many attempts were lost, this one included.</param>
    public bool AllowsLoss(int losses) => losses <= InfrastructureCount;

    /// <summary>The pause before the next attempt: <c>min(MaxDelay, Delay · Factor^(failures - 1))</c>, less the jitter's share.</summary>
    /// <param name="failures">How many attempts failed or were lost; at least 1.</param>
    /// <param name="seed">Names the run and the task.</param>
    public TimeSpan DelayAfter(int failures, string seed)
    {
        var pause = Math.Min(MaxDelay.TotalSeconds, Delay.TotalSeconds * Math.Pow(Factor, failures - 1));
        return TimeSpan.FromSeconds(pause * (1 - (Jitter * (StableHash.Of($"{seed}/{failures}") % 1_000 / 1_000.0))));
    }

    /// <exception cref="InvalidDefinitionException">A number is out of range.</exception>
    internal RetryPolicy Checked(string where) =>
        Count < 0 || InfrastructureCount < 0 ? throw new InvalidDefinitionException($"{where}: a number of retries cannot be negative; write 0 for none.")
        : Delay < TimeSpan.Zero || MaxDelay < Delay ? throw new InvalidDefinitionException($"{where}: a retry's delay must be between zero and its greatest delay of {MaxDelay}.")
        : !(Factor >= 1) || !(Jitter >= 0 && Jitter <= 1) ? throw new InvalidDefinitionException($"{where}: a retry's factor must be at least 1 and its jitter from 0 to 1.")
        : this;
}
