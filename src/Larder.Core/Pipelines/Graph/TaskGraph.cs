using Larder.Errors;

namespace Larder.Pipelines.Graph;

/// <summary>Which task depends on which: the edges of a pipeline, both ways, with an order in which each task comes behind those it depends on. Tasks are their places in the pipeline.</summary>
public sealed class TaskGraph
{
    private readonly int[][] _upstream;
    private readonly int[][] _downstream;

    private TaskGraph(int[][] upstream, int[][] downstream, int[] order) => (_upstream, _downstream, Order) = (upstream, downstream, order);

    /// <summary>How many tasks there are.</summary>
    public int Count => _upstream.Length;

    /// <summary>The tasks, each behind all those it depends on; of several that could be next, the one declared first.</summary>
    public IReadOnlyList<int> Order { get; }

    /// <summary>What a task depends on, each once, in ascending order.</summary>
    public ReadOnlySpan<int> Upstream(int task) => _upstream[task];

    /// <summary>What depends on a task, each once, in ascending order.</summary>
    public ReadOnlySpan<int> Downstream(int task) => _downstream[task];

    /// <summary>Makes the graph of tasks that depend on others.</summary>
    /// <param name="pipeline">Its name, for messages.</param>
    /// <param name="names">The tasks' names.</param>
    /// <param name="upstream">For each task the places of those it depends on; repetitions count once.</param>
    /// <exception cref="InvalidDefinitionException">Tasks wait for each other in a circle; the message has it.</exception>
    public static TaskGraph Of(string pipeline, IReadOnlyList<string> names, IReadOnlyList<IReadOnlyCollection<int>> upstream)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(upstream);
        int[][] before = [.. upstream.Select(u => u.Distinct().Order().ToArray())];
        var sizes = new int[names.Count];
        foreach (var task in before.SelectMany(u => u))
        {
            sizes[task]++;
        }

        int[][] behind = [.. sizes.Select(s => new int[s])];
        Array.Clear(sizes);
        for (var task = 0; task < before.Length; task++)
        {
            foreach (var other in before[task])
            {
                behind[other][sizes[other]++] = task;
            }
        }

        var order = Sort(before, behind);
        return order.Length == names.Count ? new(before, behind, order) : throw new InvalidDefinitionException(
            $"Pipeline {pipeline}: the tasks {Circle(names, before, order)} wait for each other; take one of the dependencies away.");
    }

    /// <summary>Kahn's algorithm; tasks in circles are left out.</summary>
    private static int[] Sort(int[][] before, int[][] behind)
    {
        var order = new List<int>(before.Length);
        var missing = Array.ConvertAll(before, u => u.Length);
        var ready = new PriorityQueue<int, int>(Enumerable.Range(0, before.Length).Where(t => missing[t] == 0).Select(t => (t, t)));
        while (ready.TryDequeue(out var task, out _))
        {
            order.Add(task);
            foreach (var next in behind[task])
            {
                if (--missing[next] == 0)
                {
                    ready.Enqueue(next, next);
                }
            }
        }

        return [.. order];
    }

    /// <summary>One circle among the tasks that have no place in the order: from any of them on, to one it waits for that has none either, until one comes again.</summary>
    private static string Circle(IReadOnlyList<string> names, int[][] before, int[] order)
    {
        var placed = order.ToHashSet();
        var path = new List<int>();
        for (var task = Enumerable.Range(0, names.Count).First(t => !placed.Contains(t)); ; task = before[task].First(t => !placed.Contains(t)))
        {
            var seen = path.IndexOf(task);
            path.Add(task);
            if (seen >= 0)
            {
                return string.Join(" ← ", path.Skip(seen).Select(t => names[t]));
            }
        }
    }
}
