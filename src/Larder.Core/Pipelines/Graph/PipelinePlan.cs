using System.Collections;
using Larder.Errors;

namespace Larder.Pipelines.Graph;

/// <summary>The tasks of a pipeline, with their graph and the setups that each of them needs.</summary>
public sealed class PipelinePlan
{
    private readonly int[][] _setups;
    private readonly ILookup<int, int> _needSetup;

    /// <summary>Checks and connects the tasks.</summary>
    /// <param name="pipeline">Its name, for messages.</param>
    /// <param name="tasks">The tasks, in the order of declaration.</param>
    /// <exception cref="InvalidDefinitionException">Two tasks have one name, tasks wait for each other in a circle, or one takes a list or a choice of a task it does not depend on.</exception>
    public PipelinePlan(string pipeline, IReadOnlyList<PlannedTask> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        (Name, Tasks) = (pipeline, tasks);
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (tasks.FirstOrDefault(t => !names.Add(t.Name)) is { } repeated)
        {
            throw new InvalidDefinitionException($"Pipeline {pipeline}: two tasks are named '{repeated.Name}'; rename one of them.");
        }

        Graph = TaskGraph.Of(pipeline, [.. tasks.Select(t => t.Name)], [.. tasks.Select(t => t.Upstream)]);
        if (Enumerable.Range(0, tasks.Count).FirstOrDefault(t => !IsKnown(tasks[t].MapsOver, t) || !IsKnown(tasks[t].Branch?.Task, t), -1) is var wrong and >= 0)
        {
            throw new InvalidDefinitionException($"Pipeline {pipeline}: task '{tasks[wrong].Name}' takes a list or a choice of a task that it does not depend on; name that task among its inputs.");
        }

        _setups = Setups();
        _needSetup = Enumerable.Range(0, tasks.Count).SelectMany(t => _setups[t].Select(s => (Setup: s, Task: t))).ToLookup(n => n.Setup, n => n.Task);
    }

    /// <summary>The pipeline's name.</summary>
    public string Name { get; }

    /// <summary>The tasks, in the order of declaration.</summary>
    public IReadOnlyList<PlannedTask> Tasks { get; }

    /// <summary>Which depends on which.</summary>
    public TaskGraph Graph { get; }

    /// <summary>The setups whose success a task needs beside what its rule asks for: those anywhere before it, none of whose teardowns comes before it too. None for teardowns.</summary>
    public ReadOnlySpan<int> SetupsOf(int task) => _setups[task];

    /// <summary>The tasks for which <see cref="SetupsOf"/> names a setup.</summary>
    public IEnumerable<int> NeedersOf(int setup) => _needSetup[setup];

    private bool IsKnown(int? other, int task) => other is not { } needed || Graph.Upstream(task).BinarySearch(needed) >= 0;

    /// <summary>The setups in force behind each task are those in force behind what it depends on, without those it tears down, and itself.</summary>
    private int[][] Setups()
    {
        int[] setups = [.. Enumerable.Range(0, Tasks.Count).Where(t => Tasks[t].IsSetup)];
        var needed = new int[Tasks.Count][];
        if (setups.Length == 0)
        {
            Array.Fill(needed, []);
            return needed;
        }

        var (open, closed) = (new BitArray[Tasks.Count], new BitArray[Tasks.Count]);
        foreach (var task in Graph.Order)
        {
            (open[task], closed[task]) = (new(setups.Length), new(setups.Length));
            foreach (var up in Graph.Upstream(task))
            {
                open[task].Or(open[up]);
                closed[task].Or(closed[up]);
            }

            var (before, gone) = (open[task], closed[task]);
            needed[task] = Tasks[task].TearsDown.Count > 0 ? [] : [.. Enumerable.Range(0, setups.Length).Where(s => before[s] && !gone[s]).Select(s => setups[s])];
            for (var s = 0; s < setups.Length; s++)
            {
                open[task][s] |= setups[s] == task;
                closed[task][s] |= Tasks[task].TearsDown.Contains(setups[s]);
            }
        }

        return needed;
    }
}
