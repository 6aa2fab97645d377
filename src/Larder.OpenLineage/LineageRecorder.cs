using System.Globalization;
using System.Text.Json.Nodes;

namespace Larder.OpenLineage;

/// <summary>Tells of runs as they begin and end. A run inside another one names it as its parent.</summary>
/// <threadsafety>Runs follow each other or lie in each other; they do not run side by side.</threadsafety>
public sealed class LineageRecorder : IAsyncDisposable
{
    private readonly Stack<(Guid Id, JobName Job)> _running = new();
    private readonly LineageSender _sender;
    private readonly LineageNames _names;
    private readonly RunEvents _events;
    private readonly Redaction _redaction;
    private readonly IReadOnlyDictionary<string, JsonObject> _runFacets;
    private readonly IReadOnlyDictionary<string, JsonObject> _jobFacets;
    private readonly TimeProvider _clock;
    private readonly (Guid Id, JobName Job)? _parent;
    private int _number;

    /// <param name="sender">Gets events away.</param>
    /// <param name="names">The names.</param>
    /// <param name="options">The bound of an event.</param>
    /// <param name="redaction">Takes secrets out of error messages.</param>
    /// <param name="clock">The only clock.</param>
    /// <param name="runFacets">Facets of every run.</param>
    /// <param name="jobFacets">Facets of every job.</param>
    /// <param name="parent">The run around all of them, <c>namespace/job/id</c>, as orchestrators give it in <c>OPENLINEAGE_PARENT_ID</c>; null for none.</param>
    public LineageRecorder(
        LineageSender sender,
        LineageNames names,
        LineageOptions options,
        Redaction redaction,
        TimeProvider clock,
        IReadOnlyDictionary<string, JsonObject>? runFacets = null,
        IReadOnlyDictionary<string, JsonObject>? jobFacets = null,
        string? parent = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_sender, _names, _redaction, _clock) = (sender, names, redaction, clock);
        (_runFacets, _jobFacets) = (runFacets ?? new Dictionary<string, JsonObject>(), jobFacets ?? new Dictionary<string, JsonObject>());
        _events = new RunEvents(names, options.EventBytes);
        _parent = Parent(parent);
    }

    /// <summary>The names.</summary>
    public LineageNames Names => _names;

    /// <summary>Sends events; closed with this.</summary>
    public LineageSender Sender => _sender;

    /// <summary>Runs a piece of work and tells of its beginning and end.</summary>
    /// <param name="start">What is known before.</param>
    /// <param name="work">The work.</param>
    /// <param name="end">What is known afterwards.</param>
    /// <param name="isGood">Whether a result is a success; null where each is. One that is none is told as a failure with the text given.</param>
    /// <returns>What the work gave.</returns>
    public async Task<T> RunAsync<T>(RunDescription start, Func<Task<T>> work, Func<T, RunDescription> end, Func<T, string?>? isGood = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(end);
        var id = _events.RunId(start, _clock.GetUtcNow(), Environment.ProcessId, _number++);
        var parent = _running.TryPeek(out var around) ? around : _parent;
        Tell(RunState.Start, id, start, parent, null);
        _running.Push((id, _names.Job(start.Kind, start.Of)));
        try
        {
            var result = await work().ConfigureAwait(false);
            var failure = isGood?.Invoke(result);
            Tell(failure is null ? RunState.Complete : RunState.Fail, id, Described(start, () => end(result)), parent, failure);
            return result;
        }
        catch (OperationCanceledException)
        {
            Tell(RunState.Abort, id, start, parent, null);
            throw;
        }
        catch (Exception failed)
        {
            Tell(RunState.Fail, id, start, parent, failed.Message);
            throw;
        }
        finally
        {
            _running.Pop();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _sender.DisposeAsync();

    /// <summary>A description that cannot be made must not undo the work that it is of.</summary>
#pragma warning disable CA1031 // Whatever a description stumbles over.
    private static RunDescription Described(RunDescription start, Func<RunDescription> end)
    {
        try
        {
            return end();
        }
        catch (Exception)
        {
            return start;
        }
    }
#pragma warning restore CA1031

    private void Tell(RunState state, Guid id, RunDescription run, (Guid Id, JobName Job)? parent, string? error)
    {
        var facets = new Dictionary<string, JsonObject>(_runFacets);
        foreach (var (name, facet) in run.RunFacets)
        {
            facets[name] = facet;
        }

        if (parent is var (around, job))
        {
            facets["parent"] = Facets.Parent(around, job);
        }

        if (error is not null)
        {
            facets["errorMessage"] = Facets.Error(_redaction.Of(error));
        }

        var jobFacets = new Dictionary<string, JsonObject>(_jobFacets) { ["jobType"] = Facets.JobType(run.Kind.ToUpperInvariant()) };
        foreach (var (name, facet) in run.JobFacets)
        {
            jobFacets[name] = facet;
        }

        _sender.Send(_events.Make(state, _clock.GetUtcNow(), id, run with { RunFacets = facets, JobFacets = jobFacets }));
    }

    private static (Guid Id, JobName Job)? Parent(string? text)
    {
        var last = text?.LastIndexOf('/') ?? -1;
        var first = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        return first > 0 && last > first && Guid.TryParse(text![(last + 1)..], CultureInfo.InvariantCulture, out var id) ? (id, new JobName(text[..first], text[(first + 1)..last])) : null;
    }
}
